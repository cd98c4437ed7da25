"""Reads of results."""

from __future__ import annotations

from decimal import Decimal

from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.models import Score
from liangcai.apps.results.pass_rule import Outcome, outcome


def standing_scores(plan: ExamPlan) -> dict[int, dict[str, Score]]:
    """{registration pk: {subject: the newest entry}}: corrections are new entries, the newest counts. One query."""
    standing: dict[int, dict[str, Score]] = {}
    for score in Score.objects.filter(registration__plan=plan).order_by("registration", "subject", "entry"):
        standing.setdefault(score.registration_id, {})[score.subject] = score
    return standing


def outcomes(plan: ExamPlan) -> list[tuple[Registration, Outcome, dict[str, Decimal | None]]]:
    """Every seated candidate of a plan with the outcome and the score of each subject. Three queries."""
    required = [s.subject for s in plan.sessions.all()]
    standing = standing_scores(plan)
    rows = []
    for registration in plan.registrations.filter(place__isnull=False).select_related("candidate", "place"):
        scores = {subject: s.score for subject, s in standing.get(registration.pk, {}).items()}
        rows.append((registration, outcome(required, scores, registration.exempt_subjects), scores))
    return rows
