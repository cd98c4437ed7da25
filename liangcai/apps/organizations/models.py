"""Bodies, their filings, and the registers of people who examine."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from liangcai.apps.organizations.enums import BodyKind, FilingKind, FilingPurpose, StaffKind


class Body(models.Model):
    """An evaluation body: employer, third party, school, special-ability body or trade organisation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("单位名称", max_length=120)
    kind = models.CharField("机构类别", max_length=20, choices=BodyKind.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    region_code = models.CharField("所在地代码", max_length=6, db_index=True)
    address = models.CharField("详细地址", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    is_demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = "评价机构"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An account that works for a body."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="memberships")


class Filing(models.Model):
    """A body's filing (备案, not an approval). `form` holds the annex-2 fields by name (004-058…004-072)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField("备案类别", max_length=20, choices=FilingKind.choices)
    state = models.CharField("状态", max_length=20, default="draft", db_index=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors",
                                verbose_name="承接的备案")  # fmt: skip
    purpose = models.CharField("申请事由", max_length=10, choices=FilingPurpose.choices, default=FilingPurpose.FIRST)
    region_code = models.CharField("受理地代码", max_length=6, db_index=True)
    form = models.JSONField("申请表", default=dict)
    department_opinion = models.TextField("主管部门意见", blank=True)
    department_opinion_on = models.DateField("主管部门意见日期", null=True, blank=True)
    filing_opinion = models.TextField("备案意见", blank=True)
    filing_number = models.CharField("备案编号", max_length=40, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("备案时间", null=True, blank=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-id"]
        verbose_name = verbose_name_plural = "机构备案"


class FilingScope(models.Model):
    """What a filing covers: an occupation at a level, or a special-ability project (level empty: 004-006)."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="scopes")
    occupation_code = models.CharField("职业代码", max_length=12, blank=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    level = models.CharField("等级", max_length=8, blank=True)
    places = models.PositiveIntegerField("考位数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "备案范围"


class FilingDocument(models.Model):
    """Evidence of a filing: venue and equipment pictures, the six management rules, basis documents."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField("材料类别", max_length=40)
    name = models.CharField("文件名称", max_length=200)
    file = models.FileField("文件", upload_to="filings/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)


class StaffCard(models.Model):
    """A card in the register of assessors, leaders, supervisors, invigilators and experts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("证卡编号", max_length=40, unique=True)
    holder_name = models.CharField("姓名", max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
                             related_name="cards")  # fmt: skip
    kind = models.CharField("类别", max_length=20, choices=StaffKind.choices, db_index=True)
    scope = models.JSONField("可考评职业（项目）", default=list)
    employer = models.CharField("所在单位", max_length=120, blank=True)
    region_code = models.CharField("管理地代码", max_length=6, db_index=True)
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止")
    is_demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "人员证卡"

    def __str__(self) -> str:
        return f"{self.holder_name}（{self.number}）"


class BodyList(models.Model):
    """A published directory of bodies and what they may evaluate: dated, versioned, with what changed (003-055…057)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region_code = models.CharField("辖区代码", max_length=6, db_index=True)
    version = models.PositiveIntegerField("版次")
    published_on = models.DateField("公布日期")
    rows = models.JSONField("名录")
    added = models.JSONField("新增", default=list)
    removed = models.JSONField("移出", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "version"], name="one_list_a_version")]
        ordering = ["region_code", "-version"]
        verbose_name = verbose_name_plural = "评价机构名录"
