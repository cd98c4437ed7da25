"""Reads of results."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.models import Release, Score, ScoreReview
from liangcai.apps.results.pass_rule import Outcome, outcome


def standing_scores(plan: ExamPlan) -> dict[int, dict[str, Score]]:
    """{registration pk: {subject: the newest entry}}: corrections are new entries, the newest counts. One query."""
    standing: dict[int, dict[str, Score]] = {}
    for score in Score.objects.filter(registration__plan=plan).order_by("registration", "subject", "entry"):
        standing.setdefault(score.registration_id, {})[score.subject] = score
    return standing


def result_lines(plan: ExamPlan) -> list[tuple[Registration, Outcome, dict[str, Score]]]:
    """Every seated candidate of a plan with the outcome and the standing entry of each subject. Three queries."""
    required = [s.subject for s in plan.sessions.all()]
    standing = standing_scores(plan)
    rows = []
    for registration in plan.registrations.filter(place__isnull=False).select_related("candidate", "place"):
        marks = standing.get(registration.pk, {})
        rows.append((registration, outcome(required, counted(marks.values()), registration.exempt_subjects), marks))
    return rows


def outcomes(plan: ExamPlan) -> list[tuple[Registration, Outcome, dict[str, Decimal | None]]]:
    """Every seated candidate of a plan with the outcome and the score of each subject. Three queries."""
    return [(registration, result, counted(marks.values())) for registration, result, marks in result_lines(plan)]


def counted(marks: Iterable[Score]) -> dict[str, Decimal | None]:
    """The scores that decide: a deferred subject is still to come, absence and breach have none and fail."""
    return {mark.subject: mark.score for mark in marks if mark.status != ScoreStatus.DEFERRED}


def published_plans(region_prefix: str, from_on: date, to_on: date) -> QuerySet[ExamPlan]:
    return ExamPlan.objects.filter(
        region_code__startswith=region_prefix, release__state="published", release__published_on__range=(from_on, to_on)
    ).select_related("body").order_by("plan_number")  # fmt: skip


def statistics_of(plan: ExamPlan) -> dict[str, Any]:
    """Candidates, those present, those who passed."""
    found = outcomes(plan)
    return {
        "plan": plan.plan_number, "body": plan.body.name, "occupation": plan.occupation_name, "level": plan.level,
        "candidates": len(found), "present": sum(any(v is not None for v in scores.values()) for _, _, scores in found),
        "passed": sum(o.passed is True for _, o, _ in found),
    }  # fmt: skip


def releases_visible_to(user: User) -> QuerySet[Release]:
    releases = Release.objects.select_related("plan__body", "entered_by", "checked_by").order_by("-pk")
    if user.role == Role.BODY:
        return releases.filter(plan__body__memberships__user=user, state="published")
    return releases.filter(plan__region_code__startswith=user.region_prefix) if user.is_centre else releases.none()


def published_scores_visible_to(user: User) -> QuerySet[Score]:
    """The standing entries of published results: a body its own, a centre its jurisdiction."""
    later = Score.objects.filter(registration=OuterRef("registration"), subject=OuterRef("subject"), entry__gt=OuterRef("entry"))
    scores = Score.objects.filter(~Exists(later), registration__plan__release__state="published").select_related(
        "registration__plan__body", "registration__plan__release", "registration__candidate", "registration__place")  # fmt: skip
    if user.role == Role.BODY:
        return scores.filter(registration__plan__body__memberships__user=user)
    return scores.filter(registration__plan__region_code__startswith=user.region_prefix) if user.is_centre else scores.none()


def own_results(user: User) -> list[tuple[Registration, Outcome, list[Score]]]:
    """A candidate's own published results: registration, outcome, the score of each subject. Four queries."""
    rows = (
        Registration.objects.filter(candidate__user=user, plan__release__state="published", place__isnull=False)
        .select_related("plan__body", "plan__release").prefetch_related("plan__sessions", "scores", "score_reviews")
        .order_by("-plan__release__published_on")
    )  # fmt: skip
    found = []
    for row in rows:
        newest = {s.subject: s for s in sorted(row.scores.all(), key=lambda s: s.entry)}
        required = [s.subject for s in row.plan.sessions.all()]
        found.append((row, outcome(required, counted(newest.values()), row.exempt_subjects), list(newest.values())))
    return found


def reviews_overdue(user: User, on: date) -> QuerySet[ScoreReview]:
    """Requests for a score review that are past their day and not answered."""
    return reviews_visible_to(user).filter(state="asked", due_on__lt=on)


def reviews_visible_to(user: User) -> QuerySet[ScoreReview]:
    reviews = ScoreReview.objects.select_related("registration__plan__release", "registration__candidate")
    return reviews.filter(registration__plan__region_code__startswith=user.region_prefix) if user.is_centre else reviews.none()
