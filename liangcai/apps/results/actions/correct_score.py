from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.models import Score
from liangcai.kernel.refusals import BadInput, Refused


@action
def correct_score(
    *, actor: User, at: datetime, registration: Registration, subject: str, score: Decimal, reason: str,
) -> Score:  # fmt: skip
    """Correct a published score by a new entry with its reason; the old one stays. The person who checked or entered
    the batch may correct, but a certificate already issued must be voided first."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    registration = Registration.objects.select_for_update(of=("self",)).select_related("plan").get(pk=registration.pk)
    require_jurisdiction(actor, registration.plan.region_code)
    if not reason.strip():
        raise Refused("reason_needed", "更正成绩须写明原因。")
    if not (score.is_finite() and 0 <= score <= 100 and score == round(score, 2)):
        raise BadInput("score_range", f"成绩应为 0 至 100，至多两位小数，读到 {score}。", where="score")
    last = Score.objects.filter(registration=registration, subject=subject).order_by("-entry").first()
    if last is None:
        raise Refused("no_score", "该科目没有成绩，不能更正。")
    if hasattr(registration, "certificate") and registration.certificate.revoked_on is None:
        raise Refused("certificate_issued", "已发证，须先作废证书再更正成绩。")
    made = Score.objects.create(registration=registration, subject=subject, score=score, entry=last.entry + 1,
                                reason=reason, entered_at=at)  # fmt: skip
    record(actor=actor, at=at, action="correct_score", subject=registration,
           facts={"subject": subject, "from": last.score, "to": score, "reason": reason})  # fmt: skip
    return made
