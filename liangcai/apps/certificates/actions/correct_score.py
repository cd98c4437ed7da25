from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.issuing import certify
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.selectors import blanks_left
from liangcai.apps.certificates.voiding import CORRECTION, void
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.correcting import enter_correction
from liangcai.apps.results.models import Score
from liangcai.apps.results.selectors import outcomes
from liangcai.apps.results.tallies import count_plan


@action
def correct_score(
    *, actor: User, at: datetime, registration: Registration, subject: str, score: Decimal, reason: str,
    watermark: str = "",
) -> Score:  # fmt: skip
    """Correct a published score by a new entry with its reason; the old one stays. In the same transaction a
    certificate that rests on the old score is voided with that reason (its decisions are opened again, X-07). Who
    passes by the corrected score gets a special-ability certificate at once where the city corrects, the publication
    period is over and blanks are left; a level certificate is for the evaluating body to issue (003-060)."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    registration = Registration.objects.select_for_update(of=("self",)).select_related("plan__release").get(pk=registration.pk)
    require_jurisdiction(actor, registration.plan.region_code)
    made, last, touched = enter_correction(registration, subject, score, reason, at)
    on, voided, reopened, issued = localdate(at), [], [], []
    for row in touched:
        for certificate in Certificate.objects.select_for_update().filter(registration=row, revoked_on__isnull=True):
            reopened += void(certificate, f"{CORRECTION}{reason}", on)
            voided.append(certificate.certificate_number)
        if getattr(row.plan, "release", None) and row.plan.release.state == "published":
            count_plan(row.plan.release)
            issued += _certify_anew(row, actor, at, watermark)
    record(actor=actor, at=at, action="correct_score", subject=registration,
           facts={"subject": subject, "from": last.score, "to": score, "reason": reason, "voided": voided,
                  "issued": [c.certificate_number for c in issued], "reopened": reopened,
                  "carried_to": [r.plan.plan_number for r in touched[1:]]})  # fmt: skip
    return made


def _certify_anew(row: Registration, actor: User, at: datetime, watermark: str) -> list[Certificate]:
    plan, on = row.plan, localdate(at)
    running = plan.release.objections_until and on <= plan.release.objections_until
    own = actor.role == Role.CITY_CENTRE and plan.region_code.startswith(actor.region_prefix)
    if plan.kind != FilingKind.SPECIAL_ABILITY or not own or running or not blanks_left(actor.region_code):
        return []
    if Certificate.objects.filter(
        registration=row, revoked_on__isnull=False).exclude(revoked_reason__startswith=CORRECTION).exists():  # fmt: skip
        return []
    passed = [(r, scores) for r, outcome, scores in outcomes(plan) if r.pk == row.pk and outcome.passed]
    return certify(plan, passed, issued_on=on, actor=actor, watermark=watermark) if passed else []
