"""Is this certificate valid? Asked with its number and a second key; the answer is masked."""

from __future__ import annotations

import hashlib
from datetime import date

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from liangcai.apps.certificates.selectors import PublicCertificate, folded, public_certificate
from liangcai.apps.station.rate_limit import count_or_refuse

router = Router(tags=["证书"])
PER_ADDRESS = (30, 600)
PER_CERTIFICATE = (10, 3600)  # wrong keys for one number in an hour: the last four digits have 10,000 values


class CertificateAnswer(Schema):
    """`found` false says that number and second key do not belong together, no more."""

    found: bool = Field(title="是否查到")
    certificate_number: str | None = Field(None, title="证书编号")
    holder: str | None = Field(None, title="持证人（只显示姓）")
    kind: str | None = Field(None, title="证书类别")
    occupation_code: str | None = Field(None, title="职业编码")
    occupation_name: str | None = Field(None, title="职业（项目）名称")
    level: str | None = Field(None, title="等级，专项职业能力为空")
    issuer: str | None = Field(None, title="发证机构")
    issued_on: date | None = Field(None, title="发证日期")
    valid: bool | None = Field(None, title="是否有效")
    revoked_on: date | None = Field(None, title="作废日期")


@router.get("/certificates/{number}", response=CertificateAnswer, summary="证书查询")
def certificate(
    request: HttpRequest, number: str = Path(..., max_length=40),
    key: str = Query(..., max_length=80, description="持证人姓名，或其证件号码后四位"),
) -> CertificateAnswer:  # fmt: skip
    """The same budget as the page of the same question."""
    count_or_refuse(f"certificate:{request.META.get('REMOTE_ADDR', '')}", *PER_ADDRESS)
    found = public_certificate(number, key)
    if found is None:
        digest = hashlib.sha256(folded(number).encode()).hexdigest()
        count_or_refuse(f"certificate-number:{digest}", *PER_CERTIFICATE)
        return CertificateAnswer(found=False)
    return masked_answer(found)


def masked_answer(found: PublicCertificate) -> CertificateAnswer:
    return CertificateAnswer(
        found=True, certificate_number=found.certificate_number, holder=found.holder, kind=found.kind,
        occupation_code=found.occupation_code, occupation_name=found.occupation_name, level=found.level,
        issuer=found.issuer, issued_on=found.issued_on, valid=found.valid, revoked_on=found.revoked_on,
    )  # fmt: skip
