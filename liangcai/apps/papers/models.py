"""Blueprints, assembled forms, papers, orders to item writers, and the sealed packages that leave on disc."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from liangcai.apps.custody.models import Disc, DiscCopy
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


def blueprint_fixed() -> Refused:
    return Refused("blueprint_fixed", "组卷方案一经保存不得更改；考核范围、比重、题型、题量和分值以方案为准。",
                   citation=Citation(S002, "四(一)", "002-040"), hint="请另存一个新方案。")  # fmt: skip


class KeptForEver(models.QuerySet):
    """Rows that no bulk change reaches either."""

    def update(self, **values: Any) -> int:
        raise blueprint_fixed()

    def bulk_update(self, *given: Any, **options: Any) -> int:
        raise blueprint_fixed()

    def delete(self) -> tuple[int, dict[str, int]]:
        raise blueprint_fixed()


class Blueprint(models.Model):
    """An assembly plan; `text` is the TOML that `liangcai assemble` reads. Never changed once saved (002-040)."""

    THEORY, PRACTICAL = "theory", "practical"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("方案名称", max_length=80)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="blueprints")
    text = models.TextField("方案（TOML）")
    minutes = models.PositiveSmallIntegerField("考试时间（分钟）", default=90)
    subject = models.CharField("科目", max_length=12, default=THEORY,
                               choices=[(THEORY, "理论知识"), (PRACTICAL, "操作技能")])  # fmt: skip
    source = models.CharField("来源", max_length=200, blank=True)

    objects = KeptForEver.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组卷方案"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise blueprint_fixed()
        super().save(*args, **kwargs)


class AssemblyRun(models.Model):
    """One run of the engine: seed, proof, and the bank's table as it was (zlib of the CSV, without stems), so that
    anybody can run it again. A run made by replacing an item names the run it `replaces`, which is kept; `change` holds
    {form, place, out, in} (form and place as in the engine's forms, items by number)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="runs")
    request_id = models.CharField("用卷申请", max_length=60, blank=True)
    seed = models.BigIntegerField("随机种子")
    forms = models.PositiveSmallIntegerField("套数")
    proof = models.JSONField("组卷证明", default=dict)
    assembled_at = models.DateTimeField("组卷时间")
    bank_table = models.BinaryField("题库快照", default=bytes)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    change = models.JSONField("换题", default=dict)
    reason = models.CharField("换题原因", max_length=200, blank=True)

    @property
    def superseded(self) -> bool:
        return hasattr(self, "replaced_by")

    def require_current(self) -> None:
        """Refuses a run whose paper was changed since: only its successor is printed and sealed."""
        if self.superseded:
            raise Refused("run_replaced", "该组卷已因换题被新的组卷取代，只作留存。",
                          hint="请使用换题后的组卷。")  # fmt: skip


class Paper(models.Model):
    """One form: A, B, … Its digests are signed in the conformity certificate that a room checks again. A variant (A1,
    A2, …) has the same questions in another order, by `variant_seed`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(AssemblyRun, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField("卷别", max_length=4)
    paper_sha256 = models.CharField("试卷摘要", max_length=64)
    conformity = models.JSONField("符合性证书", default=dict)
    variant_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="variants")
    variant_seed = models.BigIntegerField("乱序种子", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="one_paper_a_letter")]


class PaperItem(models.Model):
    """`position` as printed; `place` is the engine's position in the form. `item_version` is the one that was assembled
    and certified, whatever becomes of the item. `option_order`: which of the item's options (from 0) stands in each
    place, empty for their own order."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("题序")
    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    item_version = models.PositiveSmallIntegerField("试题版次", default=1)
    cell = models.CharField("方案单元", max_length=60)
    score = models.DecimalField("分值", max_digits=5, decimal_places=2)
    place = models.PositiveSmallIntegerField("组卷位置", default=0)
    option_order = models.JSONField("选项顺序", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="one_item_a_position")]
        ordering = ["position"]


class Sealing(models.Model):
    """One act of sealing: the papers of a run for one or several rooms, to be opened from a moment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(AssemblyRun, on_delete=models.PROTECT, related_name="sealings")
    plan_number = models.CharField("考核计划编号", max_length=40)
    title = models.CharField("考试名称", max_length=120)
    not_before = models.DateTimeField("启封时间")
    sealed_at = models.DateTimeField("封装时间")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "封装"


class Dispatch(models.Model):
    """The sealed package of one room: its own key, slip and disc. It opens with the room's key, m of n shares of the
    province and m of n of the site together (`groups`: name, needed, total, set_mark)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealing = models.ForeignKey(Sealing, on_delete=models.PROTECT, related_name="dispatches")
    run = models.ForeignKey(AssemblyRun, on_delete=models.PROTECT, related_name="dispatches")
    receiver = models.CharField("接收考场", max_length=120)
    receiver_key_id = models.CharField("考场公钥编号", max_length=80)
    not_before = models.DateTimeField("启封时间")
    package = models.FileField("密封包", upload_to="packages/")
    package_sha256 = models.CharField("摘要", max_length=64)
    groups = models.JSONField("保管人分组", default=list)
    slip_number = models.CharField("交接单编号", max_length=40, unique=True)
    disc = models.ForeignKey(Disc, on_delete=models.PROTECT, null=True, blank=True, related_name="dispatches")
    copy = models.ForeignKey(DiscCopy, on_delete=models.PROTECT, null=True, blank=True, related_name="dispatches")
    giver_person = models.CharField("移交人", max_length=80, blank=True)
    receiver_person = models.CharField("接收人", max_length=80, blank=True)
    seal_number = models.CharField("封签号", max_length=60, blank=True)
    handed_over_at = models.DateTimeField("移交签字时间", null=True, blank=True)
    taken_over_at = models.DateTimeField("接收签字时间", null=True, blank=True)
    arrival = models.JSONField("到达回执", default=dict)
    receipt = models.JSONField("启封回执", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "密封包"

    def __str__(self) -> str:
        return self.slip_number


class ShareEnvelope(models.Model):
    """The envelope that holds one printed share: whose it is and whether it is out. The share itself is stored nowhere.
    The province's envelopes belong to the sealing, a site's to its package."""

    sealing = models.ForeignKey(Sealing, on_delete=models.PROTECT, related_name="envelopes")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, null=True, blank=True, related_name="envelopes")
    group = models.CharField("分组", max_length=120)
    index = models.PositiveSmallIntegerField("份号")
    holder = models.CharField("保管人", max_length=80)
    given_at = models.DateTimeField("发放时间", null=True, blank=True)
    released_at = models.DateTimeField("放行时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sealing", "dispatch", "group", "index"], name="one_envelope_a_share")]
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "密钥份额信封"


class ItemOrder(models.Model):
    """What a short bank lacks for a blueprint: the complete order to item writers, ticked off as items arrive."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order_number = models.CharField("需求单编号", max_length=40, unique=True)
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="orders")
    forms = models.PositiveSmallIntegerField("套数")
    ordered_at = models.DateTimeField("开具时间")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-ordered_at"]
        verbose_name = verbose_name_plural = "命题需求单"

    def __str__(self) -> str:
        return self.order_number


class ItemOrderLine(models.Model):
    """One cell that is short; `because` is the engine's word for why."""

    order = models.ForeignKey(ItemOrder, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveSmallIntegerField("序号")
    cell = models.CharField("方案单元", max_length=60)
    scope = models.CharField("鉴定范围", max_length=40, blank=True)
    type = models.CharField("题型", max_length=20, blank=True)
    band = models.CharField("难度档", max_length=10, blank=True)
    needed = models.PositiveIntegerField("需要")
    available = models.PositiveIntegerField("可用")
    short = models.PositiveIntegerField("缺少")
    because = models.CharField("原因", max_length=20)
    arrived_on = models.DateField("到题日期", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="one_line_a_number")]
        ordering = ["number"]
