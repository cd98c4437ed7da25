"""Custody of the bank: named custodians, pledges, ledgers of their own, numbered discs (S002 四(二), 四(三))."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Custodian(models.Model):
    """A named person on a dedicated post, until the post is handed over."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="custodian")
    post = models.CharField("岗位", max_length=80)
    pledged_on = models.DateField("保密责任书签署日期", null=True, blank=True)
    pledge_ended_on = models.DateField("责任书终止日期", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "题库管理员"


class PostHandover(models.Model):
    """A post passed from one custodian to the next, item by item, before a third person."""

    leaving = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="handed_over")
    taking = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="taken_over")
    handed_on = models.DateField("交接日期")
    things = models.TextField("交接内容")
    witness = models.CharField("监交人", max_length=80)

    class Meta:
        ordering = ["-handed_on", "-pk"]
        verbose_name = verbose_name_plural = "岗位交接"


class BankKey(models.Model):
    """The key under which items lie sealed. Only a check value is stored: the key itself comes together from
    the custodians' printed shares and lives in memory. `holders`: who was given the share with index 1, 2, …"""

    made_at = models.DateTimeField("生成时间")
    needed = models.PositiveSmallIntegerField("须到场人数", default=2)
    total = models.PositiveSmallIntegerField("保管人数", default=3)
    set_mark = models.CharField("份额批号", max_length=12)
    check_value = models.CharField("校验值", max_length=64)
    holders = models.JSONField("保管人", default=list)
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
    """A numbered optical disc, the only medium that may carry anything out (002-043): the image as it was made, its
    digest and what is on it (`contents`: name, size, sha256)."""

    PURPOSES = [("papers", "试卷密封包"), ("backup", "题库备份"), ("ledgers", "台账导出")]
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("光盘编号", max_length=16, unique=True)
    purpose = models.CharField("内容", max_length=10, choices=PURPOSES)
    counterpart = models.CharField("对方", max_length=120)
    image = models.FileField("映像", upload_to="discs/")
    image_sha256 = models.CharField("映像摘要", max_length=64)
    image_size = models.PositiveBigIntegerField("映像字节数")
    contents = models.JSONField("光盘内容", default=list)
    made_at = models.DateTimeField("制作时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("应收回执日期", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "光盘"

    def __str__(self) -> str:
        return self.number


class DiscCopy(models.Model):
    """One burning of a disc: by whom, before whom, in which drive, read back and compared; and what became of it."""

    FATES = [("kept", "在库"), ("handed_over", "已移交"), ("returned", "已归还"), ("destroyed", "已销毁"), ("failed", "校验不符，待销毁")]
    disc = models.ForeignKey(Disc, on_delete=models.PROTECT, related_name="copies")
    copy = models.PositiveSmallIntegerField("份号")
    burnt_at = models.DateTimeField("刻录时间")
    burnt_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drive = models.CharField("光驱", max_length=80)
    read_back_sha256 = models.CharField("回读摘要", max_length=64)
    fate = models.CharField("去向", max_length=12, choices=FATES, default="kept")
    fate_at = models.DateTimeField("去向登记时间", null=True, blank=True)
    fate_note = models.CharField("去向说明", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disc", "copy"], name="one_copy_a_number")]
        ordering = ["disc", "copy"]
        verbose_name = verbose_name_plural = "光盘刻录记录"

    def __str__(self) -> str:
        return f"{self.disc.number}/{self.copy}"


class RestoreDrill(models.Model):
    """A backup brought back in an empty place to see that it can be: each check with its outcome."""

    disc_number = models.CharField("备份光盘", max_length=40)
    image_sha256 = models.CharField("映像摘要", max_length=64)
    drilled_at = models.DateTimeField("演练时间")
    drilled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.CharField("第二名管理员", max_length=80)
    checks = models.JSONField("核对", default=list)
    passed = models.BooleanField("通过")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "恢复演练"


class RoomCheck(models.Model):
    """The secure-room checklist (S002 四(二)–(三)), filled in by a custodian."""

    checked_on = models.DateField("检查日期")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    answers = models.JSONField("检查项", default=dict)
    passed = models.BooleanField("全部合格")
