"""Technical resources: what is short, who builds it, what is in force."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.organizations.models import Body, StaffCard
from liangcai.apps.resources.enums import (
    DevelopmentMode,
    ProjectAction,
    ProjectKind,
    ResourceState,
    StandardKind,
    Target,
    Verdict,
)


class ShortageList(models.Model):
    """A year's list of short resources (S000 四(二)); publishing is an act with a date."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    batch = models.PositiveSmallIntegerField("批次", default=1)
    state = models.CharField("状态", max_length=20, default="draft")
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "batch"], name="one_shortage_list_a_batch")]
        ordering = ["-year", "-batch"]
        verbose_name = verbose_name_plural = "紧缺技术资源目录"

    def __str__(self) -> str:
        return f"{self.year} 年紧缺技术资源目录（第 {self.batch} 批）"


class ShortageEntry(models.Model):
    list = models.ForeignKey(ShortageList, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveSmallIntegerField("序号")
    occupation_code = models.CharField("职业编码", max_length=12, db_index=True)
    occupation_name = models.CharField("职业名称", max_length=80)
    green = models.BooleanField("绿色职业标识", default=False)
    needs_standard = models.BooleanField("需评价标准", default=False)
    needs_bank = models.BooleanField("需评价题库", default=False)
    urgency = models.PositiveSmallIntegerField("紧缺程度", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "occupation_code"], name="an_occupation_once_a_list")]
        ordering = ["number"]
        verbose_name = verbose_name_plural = "紧缺目录条目"


class KeyProject(models.Model):
    """A listed key project; its 3- or 6-month clock starts on the day of listing (000-015…000-017)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    batch = models.PositiveSmallIntegerField("批次", default=1)
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目名称", max_length=120)
    unit_name = models.CharField("开发单位", max_length=120)
    occupation_code = models.CharField("职业编码", max_length=12, db_index=True)
    occupation_name = models.CharField("职业名称", max_length=80)
    target = models.CharField("成果目标", max_length=10, choices=Target.choices)
    levels = models.JSONField("等级", default=list)
    listed_on = models.DateField("列入日期", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "batch", "number"], name="one_key_project_a_number")]
        ordering = ["-year", "batch", "number"]
        verbose_name = verbose_name_plural = "重点开发项目"

    def __str__(self) -> str:
        return self.name


class Standard(models.Model):
    """A standard or norm in the catalogue of resources."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=20, choices=StandardKind.choices)
    occupation_code = models.CharField("职业编码", max_length=12, blank=True, db_index=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    levels = models.JSONField("等级", default=list)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="standards")
    state = models.CharField("状态", max_length=20, choices=ResourceState.choices, default=ResourceState.IN_FORCE)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    document_number = models.CharField("发布文号", max_length=60, blank=True)
    version = models.PositiveSmallIntegerField("版次", default=1)
    content = models.JSONField("内容", default=dict)
    document = models.FileField("文本", upload_to="standards/", blank=True)
    ended_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="ended",
                                 verbose_name="因何失效")  # fmt: skip

    class Meta:
        ordering = ["occupation_code", "kind", "-version"]
        verbose_name = verbose_name_plural = "评价标准（规范）"

    def __str__(self) -> str:
        return f"{self.occupation_name}{self.get_kind_display()}"


class ItemBankRecord(models.Model):
    """A bank as the hall knows it: register and digests, never an item (S002 四(二))."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=20, choices=[("skill_level", "职业技能等级认定题库"),
                            ("qualification", "职业资格评价题库"), ("special_ability", "专项职业能力考核题库")])  # fmt: skip
    occupation_code = models.CharField("职业编码", max_length=12, blank=True, db_index=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    levels = models.JSONField("等级", default=list)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="banks")
    state = models.CharField("状态", max_length=20, choices=ResourceState.choices, default=ResourceState.IN_FORCE)
    reviewed_on = models.DateField("评审通过日期", null=True, blank=True)
    published_on = models.DateField("目录发布日期", null=True, blank=True)
    item_count = models.PositiveIntegerField("试题数", default=0)
    content_sha256 = models.CharField("内容摘要", max_length=64, blank=True)
    version = models.PositiveSmallIntegerField("版次", default=1)

    class Meta:
        ordering = ["occupation_code", "-version"]
        verbose_name = verbose_name_plural = "评价题库"

    def __str__(self) -> str:
        return f"{self.occupation_name}{self.get_kind_display()}"


class StateChange(models.Model):
    """From which day a resource had which state, and why. Rows are only added, so any past day can be shown."""

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, null=True, related_name="state_changes")
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.CASCADE, null=True, related_name="state_changes")
    state = models.CharField("状态", max_length=20, choices=ResourceState.choices)
    since_on = models.DateField("自何日起")
    cause = models.CharField("原因", max_length=200)

    class Meta:
        ordering = ["since_on", "id"]
        indexes = [models.Index(fields=["standard", "since_on"]), models.Index(fields=["bank", "since_on"])]
        verbose_name = verbose_name_plural = "技术资源状态变更"


class DevelopmentProject(models.Model):
    """Building or revising a standard or a bank, from application to acceptance (S002 三)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("成果类别", max_length=20, choices=ProjectKind.choices)
    action = models.CharField("开发或修订", max_length=10, choices=ProjectAction.choices, default=ProjectAction.DEVELOP)
    occupation_code = models.CharField("职业编码", max_length=12, blank=True, db_index=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    levels = models.JSONField("等级", default=list)
    applicant = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="development_projects")
    key_project = models.ForeignKey(KeyProject, on_delete=models.PROTECT, null=True, blank=True,
                                    related_name="developments")  # fmt: skip
    mode = models.CharField("开发方式", max_length=10, choices=DevelopmentMode.choices, default=DevelopmentMode.SOCIAL)
    state = models.CharField("状态", max_length=20, default="applied", db_index=True)
    region_code = models.CharField("受理地代码", max_length=6, db_index=True)
    form = models.JSONField("申请表", default=dict)
    admissibility = models.JSONField("准入判定", default=dict)
    selection = models.JSONField("遴选记录", default=dict)
    checks = models.JSONField("送审检查", default=dict)
    applied_at = models.DateTimeField("申请时间", null=True, blank=True)
    deadline_on = models.DateField("期限", null=True, blank=True)
    passed_on = models.DateField("评审通过日期", null=True, blank=True)
    stopped_reason = models.CharField("终止原因", max_length=200, blank=True)
    stopped_on = models.DateField("终止日期", null=True, blank=True)
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")

    class Meta:
        ordering = ["-applied_at", "-id"]
        verbose_name = verbose_name_plural = "开发项目"

    def __str__(self) -> str:
        return f"{self.occupation_name}（{self.get_kind_display()}）"


class Pledge(models.Model):
    """A signed confidentiality pledge (S002 三(五)): no pledge, no assignment."""

    project = models.ForeignKey(DevelopmentProject, on_delete=models.CASCADE, related_name="pledges")
    person_name = models.CharField("姓名", max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    duty = models.CharField("承担工作", max_length=40)
    signed_on = models.DateField("签署日期")


class Draft(models.Model):
    """A version of what is being built: text content of a norm, or the digest of a bank kept offline."""

    project = models.ForeignKey(DevelopmentProject, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveSmallIntegerField("稿次")
    content = models.JSONField("内容", default=dict)
    note = models.CharField("说明", max_length=200, blank=True)
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="one_draft_a_version")]
        ordering = ["version"]


class WorkingSection(models.Model):
    """A section of a norm as the team last saved it, not yet handed in (see `norm_content.working_text`)."""

    project = models.ForeignKey(DevelopmentProject, on_delete=models.CASCADE, related_name="working_sections")
    key = models.CharField("章节", max_length=40)
    value = models.JSONField("内容")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    edited_at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="a_working_section_once_a_project")]
        ordering = ["project", "key"]
        verbose_name = verbose_name_plural = "编辑中的章节"


class DraftComment(models.Model):
    """What an expert says of a draft outside a review meeting: no verdict, open to the team at once."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    expert = models.ForeignKey(StaffCard, on_delete=models.PROTECT, related_name="draft_comments")
    part = models.CharField("所涉部分", max_length=80, blank=True)
    text = models.TextField("意见")
    given_at = models.DateTimeField("提出时间")

    class Meta:
        ordering = ["-given_at", "-id"]


class Milestone(models.Model):
    """A step the team set itself within the project's clock; a day once set is not moved."""

    project = models.ForeignKey(DevelopmentProject, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField("节点", max_length=80)
    due_on = models.DateField("计划完成日期")
    reached_on = models.DateField("完成日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="a_milestone_once_a_project")]
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """A review meeting: experts drawn, opinions sealed until all are in, one conclusion (附件9)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(DevelopmentProject, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    held_on = models.DateField("评审日期")
    draw = models.JSONField("专家抽取记录", default=dict)
    conclusion = models.CharField("结论", max_length=10, blank=True, choices=Verdict.choices)
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round"]


class Opinion(models.Model):
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="opinions")
    expert = models.ForeignKey(StaffCard, on_delete=models.PROTECT)
    verdict = models.CharField("意见", max_length=10, blank=True, choices=Verdict.choices)
    text = models.TextField("评审意见", blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "expert"], name="one_opinion_an_expert")]


class Handover(models.Model):
    """A resource handed to a user or a vault (附件10, 附件11), with the digest of what was handed over."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slip_number = models.CharField("交接单编号", max_length=40, unique=True)
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers")
    receiver = models.CharField("接收方", max_length=120)
    receiver_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True)
    package_sha256 = models.CharField("资料摘要", max_length=64, blank=True)
    handed_at = models.DateTimeField("移交时间")
    receipt = models.JSONField("回执", default=dict)

    class Meta:
        ordering = ["-handed_at"]


class DraftingPlan(models.Model):
    """An occupation whose national standard or industry norm is being drafted: others stop (002-027, 002-028)."""

    scope = models.CharField("计划", max_length=10, choices=[("national", "国家职业技能标准编制计划"),
                             ("industry", "行业评价规范编制计划")])  # fmt: skip
    occupation_code = models.CharField("职业编码", max_length=12, db_index=True)
    occupation_name = models.CharField("职业名称", max_length=80)
    listed_on = models.DateField("列入日期")
    source = models.CharField("依据", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "occupation_code"], name="one_plan_an_occupation")]
        ordering = ["-listed_on"]
        verbose_name = verbose_name_plural = "编制计划"


class Demand(models.Model):
    """What a department, a city or a body says is short; the year's list is drafted from these."""

    year = models.PositiveSmallIntegerField("年度", db_index=True)
    occupation_code = models.CharField("职业编码", max_length=12, db_index=True)
    occupation_name = models.CharField("职业名称", max_length=80)
    target = models.CharField("所需资源", max_length=10, choices=Target.choices)
    proposer = models.CharField("提出单位", max_length=120)
    region_code = models.CharField("所在地代码", max_length=6)
    urgency = models.PositiveSmallIntegerField("紧缺程度（0—100）")
    reason = models.CharField("理由", max_length=300)
    given_at = models.DateTimeField("提出时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "occupation_code", "target", "proposer"],
                                               name="a_need_once_a_proposer")]  # fmt: skip
        ordering = ["-urgency", "occupation_code"]
        verbose_name = verbose_name_plural = "紧缺需求"


class SupportRequest(models.Model):
    """A body asks for material of a resource (附件10); the answer is a hand-over or a reasoned no."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="support_requests")
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.PROTECT, related_name="support_requests")
    form = models.JSONField("申请表", default=dict)
    state = models.CharField("状态", max_length=10, default="requested", choices=[
        ("requested", "待办"), ("granted", "已交接"), ("declined", "未同意")])  # fmt: skip
    answer = models.CharField("答复", max_length=200, blank=True)
    requested_at = models.DateTimeField("申请时间")
    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, null=True, blank=True, related_name="request")

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = verbose_name_plural = "技术支持申请"


class Feedback(models.Model):
    """What a user found in a standard or bank; it feeds the revision (003-042)."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    bank = models.ForeignKey(ItemBankRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True)
    text = models.CharField("意见", max_length=500)
    given_at = models.DateTimeField("提出时间")

    class Meta:
        ordering = ["-given_at"]
        verbose_name = verbose_name_plural = "使用反馈"
