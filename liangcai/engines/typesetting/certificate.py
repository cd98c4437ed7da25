"""The certificate of a special ability (no level, S004 二) and of a skill level (issued by the body
that evaluated, S003 (二十四)): one A4 sheet each, with a QR that holds the signed token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.engines.typesetting.bulk import OnProgress, compile_bulk
from liangcai.engines.typesetting.plain import plain
from liangcai.engines.typesetting.qr import qr_svg
from liangcai.engines.typesetting.token_attachment import attach_token

NOT_APPLICABLE = "--"


@dataclass(frozen=True, slots=True)
class SpecialAbilityCertificate:
    """`document_number` is printed as given, masked or whole. `photo` is PNG or JPEG bytes, an empty
    frame is printed without one. `token` is the text of the QR, `score` is printed when not empty."""

    holder: str
    sex: str
    document_kind: str
    document_number: str
    project: str
    certificate_number: str
    issuer: str
    issued_on: date
    token: str
    lookup_addresses: tuple[str, ...] = ()
    score: str = ""
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class SkillLevelCertificate:
    """`level` as printed: 四级/中级工, 一级/高级技师. An empty `work_type` prints `--`. `issuer` is the
    evaluation body. Other fields as in SpecialAbilityCertificate."""

    holder: str
    document_kind: str
    document_number: str
    occupation: str
    level: str
    certificate_number: str
    issuer: str
    issued_on: date
    token: str
    work_type: str = ""
    lookup_addresses: tuple[str, ...] = ()
    photo: bytes | None = None


Certificate = SpecialAbilityCertificate | SkillLevelCertificate


def render(certificate: Certificate, *, watermark: str = "") -> bytes:
    """One certificate; its token is in the QR, in the attachment `token.txt` and in the metadata."""
    return attach_token(certificates_pdf([certificate], watermark=watermark), certificate.token)


def certificates_pdf(
    certificates: Sequence[Certificate], *, watermark: str = "", on_progress: OnProgress | None = None
) -> bytes:
    """All of them in one document for the printing house, a page each; tokens in the QR codes only."""
    return compile_bulk("certificate", certificates, _face, watermark=watermark, on_progress=on_progress)


def _face(certificate: Certificate) -> dict[str, Any]:
    special = isinstance(certificate, SpecialAbilityCertificate)
    face: dict[str, Any] = plain(certificate)
    del face["token"]
    if not special:
        face["work_type"] = face["work_type"] or NOT_APPLICABLE
    return {**face, "special": special, "qr": qr_svg(certificate.token)}
