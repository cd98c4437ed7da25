"""Candidates, their registrations, the review in ten working days, and their places."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.exams.models import ExamPlan, ExamRoom
from liangcai.apps.registrations.enums import SheetKind, Verdict


class Candidate(models.Model):
    """A person who is examined. The number is sealed and bound to this row; the index finds it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
                                related_name="candidate")  # fmt: skip
    name = models.CharField("姓名", max_length=80)
    identity_sealed = models.BinaryField("证件号码（加密）")
    identity_index = models.CharField(max_length=64, unique=True)
    identity_last4 = models.CharField("证件号码后四位", max_length=4)
    born_on = models.DateField("出生日期")
    phone = models.CharField("手机号码", max_length=20, blank=True)
    employer = models.CharField("所在单位", max_length=120, blank=True)
    photo = models.FileField("照片", upload_to="photos/", blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "考生"

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Registrations that a body submitted together; reviewed within ten working days, answered once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField("批次")
    state = models.CharField("状态", max_length=20, default="draft", db_index=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    due_on = models.DateField("审核期限", null=True, blank=True, db_index=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_batch_a_number")]
        ordering = ["due_on", "id"]
        verbose_name = verbose_name_plural = "报名批次"


class Registration(models.Model):
    """`facts` are what was said (`claims` as the rules read them), `decision` what the rules made of them, with
    the policy version; `said` and `route` repeat its answer for lists. `verdict` and `reason` are a reviewer's note until the whole batch is concluded."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="registrations")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField("状态", max_length=20, default="draft", db_index=True)
    condition = models.CharField("申报条件", max_length=200, blank=True)
    facts = models.JSONField("申报事实", default=dict)
    decision = models.JSONField("条件判定", default=dict)
    said = models.CharField("规则判定", max_length=16, blank=True)
    route = models.CharField("符合的条款", max_length=40, blank=True)
    reason = models.CharField("审核意见", max_length=400, blank=True)
    consent_at = models.DateTimeField("本人同意时间", null=True, blank=True)
    exempt_subjects = models.JSONField("免考科目", default=list)
    verdict = models.CharField("审核结论（未生效）", max_length=8, choices=Verdict.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                                   related_name="+")  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "candidate"], name="a_candidate_once_a_plan",
                                    condition=~models.Q(state__in=["rejected", "withdrawn"])),
        ]  # fmt: skip
        ordering = ["id"]
        verbose_name = verbose_name_plural = "报名"


class Place(models.Model):
    """A candidate's seat or work place, with the printed ticket number and the paper's letter."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="place")
    room = models.ForeignKey(ExamRoom, on_delete=models.PROTECT, related_name="places")
    seat = models.PositiveSmallIntegerField("座位号")
    ticket_number = models.CharField("准考证号", max_length=20, unique=True)
    paper_code = models.CharField("卷别", max_length=4, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "seat"], name="a_seat_once_a_room")]
        ordering = ["room", "seat"]
        verbose_name = verbose_name_plural = "考位"


class EvidenceFile(models.Model):
    """A file that shows what a registration claims; read by the candidate, the body and the reviewers only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="evidence")
    fact = models.CharField("证明事项", max_length=40)
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("文件", upload_to="registration-evidence/")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "sha256"], name="a_file_once_a_registration")]
        ordering = ["id"]
        verbose_name = verbose_name_plural = "报名佐证材料"


class SeatingDraw(models.Model):
    """Everything that the places of a plan followed from, so that anyone can seat it again and compare."""

    plan = models.OneToOneField(ExamPlan, on_delete=models.CASCADE, related_name="seating")
    record = models.JSONField("编排记录")
    digest = models.CharField("编排摘要", max_length=64)


class PrintRun(models.Model):
    """Sheets of a plan being printed part by part: `keys` in order, `digests` of what they show, `done` so far."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ExamPlan, on_delete=models.CASCADE, related_name="print_runs")
    kind = models.CharField("种类", max_length=12, choices=SheetKind.choices)
    keys = models.JSONField(default=list)
    digests = models.JSONField(default=dict)
    done = models.PositiveIntegerField("已排版", default=0)
    file = models.FileField("文件", upload_to="prints/", blank=True)
    begun_at = models.DateTimeField("开始时间")

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "打印"

    @property
    def finished(self) -> bool:
        return bool(self.keys) and self.done == len(self.keys)


class PrintedSheet(models.Model):
    """What the newest print of one sheet showed; another digest today means that it is stale."""

    plan = models.ForeignKey(ExamPlan, on_delete=models.CASCADE, related_name="printed_sheets")
    kind = models.CharField("种类", max_length=12, choices=SheetKind.choices)
    key = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "kind", "key"], name="a_sheet_once_a_plan")]
