"""Certificates: who evaluates issues and answers for it; blank stock; revocation and the signed status list."""

from __future__ import annotations

import uuid

from django.db import models

from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.models import Body
from liangcai.apps.registrations.models import Candidate, Registration


class Certificate(models.Model):
    """A special-ability certificate has no level (004-006). `token` is the signed text in the QR."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate_number = models.CharField("证书编号", max_length=40, unique=True)
    kind = models.CharField("证书类别", max_length=20, choices=FilingKind.choices)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="certificates")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, null=True, blank=True,
                                     related_name="certificates")  # fmt: skip
    holder_name = models.CharField("姓名", max_length=80)
    occupation_code = models.CharField("职业编码", max_length=12, blank=True)
    occupation_name = models.CharField("职业（项目）名称", max_length=80)
    level = models.CharField("等级", max_length=8, blank=True)
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")
    issuer_name = models.CharField("发证机构", max_length=120)
    region_code = models.CharField("辖区代码", max_length=6, db_index=True)
    issued_on = models.DateField("发证日期")
    token = models.TextField("签名")
    document = models.FileField("证书文件", upload_to="certificates/", blank=True)
    revoked_on = models.DateField("作废日期", null=True, blank=True)
    revoked_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration"], condition=models.Q(revoked_on__isnull=True),
                                               name="one_standing_certificate")]  # fmt: skip
        indexes = [
            models.Index(models.F("issued_on").desc(), "certificate_number", name="certificates_newest_first"),
            models.Index(models.F("issued_on").desc(), "certificate_number", name="certificates_voided",
                         condition=models.Q(revoked_on__isnull=False)),
            models.Index(fields=["holder_name"], name="certificates_by_name"),
        ]
        ordering = ["-issued_on", "certificate_number"]
        verbose_name = verbose_name_plural = "证书"

    def __str__(self) -> str:
        return self.certificate_number


class NumberSeries(models.Model):
    """The last serial of a number prefix; its row lock makes numbers gapless under concurrency."""

    prefix = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class BlankStock(models.Model):
    """Blank special-ability certificates: printed by the province, issued = used + spoiled + left (004-043)."""

    region_code = models.CharField("领用地代码", max_length=6)
    received = models.PositiveIntegerField("配发", default=0)
    used = models.PositiveIntegerField("使用", default=0)
    spoiled = models.PositiveIntegerField("作废", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code"], name="one_stock_a_region")]
