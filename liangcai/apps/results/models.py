"""Results: each subject out of 100, pass at 60 in each, released by two persons, corrected only by new entries."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Registration


class Release(models.Model):
    """The scores of one plan: entered, checked by a second person, published (two-person rule)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.OneToOneField(ExamPlan, on_delete=models.PROTECT, related_name="release")
    state = models.CharField("状态", max_length=20, default="entered", db_index=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    package_sha256 = models.CharField("成绩包摘要", max_length=64, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)


class Score(models.Model):
    """One subject's score of one candidate. A correction is a new row with a reason; the newest counts."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="scores")
    subject = models.CharField("科目", max_length=12, choices=Subject.choices)
    score = models.DecimalField("成绩", max_digits=5, decimal_places=2, null=True, blank=True)
    status = models.CharField("考试情况", max_length=12, default="present")  # present absent breach deferred exempt
    entry = models.PositiveSmallIntegerField("录入序次", default=1)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    details = models.JSONField("明细", default=dict)
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "subject", "entry"], name="one_score_an_entry"),
            models.CheckConstraint(condition=models.Q(score__isnull=True) | models.Q(score__gte=0, score__lte=100),
                                   name="a_score_out_of_a_hundred"),
        ]  # fmt: skip
        ordering = ["registration", "subject", "-entry"]
        verbose_name = verbose_name_plural = "成绩"


class ScoreReview(models.Model):
    """A candidate asks for a score to be looked at again; answered within the set days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="score_reviews")
    subject = models.CharField("科目", max_length=12, choices=Subject.choices)
    reason = models.CharField("申请理由", max_length=400)
    state = models.CharField("状态", max_length=12, default="asked")
    asked_at = models.DateTimeField("申请时间")
    due_on = models.DateField("答复期限")
    answer = models.CharField("复核结论", max_length=400, blank=True)
