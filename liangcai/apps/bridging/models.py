"""Applications for direct recognition and career bridging, from evidence to decision, and what voids them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.bridging.enums import Authority, EvidenceKind, Kind, Target, Use
from liangcai.apps.organizations.models import Body


class Application(models.Model):
    """One person asks for one outcome. `facts` are as given; `answer` is the engine's whole answer on
    `decided_for`, kept as it was with the policy's version. `result_number` is what the decision was issued under."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="applications", verbose_name="核验单位")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    target = models.CharField("事项", max_length=20, choices=Target.choices)
    outcome = models.CharField("申请结果", max_length=12)
    series = models.CharField("职称系列", max_length=20, blank=True)
    authority = models.CharField("决定机关", max_length=16, choices=Authority.choices)
    region_code = models.CharField("受理地代码", max_length=6, db_index=True)
    state = models.CharField("状态", max_length=12, default="submitted", db_index=True)
    facts = models.JSONField("事实")
    answer = models.JSONField("判定")
    decided_for = models.DateField("判定日")
    policy_version = models.CharField("政策版本", max_length=80)
    submitted_at = models.DateTimeField("提交时间")
    return_reasons = models.JSONField("退回理由", default=list)
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_words = models.TextField("决定说明", blank=True)
    result_number = models.CharField("结果编号", max_length=60, blank=True, db_index=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        verbose_name = verbose_name_plural = "贯通与认定申请"

    def __str__(self) -> str:
        return f"{self.get_target_display()}：{self.outcome}"


class Evidence(models.Model):
    """One file that proves one fact; `checked` is None until the organisation has looked at the original."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    fact = models.CharField("证明的事实", max_length=40)
    kind = models.CharField("材料类别", max_length=20, choices=EvidenceKind.choices, default=EvidenceKind.CERTIFICATE)
    use = models.CharField("用途", max_length=20, choices=Use.choices, default=Use.FACT)
    name = models.CharField("文件名称", max_length=200)
    certificate_number = models.CharField("证书编号", max_length=60, blank=True)
    file = models.FileField("文件", upload_to="bridging/")
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    checked = models.BooleanField("核验结果", null=True)
    check_note = models.CharField("核验说明", max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["application", "fact", "sha256"], name="a_file_once_a_fact")]


class Finding(models.Model):
    """What the rules leave to human judgement, recorded with its rule and reasons."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField("规则", max_length=12)
    holds = models.BooleanField("是否成立")
    words = models.TextField("理由")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField("认定时间")

    class Meta:
        ordering = ["found_at", "id"]


class ReviewScore(models.Model):
    """One review of an application: by which ways, and the marks for the six contributions."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="scores")
    methods = models.JSONField("评价方式")
    marks = models.JSONField("各项评分")
    scored_at = models.DateTimeField("评分时间")


class ReviewNotice(models.Model):
    """A year's notice for one series: it sets the day up to which years count (001-058). A city's notice means that
    the city takes the series in (001-057)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    series = models.CharField("职称系列", max_length=20)
    region_code = models.CharField("发文地代码", max_length=6)
    cut_off_on = models.DateField("截止日")
    document_number = models.CharField("发文字号", max_length=60)
    specialities = models.JSONField("专业", default=list)
    hard_conditions = models.JSONField("硬性条件", default=list)
    warnings = models.JSONField("提示", default=list)
    published_on = models.DateField("发布日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "series", "region_code"], name="one_notice_a_series")]
        ordering = ["-year", "series"]
        verbose_name = verbose_name_plural = "年度职称评审通知"


class IntegrityRecord(models.Model):
    """An entry of the integrity register (001-090); the text states no period of exclusion, so none follows."""

    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="integrity_records")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="integrity_records")
    kind = models.CharField("情形", max_length=12, choices=[("fraud", "弄虚作假"), ("procedure", "不按规定程序")])
    reason = models.TextField("事实与理由")
    recorded_on = models.DateField("记入日期")

    class Meta:
        ordering = ["-recorded_on", "-id"]
        verbose_name = verbose_name_plural = "诚信记录"
