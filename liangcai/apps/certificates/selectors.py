"""Reads of certificates."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.certificates.models import BlankStock, Certificate


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """What anyone who holds number and second key may learn; the name is masked."""

    certificate_number: str
    holder: str
    kind: str
    kind_label: str
    occupation_code: str
    occupation_name: str
    level: str
    issuer: str
    issued_on: date
    revoked_on: date | None
    revoked_reason: str

    @property
    def valid(self) -> bool:
        return self.revoked_on is None


def public_certificate(number: str, second_key: str) -> PublicCertificate | None:
    """The certificate with this number if `second_key` is its holder's name or the last four of the holder's
    number; None otherwise. A wrong key and an unknown number are answered alike, after the same work."""
    found = Certificate.objects.select_related("candidate").filter(certificate_number=folded(number)).first()
    keys = (found.holder_name, found.candidate.identity_last4) if found else ("", "")
    given = folded(second_key).encode()
    right = [hmac.compare_digest(folded(key).encode(), given) for key in keys]
    return _public(found) if found and given and any(right) else None


def folded(text: str) -> str:
    """Full-width digits, blanks and a small x are a typist's habit."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def masked(name: str) -> str:
    return name[:1] + "*" * max(len(name) - 1, 1)


def _public(found: Certificate) -> PublicCertificate:
    return PublicCertificate(
        found.certificate_number, masked(found.holder_name), found.kind, found.get_kind_display(),
        found.occupation_code, found.occupation_name, found.level, found.issuer_name, found.issued_on,
        found.revoked_on, found.revoked_reason,
    )  # fmt: skip


def certificates_visible_to(user: User) -> QuerySet[Certificate]:
    """A body what it issued, a centre its jurisdiction, a candidate one's own, others nothing."""
    found = Certificate.objects.all()
    if user.role == Role.BODY:
        return found.filter(registration__plan__body__memberships__user=user)
    if user.role == Role.CANDIDATE:
        return found.filter(candidate__user=user)
    return found.filter(region_code__startswith=user.region_prefix) if user.is_centre else found.none()


def blanks_left(region_code: str) -> int:
    """Blank special-ability certificates that a city still has."""
    stock = BlankStock.objects.filter(region_code=region_code).first()
    return stock.received - stock.used - stock.spoiled if stock else 0
