"""Candidates who are registered for two examinations at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from liangcai.apps.exams.clashes import plans_that_overlap
from liangcai.apps.exams.models import ExamSession
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.states import STANDING


@dataclass(frozen=True, slots=True)
class CandidateClash:
    """So many candidates stand in both plans (by id), whose sessions overlap."""

    plans: tuple[int, int]
    candidates: int


def candidate_clashes(sessions: Sequence[ExamSession]) -> list[CandidateClash]:
    """Two queries: who stands in more than one of these plans, and in which."""
    pairs = plans_that_overlap(sessions)
    if not pairs:
        return []
    standing = Registration.objects.filter(plan__in={plan for pair in pairs for plan in pair}, state__in=STANDING).order_by()
    twice = standing.values("candidate").annotate(n=Count("plan", distinct=True)).filter(n__gt=1).values("candidate")
    plans_of: dict[int, set[int]] = defaultdict(set)
    for candidate, plan in standing.filter(candidate__in=twice).values_list("candidate", "plan"):
        plans_of[candidate].add(plan)
    counted = ((pair, sum(pair <= plans for plans in plans_of.values())) for pair in pairs)
    found = [CandidateClash((min(pair), max(pair)), number) for pair, number in counted if number]
    return sorted(found, key=lambda clash: clash.plans)
