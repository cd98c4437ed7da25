"""Certificate rows ↔ what is signed and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from liangcai.apps.accounts.identity import open_number
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.exams.enums import Subject
from liangcai.apps.organizations.enums import FilingKind
from liangcai.engines.sealing.certificate_token import CertificateClaims
from liangcai.engines.typesetting.certificate import SkillLevelCertificate, SpecialAbilityCertificate
from liangcai.kernel.identity_numbers import mask

LOOKUP = ("江苏省人力资源和社会保障网“证书查询”栏目",)
LEVEL_NAMES = {"五级": "五级/初级工", "四级": "四级/中级工", "三级": "三级/高级工", "二级": "二级/技师",
               "一级": "一级/高级技师"}  # fmt: skip


def claims_of(certificate: Certificate, scores: Mapping[str, Decimal | None]) -> CertificateClaims:
    return CertificateClaims(
        certificate_number=certificate.certificate_number,
        holder_name=certificate.holder_name,
        masked_id=mask(_number(certificate)),
        kind=certificate.kind,
        occupation=certificate.occupation_name,
        level=certificate.level,
        issued_on=certificate.issued_on,
        issuer_name=certificate.issuer_name,
        issuer_id=str(certificate.issuer.uscc if certificate.issuer else certificate.region_code),
        scores=tuple((Subject(s).label.__str__(), f"{v.normalize():f}") for s, v in sorted(scores.items()) if v is not None),
    )


def printed_certificate(
    certificate: Certificate, scores: Mapping[str, Decimal | None]
) -> SpecialAbilityCertificate | SkillLevelCertificate:
    number = _number(certificate)
    common = {
        "holder": certificate.holder_name,
        "document_kind": "居民身份证",
        "document_number": mask(number),
        "certificate_number": certificate.certificate_number,
        "issuer": certificate.issuer_name,
        "issued_on": certificate.issued_on,
        "token": certificate.token,
        "lookup_addresses": LOOKUP,
    }
    if certificate.kind == FilingKind.SPECIAL_ABILITY:
        best = "、".join(f"{Subject(s).label} {v.normalize():f}" for s, v in sorted(scores.items()) if v is not None)
        sex = "男" if int(number[16]) % 2 else "女"
        return SpecialAbilityCertificate(**common, sex=sex, project=certificate.occupation_name, score=best)
    return SkillLevelCertificate(
        **common, occupation=certificate.occupation_name, level=LEVEL_NAMES[certificate.level]
    )


def _number(certificate: Certificate) -> str:
    holder = certificate.candidate
    return open_number(holder.identity_sealed, str(holder.public_id))
