"""The applicants for one resource side by side, with what the register knows of each (000-013)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.selectors import rivals_of
from liangcai.apps.resources.states import BUILDING_STATES, RESULT_STATES


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application: what it says, and how many projects of its body passed, failed or are being built."""

    project: DevelopmentProject
    passed: int
    failed: int
    building: int


def applicants_beside(project: DevelopmentProject) -> list[Applicant]:
    """The project first, then the open applications for the same resource; empty when it has no rival. Two queries."""
    rivals = list(rivals_of(project).order_by("applied_at", "pk"))
    if not rivals:
        return []
    projects = [project, *rivals]
    bodies = {p.applicant_id for p in projects}
    counts = Counter(DevelopmentProject.objects.filter(applicant__in=bodies).values_list("applicant", "state"))

    def number(body: int, states: tuple[str, ...]) -> int:
        return sum(counts[body, state] for state in states)

    return [
        Applicant(p, number(p.applicant_id, RESULT_STATES), counts[p.applicant_id, "failed"],
                  number(p.applicant_id, BUILDING_STATES)) for p in projects
    ]  # fmt: skip
