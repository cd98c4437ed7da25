"""Double-random inspection, supervision of batches, complaints, and the duty log."""

from __future__ import annotations

import uuid

from django.db import models

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import StaffCard


class InspectionKind(models.TextChoices):
    """Double-random draws, and the three kinds of supervision of S003 (二十五) (003-062, 003-063)."""

    RANDOM = "random", "双随机抽查"
    ON_SITE = "on_site", "现场监督"
    TRADE = "trade", "行业监督"
    PUBLIC = "public", "社会监督"


class Inspection(models.Model):
    """A draw of batches and inspectors (S003 (二十五), 004-040); the record replays from list, seed and beacon."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("抽查名称", max_length=120)
    kind = models.CharField("监督方式", max_length=10, choices=InspectionKind.choices, default=InspectionKind.RANDOM)
    region_code = models.CharField("辖区代码", max_length=6)
    draw = models.JSONField("抽取记录", default=dict)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)

    class Meta:
        ordering = ["-drawn_at"]
        verbose_name = verbose_name_plural = "双随机抽查"


class Visit(models.Model):
    """One drawn batch with its inspectors and what they found."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="visits")
    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="visits")
    inspectors = models.ManyToManyField(StaffCard)
    checklist = models.JSONField("检查表", default=dict)
    finding = models.TextField("检查结果", blank=True)
    found_at = models.DateTimeField(null=True, blank=True)


class Duty(models.Model):
    """A duty that the texts lay on an office and that only a person can discharge (○ rows)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField("规则编号", max_length=10, db_index=True)
    region_code = models.CharField("辖区代码", max_length=6)
    done_on = models.DateField("履行日期")
    note = models.TextField("履行情况")
    evidence = models.FileField("佐证", upload_to="duties/", blank=True)

    class Meta:
        ordering = ["-done_on"]
        verbose_name = verbose_name_plural = "职责台账"


class SupervisorDuty(models.Model):
    """A supervisor sent to a batch (004-039, 004-041)."""

    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="supervisors")
    card = models.ForeignKey(StaffCard, on_delete=models.PROTECT)
    sent_by = models.CharField("派出单位", max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "card"], name="a_supervisor_once_a_plan")]


class Complaint(models.Model):
    """A complaint is looked into and its outcome made public (003-064)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region_code = models.CharField("辖区代码", max_length=6)
    about = models.CharField("投诉对象", max_length=120)
    text = models.TextField("投诉内容")
    received_on = models.DateField("收到日期")
    outcome = models.TextField("处理结果", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        ordering = ["-received_on"]


class BatchArchive(models.Model):
    """What is kept of a finished batch: one signed package with an index; `missing` names what could not be had."""

    plan = models.OneToOneField(ExamPlan, on_delete=models.PROTECT, related_name="archive")
    file = models.FileField("档案包", upload_to="archives/")
    archived_at = models.DateTimeField("归档时间")
    kept_until = models.DateField("保存至")
    missing = models.JSONField("缺项", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "考核档案"
