"""What people are told: a row is written in the transaction of the act, so it exists exactly when the act does."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Shown in-app from the moment it is written; e-mailed where `email` is not empty.

    `page` and `page_key` name the page that shows the matter (an address name and the thing's public id).
    `key` says what the notice is about: writing the same one twice leaves one. E-mail: waiting from `due_at`;
    `claimed_at` is set before the network is touched and cleared by a refusal, so a row that is claimed and not
    sent is doubtful (the sender was cut off in between) and is never sent again by itself."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    email = models.CharField("邮箱", max_length=254, blank=True)
    subject = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    page = models.CharField("相关页面", max_length=60, blank=True)
    page_key = models.CharField("相关事项", max_length=60, blank=True)
    key = models.CharField("去重键", max_length=200, unique=True)
    written_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    due_at = models.DateTimeField("可发送时间")
    claimed_at = models.DateTimeField("取出发送时间", null=True, blank=True)
    sent_at = models.DateTimeField("邮件发出时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    last_error = models.CharField("最近一次失败", max_length=300, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notices_of_a_user"),
            models.Index(fields=["due_at"], name="notices_waiting",
                         condition=Q(sent_at=None, claimed_at=None) & ~Q(email="")),
        ]  # fmt: skip
        verbose_name = verbose_name_plural = "通知"

    def __str__(self) -> str:
        return self.subject
