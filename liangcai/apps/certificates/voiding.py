"""What voiding a certificate brings with it. Framed by the actions that void."""

from __future__ import annotations

from datetime import date

from liangcai.apps.bridging.reopening import by_number, reopen_resting_on
from liangcai.apps.certificates.issuing import recount
from liangcai.apps.certificates.models import Certificate

CORRECTION = "成绩更正："  # how the reason begins where a corrected score voids, after which a new one may be issued


def void(certificate: Certificate, reason: str, revoked_on: date) -> list[str]:
    """The number is never used again; every decision that rested on the certificate is opened again (X-07), and the
    statistics no longer count it. Returns the public ids of what was reopened."""
    certificate.revoked_on, certificate.revoked_reason = revoked_on, reason[:200]
    certificate.save(update_fields=["revoked_on", "revoked_reason"])
    if certificate.registration_id:
        recount(certificate.registration.plan_id)
    return [str(one.public_id) for one in reopen_resting_on([by_number(certificate.certificate_number)])]
