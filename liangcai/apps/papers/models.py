"""Blueprints, assembled forms, papers, and the sealed packages that leave on disc."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from liangcai.apps.custody.models import Disc
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


class Blueprint(models.Model):
    """An assembly plan; `text` is the TOML that `liangcai assemble` reads. Never changed once saved (002-040)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("方案名称", max_length=80)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="blueprints")
    text = models.TextField("方案（TOML）")
    minutes = models.PositiveSmallIntegerField("考试时间（分钟）", default=90)

    class Meta:
        verbose_name = verbose_name_plural = "组卷方案"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused("blueprint_fixed", "组卷方案一经保存不得更改；考核范围、比重、题型、题量和分值以方案为准。",
                          citation=Citation(S002, "四(一)", "002-040"), hint="请另存一个新方案。")  # fmt: skip
        super().save(*args, **kwargs)


class AssemblyRun(models.Model):
    """One run of the engine: seed, proof, digests."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="runs")
    request_id = models.CharField("用卷申请", max_length=60, blank=True)
    seed = models.BigIntegerField("随机种子")
    forms = models.PositiveSmallIntegerField("套数")
    proof = models.JSONField("组卷证明", default=dict)
    assembled_at = models.DateTimeField("组卷时间")


class Paper(models.Model):
    """One form: A, B, … Its digests are signed in the conformity certificate that a room checks again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(AssemblyRun, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField("卷别", max_length=4)
    paper_sha256 = models.CharField("试卷摘要", max_length=64)
    conformity = models.JSONField("符合性证书", default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="one_paper_a_letter")]


class PaperItem(models.Model):
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("题序")
    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    cell = models.CharField("方案单元", max_length=60)
    score = models.DecimalField("分值", max_digits=5, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="one_item_a_position")]
        ordering = ["position"]


class Dispatch(models.Model):
    """A sealed package for named rooms, opened not before a moment and by m of n custodians."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(AssemblyRun, on_delete=models.PROTECT, related_name="dispatches")
    receiver = models.CharField("接收考场", max_length=120)
    not_before = models.DateTimeField("启封时间")
    package = models.FileField("密封包", upload_to="packages/")
    package_sha256 = models.CharField("摘要", max_length=64)
    slip_number = models.CharField("交接单编号", max_length=40, unique=True)
    disc = models.ForeignKey(Disc, on_delete=models.PROTECT, null=True, blank=True)
    receipt = models.JSONField("回执", default=dict)
