"""Item banks: scope table, points, items with versions. Exists on the vault only."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.item_bank.enums import Importance, ItemState, ItemType, ReviewStep


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
    scope_table_version = models.PositiveSmallIntegerField("细目表版次", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occupation_name", "level", "version"], name="one_bank_a_version")]
        verbose_name = verbose_name_plural = "题库"

    def __str__(self) -> str:
        return f"{self.occupation_name}{self.level}"


class ScopeTableVersion(models.Model):
    """A scope table as it was saved; `Bank.scope_table` is the newest. `table` as `engine_io.stored_table` writes it."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="scope_table_versions")
    version = models.PositiveSmallIntegerField("版次")
    table = models.JSONField("鉴定要素细目表")
    note = models.CharField("变更说明", max_length=200, blank=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "version"], name="one_scope_table_a_version")]
        ordering = ["bank", "-version"]
        verbose_name = verbose_name_plural = "细目表版次"


class ItemPledge(models.Model):
    """The register of item writers and reviewers: who signed the confidentiality pledge, for how long (002-038)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_pledges")
    employer = models.CharField("工作单位", max_length=120, blank=True)
    pledged_on = models.DateField("保密责任书签署日期")
    ended_on = models.DateField("保密责任书终止日期", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "pledged_on"], name="one_item_pledge_a_day")]
        ordering = ["user", "-pledged_on"]
        verbose_name = verbose_name_plural = "命审题人员保密责任书"


class Item(models.Model):
    """`content` holds stem, options, answer, explanation, pictures, criteria (`engine_io.content_of`); the text at
    rest is sealed. The row is the newest version; `ItemVersion` keeps the earlier ones."""

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

    def __str__(self) -> str:
        return self.item_number


class ItemVersion(models.Model):
    """An earlier version of an item, sealed under the bank key as it was."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField("版次")
    type = models.CharField("题型", max_length=20, choices=ItemType.choices)
    point = models.CharField("鉴定点", max_length=40)
    sealed_content = models.BinaryField("内容（加密）")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField("被替换时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_item_a_version")]
        ordering = ["item", "-version"]
        verbose_name = verbose_name_plural = "试题历史版次"


class ItemReview(models.Model):
    """An opinion on one version of an item: two blind reviews, assigned first and given once; where they differ a
    settlement; in the end a proofreading. What it says (verdict and comment, which may quote the item) lies sealed
    under the bank key."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_reviews")
    version = models.PositiveSmallIntegerField("版次")
    step = models.CharField("环节", max_length=10, choices=ReviewStep.choices, default=ReviewStep.REVIEW)
    assigned_at = models.DateTimeField("分派时间")
    given_at = models.DateTimeField("提交时间", null=True, blank=True)
    sealed_opinion = models.BinaryField("意见（加密）", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "reviewer", "version", "step"], name="one_opinion_a_reviewer")]
        ordering = ["item", "version", "pk"]
        verbose_name = verbose_name_plural = "审题意见"
