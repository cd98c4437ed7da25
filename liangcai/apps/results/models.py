"""Results: each subject out of 100, pass at 60 in each, released by two persons, corrected only by new entries."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import Body
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.pass_rule import PASS_MARK


class Release(models.Model):
    """The scores of one plan: entered, checked by a second person, published (two-person rule)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.OneToOneField(ExamPlan, on_delete=models.PROTECT, related_name="release")
    state = models.CharField("状态", max_length=20, default="entered", db_index=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    package_sha256 = models.CharField("成绩包摘要", max_length=64, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True, db_index=True)
    objections_until = models.DateField("公示截止", null=True, blank=True)  # the last day of the publication period


class Score(models.Model):
    """One subject's score of one candidate. A correction is a new row with a reason; the newest counts."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="scores")
    subject = models.CharField("科目", max_length=12, choices=Subject.choices)
    score = models.DecimalField("成绩", max_digits=5, decimal_places=2, null=True, blank=True)
    status = models.CharField("考试情况", max_length=12, choices=ScoreStatus.choices, default=ScoreStatus.PRESENT)
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

    @property
    def passed(self) -> bool | None:
        """This subject alone; None while it is still to come."""
        if self.status == ScoreStatus.DEFERRED:
            return None
        return self.score is not None and self.score >= PASS_MARK


class ScoreSheet(models.Model):
    """One person's entry of all scores of a plan whose room sent no package. Two, made independently, must agree;
    `turn` 3 holds how the cells in which they differed were settled. `cells`: ticket number → subject → words."""

    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="score_sheets")
    turn = models.PositiveSmallIntegerField("录入序次")
    cells = models.JSONField("成绩")
    reasons = models.JSONField("差异处理原因", default=dict)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "turn"], name="one_sheet_a_turn")]
        ordering = ["plan", "turn"]
        verbose_name = verbose_name_plural = "成绩录入"


class Tally(models.Model):
    """A published plan counted once, so that statistics add up hundreds of rows and not millions: a row for all
    (`sex` and `age_band` empty) and one for each sex and age band. What the plan is stands in the row as well."""

    plan = models.ForeignKey(ExamPlan, on_delete=models.CASCADE, related_name="tallies")
    region_code = models.CharField("辖区代码", max_length=6)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("评价类别", max_length=20)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    level = models.CharField("等级", max_length=8, blank=True)
    published_on = models.DateField("公布日期")
    sex = models.CharField("性别", max_length=2, blank=True)
    age_band = models.CharField("年龄段", max_length=8, blank=True)
    candidates = models.PositiveIntegerField("报考人数")
    present = models.PositiveIntegerField("参考人数")
    passed = models.PositiveIntegerField("合格人数")
    certificates = models.PositiveIntegerField("发证数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "sex", "age_band"], name="a_plan_counted_once")]
        indexes = [models.Index(fields=["sex", "age_band", "published_on"], name="tallies_of_a_period")]
        verbose_name = verbose_name_plural = "结果统计"


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


class Ruling(models.Model):
    """A technical dispute at an examination, ruled on by the panel's leader; the ruling is final (004-036)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ExamPlan, on_delete=models.PROTECT, related_name="rulings")
    question = models.TextField("争议事项")
    ruling = models.TextField("裁决")
    leader_number = models.CharField("组长证卡编号", max_length=40)
    ruled_at = models.DateTimeField("裁决时间")


class Finding(models.Model):
    """What assessors found under a point of emphasis that only people can judge (003-017…003-023)."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField("规则编号", max_length=10)
    text = models.TextField("评价意见")
    found_at = models.DateTimeField("登记时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "rule"], name="one_finding_a_point")]


class ResultReport(models.Model):
    """What a city reported to the province for a period: candidates, passes, certificates by body and occupation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region_code = models.CharField("辖区代码", max_length=6, db_index=True)
    from_on = models.DateField("期间起")
    to_on = models.DateField("期间止")
    rows = models.JSONField("统计")
    reported_at = models.DateTimeField("上报时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "from_on", "to_on"], name="one_report_a_period")]
        ordering = ["-to_on"]
