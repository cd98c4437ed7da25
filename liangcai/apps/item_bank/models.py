"""Item banks: scope table, points, items with versions. Exists on the vault only."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.item_bank.enums import Importance, ItemState, ItemType


class Bank(models.Model):
    """A bank of one occupation at one level (or one special-ability project, level empty)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hall_id = models.UUIDField("大厅题库编号", null=True, blank=True)
    occupation_code = models.CharField("职业编码", max_length=12, blank=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    level = models.CharField("等级", max_length=8, blank=True)
    version = models.PositiveSmallIntegerField("版次", default=1)
    secret = models.BooleanField("保密", default=True, editable=False)
    scope_table = models.JSONField("鉴定要素细目表", default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occupation_name", "level", "version"], name="one_bank_a_version")]
        verbose_name = verbose_name_plural = "题库"

    def __str__(self) -> str:
        return f"{self.occupation_name}{self.level}"


class Item(models.Model):
    """`content` holds stem, options, answer, explanation, pictures, criteria; the text at rest is sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="items")
    item_number = models.CharField("题号", max_length=40)
    type = models.CharField("题型", max_length=20, choices=ItemType.choices)
    scope = models.CharField("鉴定范围", max_length=40, db_index=True)
    point = models.CharField("鉴定点", max_length=40, db_index=True)
    importance = models.CharField("重要程度", max_length=1, choices=Importance.choices, blank=True)
    difficulty = models.FloatField("难度（预期得分率）", null=True, blank=True)
    irt_a = models.FloatField(null=True, blank=True)
    irt_b = models.FloatField(null=True, blank=True)
    irt_c = models.FloatField(null=True, blank=True)
    enemy_set = models.CharField("相克组", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=ItemState.choices, default=ItemState.DRAFT, db_index=True)
    version = models.PositiveSmallIntegerField("版次", default=1)
    times_used = models.PositiveIntegerField("使用次数", default=0)
    last_used_on = models.DateField("最近使用", null=True, blank=True)
    sealed_content = models.BinaryField("内容（加密）")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                               related_name="+")  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "item_number"], name="one_item_a_number")]
        ordering = ["bank", "item_number"]
        verbose_name = verbose_name_plural = "试题"


class ItemReview(models.Model):
    """A blind opinion on an item; two are needed before it is settled."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    version = models.PositiveSmallIntegerField("版次")
    verdict = models.CharField("意见", max_length=10)  # accept revise reject
    comment = models.TextField("说明", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "reviewer", "version"], name="one_opinion_a_reviewer")]
