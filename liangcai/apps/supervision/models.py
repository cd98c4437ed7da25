"""Double-random inspection, supervision of batches, complaints, and the duty log."""

from __future__ import annotations

import uuid

from django.db import models

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import StaffCard


class Inspection(models.Model):
    """A draw of batches and inspectors (S003 (二十五), 004-040); the record replays from list, seed and beacon."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("抽查名称", max_length=120)
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
