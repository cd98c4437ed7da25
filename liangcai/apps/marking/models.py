"""Sheet reading, assessors' scores, and the sealed results that go back to the hall."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.sittings.models import Seat, Sitting


class SheetRead(models.Model):
    """What the reader saw of one candidate's sheet; doubtful answers wait for a person."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="sheet")
    source = models.CharField("扫描文件", max_length=200)
    page = models.PositiveIntegerField("页")
    answers = models.JSONField("识读结果", default=list)
    doubtful = models.PositiveSmallIntegerField("待人工确认", default=0)


class PanelPlace(models.Model):
    """An account's place on the panel of a practical sitting: whose card it is was checked at the door (004-033)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="panel")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    card_number = models.CharField("考评员证卡", max_length=40)
    is_leader = models.BooleanField("考评组长", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "user"], name="one_panel_place_an_account"),
                       models.UniqueConstraint(fields=["sitting", "card_number"], name="one_panel_place_a_card")]
        ordering = ["-is_leader", "pk"]
        verbose_name = verbose_name_plural = "考评小组"


class AssessorScore(models.Model):
    """One assessor's score of one candidate's practical task, criterion by criterion."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="assessor_scores")
    assessor_card = models.CharField("考评员证卡", max_length=40)
    assessor_name = models.CharField("考评员", max_length=80)
    is_leader = models.BooleanField("考评组长", default=False)
    criteria = models.JSONField("评分明细", default=dict)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "assessor_card"], name="one_score_an_assessor")]


class MarkedResult(models.Model):
    """The mark of one candidate in one sitting, out of a hundred, and how it came about."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="result")
    score = models.DecimalField("成绩", max_digits=5, decimal_places=2, null=True)
    status = models.CharField("考试情况", max_length=12, default="present")
    details = models.JSONField("明细", default=dict)


class ResultPackage(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="result_packages")
    file = models.FileField("成绩包", upload_to="results/")
    sha256 = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封装时间")


class ResponsePackage(models.Model):
    """What candidates of a sitting chose, sealed to the vault for item statistics; nothing in it tells who they are."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="response_package")
    file = models.FileField("匿名作答包", upload_to="responses/")
    sha256 = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封装时间")
