"""Examination plans: which body examines what, when, where and by whom."""

from __future__ import annotations

import uuid

from django.db import models

from liangcai.apps.exams.enums import PracticalMode, RecusalKind, Subject, TheoryMode
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.models import Body, Filing, StaffCard
from liangcai.apps.resources.models import ItemBankRecord, Standard


class ExamPlan(models.Model):
    """A batch of examinations of one occupation at one level, or of one special-ability project."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_number = models.CharField("计划编号", max_length=40, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="plans")
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField("评价类别", max_length=20, choices=FilingKind.choices)
    occupation_code = models.CharField("职业编码", max_length=12, blank=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    level = models.CharField("等级", max_length=8, blank=True)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="plans")
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    region_code = models.CharField("辖区代码", max_length=6, db_index=True)
    state = models.CharField("状态", max_length=20, default="draft", db_index=True)
    registration_closes_on = models.DateField("报名截止")
    capacity = models.PositiveIntegerField("计划人数")
    applicability = models.JSONField("适用标准判定", default=dict)

    class Meta:
        indexes = [models.Index(fields=["-registration_closes_on", "-id"], name="plans_newest_first")]
        ordering = ["-registration_closes_on", "-id"]
        verbose_name = verbose_name_plural = "考核计划"

    def __str__(self) -> str:
        return f"{self.plan_number} {self.occupation_name}{self.level}"


class ExamSession(models.Model):
    """One subject of a plan at one time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ExamPlan, on_delete=models.CASCADE, related_name="sessions")
    subject = models.CharField("科目", max_length=12, choices=Subject.choices)
    theory_mode = models.CharField("理论方式", max_length=10, choices=TheoryMode.choices, blank=True)
    practical_mode = models.CharField("操作方式", max_length=12, choices=PracticalMode.choices, blank=True)
    mode_reason = models.CharField("其他方式理由", max_length=200, blank=True)
    starts_at = models.DateTimeField("开考时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "subject"], name="a_subject_once_a_plan")]
        ordering = ["starts_at"]
        verbose_name = verbose_name_plural = "场次"


class ExamRoom(models.Model):
    plan = models.ForeignKey(ExamPlan, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField("考场", max_length=40)
    address = models.CharField("地址", max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField("座位（工位）数")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="a_room_once_a_plan")]
        ordering = ["name"]
        verbose_name = verbose_name_plural = "考场"


class Panel(models.Model):
    """The assessors of a plan: three or more, one leader (004-034, 004-035); `draw` replays."""

    plan = models.OneToOneField(ExamPlan, on_delete=models.CASCADE, related_name="panel")
    draw = models.JSONField("抽取记录", default=dict)
    dispatched_by = models.CharField("派遣单位", max_length=120)


class PanelMember(models.Model):
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    card = models.ForeignKey(StaffCard, on_delete=models.PROTECT)
    is_leader = models.BooleanField("考评组长", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "card"], name="an_assessor_once_a_panel")]


class RecusalDeclaration(models.Model):
    """A reason declared why an assessor does not judge a body's candidates, or those of one plan."""

    card = models.ForeignKey(StaffCard, on_delete=models.PROTECT, related_name="recusals")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="recusals")
    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="recusals")
    kind = models.CharField("回避事由", max_length=10, choices=RecusalKind.choices)
    note = models.CharField("说明", max_length=200)
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        ordering = ["-declared_at", "-id"]
        verbose_name = verbose_name_plural = "回避申报"


class RoomDuty(models.Model):
    """An invigilator in a room."""

    room = models.ForeignKey(ExamRoom, on_delete=models.CASCADE, related_name="duties")
    card = models.ForeignKey(StaffCard, on_delete=models.PROTECT)


class SiteCheck(models.Model):
    """The site seen before an examination: every point answered, what is wrong in words (004-023…004-027)."""

    plan = models.OneToOneField(ExamPlan, on_delete=models.CASCADE, related_name="site_check")
    answers = models.JSONField("检查项", default=dict)
    remarks = models.TextField("说明", blank=True)
    ready = models.BooleanField("可以开考")
    checked_at = models.DateTimeField("检查时间")
