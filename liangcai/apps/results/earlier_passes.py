"""Which subjects a candidate has passed before, for the make-up of the failed part."""

from __future__ import annotations

from datetime import date

from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.models import Score
from liangcai.apps.results.pass_rule import PASS_MARK
from liangcai.kernel.working_days import add_months


def earlier_pass(registration: Registration, subject: str, on: date, months: int) -> Score | None:
    """The newest passed score of the subject in another plan of the same kind, occupation and level, published not
    more than `months` before `on`; None where there is none. A pass that was itself carried over does not renew."""
    plan = registration.plan
    earlier = Score.objects.filter(
        registration__candidate_id=registration.candidate_id, subject=subject, registration__plan__kind=plan.kind,
        registration__plan__occupation_name=plan.occupation_name, registration__plan__level=plan.level,
        registration__plan__release__state="published", registration__plan__release__published_on__lte=on,
    ).exclude(registration__plan=plan).select_related("registration__plan__release")  # fmt: skip
    newest: dict[int, Score] = {}
    for score in earlier.order_by("registration__plan__release__published_on", "entry"):
        newest[score.registration_id] = score
    held = [s for s in newest.values() if s.status == ScoreStatus.PRESENT and s.score is not None and s.score >= PASS_MARK
            and on <= add_months(s.registration.plan.release.published_on, months)]  # fmt: skip
    return held[-1] if held else None


def passes_to_carry(registration: Registration, on: date, months: int) -> dict[str, Score]:
    """Subject → the earlier pass, of every subject of the plan that could be carried over and is not yet."""
    have = set(registration.scores.values_list("subject", flat=True))
    found = {s.subject: earlier_pass(registration, s.subject, on, months) for s in registration.plan.sessions.all()
             if s.subject not in have}  # fmt: skip
    return {subject: score for subject, score in found.items() if score}
