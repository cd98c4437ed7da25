from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.voiding import void
from liangcai.kernel.refusals import Refused


@action
def revoke_certificate(*, actor: User, at: datetime, certificate: Certificate, reason: str, revoked_on: date) -> Certificate:
    """Void a certificate, with the reason; the number is never used again. Every decision on career bridging or
    direct recognition that rested on it is opened again (X-07)."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    require_jurisdiction(actor, certificate.region_code)
    if certificate.revoked_on:
        raise Refused("already_revoked", f"证书 {certificate.certificate_number} 已于 {certificate.revoked_on} 作废。")
    if not reason.strip():
        raise Refused("reason_needed", "作废证书须写明原因。")
    reopened = void(certificate, reason, revoked_on)
    record(actor=actor, at=at, action="revoke_certificate", subject=certificate,
           facts={"number": certificate.certificate_number, "reason": reason, "on": revoked_on, "reopened": reopened})  # fmt: skip
    return certificate
