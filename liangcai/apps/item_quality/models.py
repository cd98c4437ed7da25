"""How good a bank is: what machine checks found, which items say the same, what past sittings say. Vault only.

Whatever would give away an answer (responses, options chosen) lies sealed under the bank key."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.enums import Model, PairDecision, ProposalState
from liangcai.apps.papers.models import Dispatch


class CheckRun(models.Model):
    """One run of the machine checks over a whole bank. `bank_state` is the digest of what it looked at: a bank that
    changed since has another. `counts`: findings by code that nobody had dismissed."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="check_runs")
    ran_at = models.DateTimeField("检查时间")
    ran_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    items = models.PositiveIntegerField("试题数")
    bank_state = models.CharField("题库状态摘要", max_length=64)
    counts = models.JSONField("发现", default=dict)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "机器检查"


class CheckFinding(models.Model):
    """A finding of the bank's latest run. `subject` is the item's number, or the point or importance that a coverage
    check speaks about; `words` is empty for items: what is said about their text is made anew from the opened item."""

    run = models.ForeignKey(CheckRun, on_delete=models.CASCADE, related_name="findings")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="check_findings")
    subject = models.CharField("对象", max_length=40)
    version = models.PositiveSmallIntegerField("版次", default=0)
    code = models.CharField("检查项", max_length=40, db_index=True)
    must = models.BooleanField("必须修改")
    words = models.CharField("发现", max_length=200, blank=True)

    class Meta:
        ordering = ["-must", "subject", "code"]
        verbose_name = verbose_name_plural = "检查发现"


class Dismissal(models.Model):
    """A finding that a person looked at and set aside, with the reason; it holds for that version of the item.
    `subject` is the item's number, or the point or importance that the finding speaks about (version 0)."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="dismissals")
    subject = models.CharField("对象", max_length=40)
    code = models.CharField("检查项", max_length=40)
    version = models.PositiveSmallIntegerField("版次", default=0)
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "subject", "code", "version"], name="one_dismissal_a_finding")]
        verbose_name = verbose_name_plural = "已排除的发现"


class DuplicateRun(models.Model):
    """One search for near-duplicates over a whole bank."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="duplicate_runs")
    ran_at = models.DateTimeField("查重时间")
    ran_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    items = models.PositiveIntegerField("试题数")
    pairs = models.PositiveIntegerField("近似题对")
    threshold = models.FloatField("重合度下限")
    bank_state = models.CharField("题库状态摘要", max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "查重"


class SimilarPair(models.Model):
    """Two items that say nearly the same. A decision holds for the versions it was made about."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="similar_pairs")
    first = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    first_version = models.PositiveSmallIntegerField("甲题版次")
    second_version = models.PositiveSmallIntegerField("乙题版次")
    jaccard = models.FloatField("三字组重合度")
    ratio = models.FloatField("编辑相似度")
    kind = models.CharField("性质", max_length=20)
    decision = models.CharField("处理", max_length=10, choices=PairDecision.choices, default=PairDecision.OPEN, db_index=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_row_a_pair")]
        ordering = ["-ratio", "pk"]
        verbose_name = verbose_name_plural = "近似题对"


class ResponseSet(models.Model):
    """The anonymous responses of one sitting and what they say as a whole. Mean, sd and standard error are in
    items right; `model_reason` says why the model was chosen."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="response_sets")
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="response_set")
    package_sha256 = models.CharField("作答包摘要", max_length=64, unique=True)
    plan_number = models.CharField("考核计划", max_length=40)
    held_on = models.DateField("考试日期")
    candidates = models.PositiveIntegerField("作答人数")
    received_at = models.DateTimeField("接收时间")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    model = models.CharField("模型", max_length=10, choices=Model.choices)
    model_reason = models.CharField("选用理由", max_length=200)
    notes = models.JSONField("说明", default=list)
    forms = models.JSONField("各卷统计", default=dict)
    sealed_responses = models.BinaryField("作答（加密）")

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = verbose_name_plural = "匿名作答"

    def __str__(self) -> str:
        return f"{self.plan_number}（{self.held_on}）"


class ItemFigures(models.Model):
    """What one sitting says about one item: classical figures, and slope and difficulty in logits with errors where it
    was calibrated. `scale` tells which items share a scale: forms without common items have scales of their own."""

    response_set = models.ForeignKey(ResponseSet, on_delete=models.CASCADE, related_name="figures")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="figures")
    item_version = models.PositiveSmallIntegerField("版次")
    forms = models.CharField("卷别", max_length=40)
    scale = models.CharField("量尺", max_length=40, blank=True)
    answered = models.PositiveIntegerField("作答人数")
    missing = models.PositiveIntegerField("缺答人数")
    difficulty = models.FloatField("答对率", null=True)
    discrimination = models.FloatField("区分度", null=True)
    slope = models.FloatField("斜率", null=True)
    slope_error = models.FloatField("斜率标准误", null=True)
    logit = models.FloatField("难度参数", null=True)
    logit_error = models.FloatField("难度参数标准误", null=True)
    infit = models.FloatField("加权拟合", null=True)
    outfit = models.FloatField("未加权拟合", null=True)
    problem = models.CharField("未标定原因", max_length=80, blank=True)
    flags = models.JSONField("标记", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response_set", "item"], name="one_row_an_item_a_sitting")]
        ordering = ["item__item_number"]
        verbose_name = verbose_name_plural = "试题统计"


class DifficultyProposal(models.Model):
    """What statistics propose for an item's expected share right; only a person changes the bank."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="difficulty_proposals")
    response_set = models.ForeignKey(ResponseSet, on_delete=models.CASCADE, related_name="proposals")
    held = models.FloatField("题库难度", null=True)
    proposed = models.FloatField("建议难度")
    low = models.FloatField("区间下限")
    high = models.FloatField("区间上限")
    answered = models.PositiveIntegerField("作答人数")
    state = models.CharField("状态", max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN, db_index=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response_set", "item"], name="one_proposal_an_item_a_sitting")]
        ordering = ["item__item_number"]
        verbose_name = verbose_name_plural = "难度建议"
