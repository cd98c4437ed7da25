"""Custody of the bank: named custodians, pledges, ledgers of their own, numbered discs (S002 四(二), 四(三))."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Custodian(models.Model):
    """A named person on a dedicated post. `public_key` wraps the custodian's share of the bank key."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="custodian")
    post = models.CharField("岗位", max_length=80)
    pledged_on = models.DateField("保密责任书签署日期", null=True, blank=True)
    pledge_ended_on = models.DateField("责任书终止日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "题库管理员"


class BankKey(models.Model):
    """The key under which items lie sealed. Only a check value is stored: the key itself comes together from
    the custodians' printed shares and lives in memory."""

    made_at = models.DateTimeField("生成时间")
    needed = models.PositiveSmallIntegerField("须到场人数", default=2)
    total = models.PositiveSmallIntegerField("保管人数", default=3)
    set_mark = models.CharField("份额批号", max_length=12)
    check_value = models.CharField("校验值", max_length=64)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)


class LedgerRow(models.Model):
    """One row of a custody ledger. Each kind is a hash chain of its own."""

    KINDS = [("room", "专用场所出入登记"), ("computer", "专用计算机使用登记"), ("assembly", "组卷制卷记录"),
             ("disc", "光盘出入登记")]  # fmt: skip
    kind = models.CharField("台账", max_length=10, choices=KINDS, db_index=True)
    sequence = models.PositiveIntegerField("序号")
    at = models.DateTimeField("时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    persons = models.JSONField("人员", default=list)
    purpose = models.CharField("事由", max_length=200)
    facts = models.JSONField("内容", default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "sequence"], name="one_row_a_ledger_number")]
        ordering = ["kind", "sequence"]
        verbose_name = verbose_name_plural = "保密台账"


class Disc(models.Model):
    """An optical disc, the only medium that may carry anything in or out."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("光盘编号", max_length=40, unique=True)
    direction = models.CharField("方向", max_length=4)  # in out
    content_sha256 = models.CharField("内容摘要", max_length=64)
    counterpart = models.CharField("对方", max_length=120)
    image = models.FileField("映像", upload_to="discs/", blank=True)
    burnt_at = models.DateTimeField("刻录时间", null=True, blank=True)
    receipt = models.JSONField("回执", default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "光盘"


class RoomCheck(models.Model):
    """The secure-room checklist (S002 四(二)–(三)), filled in by a custodian."""

    checked_on = models.DateField("检查日期")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    answers = models.JSONField("检查项", default=dict)
    passed = models.BooleanField("全部合格")
