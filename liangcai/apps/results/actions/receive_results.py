from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.states import PLAN
from liangcai.apps.registrations.models import Place
from liangcai.apps.results.models import Release, Score
from liangcai.kernel.refusals import Refused, RowErrors

STATUSES = ("present", "absent", "breach", "deferred")


@action
def receive_results(
    *, actor: User, at: datetime, plan: ExamPlan, rows: Sequence[Mapping[str, Any]], package_sha256: str = "",
) -> Release:  # fmt: skip
    """Take in the marks of a plan as a room sealed them. `rows`: {ticket_number, subject, score, status,
    details}; every candidate must have every subject of the plan, scores 0–100 (004-031, 004-032).
    All rows or none."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    if Release.objects.filter(plan=plan).exists():
        raise Refused("results_there", f"计划 {plan.plan_number} 的成绩已接收。", hint="更正请走成绩更正，须写明原因。")
    seated = list(Place.objects.filter(registration__plan=plan).select_related("registration"))
    places = {p.ticket_number: p.registration_id for p in seated}
    exempt = {(p.registration_id, s) for p in seated for s in p.registration.exempt_subjects}
    subjects = [s.subject for s in plan.sessions.all()]
    scores, errors = _read(rows, places, subjects, at)
    errors += _gaps(scores, places, subjects, exempt)
    if errors:
        raise RowErrors(f"成绩有 {len(errors)} 处问题，未接收。", errors)
    plan.state = PLAN.step(plan.state, "hold")
    plan.save(update_fields=["state"])
    release = Release.objects.create(plan=plan, entered_by=actor, package_sha256=package_sha256)
    Score.objects.bulk_create(scores)
    record(actor=actor, at=at, action="receive_results", subject=release,
           facts={"plan": plan.plan_number, "package": package_sha256, "scores": len(scores)})  # fmt: skip
    return release


def _read(rows, places, subjects, at) -> tuple[list[Score], list[dict[str, Any]]]:
    scores: list[Score] = []
    errors: list[dict[str, Any]] = []
    for n, row in enumerate(rows, start=1):
        ticket, subject, status = row.get("ticket_number"), row.get("subject"), row.get("status", "present")
        if ticket not in places:
            errors.append(_fault(n, "ticket_number", str(ticket), "本计划的准考证号"))
        elif subject not in subjects:
            errors.append(_fault(n, "subject", str(subject), "、".join(subjects)))
        elif status not in STATUSES:
            errors.append(_fault(n, "status", str(status), "、".join(STATUSES)))
        else:
            score = _score(row.get("score")) if status == "present" else None
            if status == "present" and score is None:
                errors.append(_fault(n, "score", str(row.get("score")), "0 至 100，至多两位小数"))
            else:
                scores.append(Score(registration_id=places[ticket], subject=subject, score=score, status=status,
                                    details=row.get("details", {}), entered_at=at))  # fmt: skip
    return scores, errors


def _score(value: Any) -> Decimal | None:
    try:
        score = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = score.is_finite() and 0 <= score <= 100 and score == round(score, 2)  # the register holds two decimals
    return score if whole else None


def _gaps(
    scores: list[Score], places: Mapping[str, int], subjects: list[str], exempt: set[tuple[int, str]]
) -> list[dict[str, Any]]:
    """Candidates without a mark in a subject they must sit, and those with two."""
    have = [(s.registration_id, s.subject) for s in scores]
    errors = [_fault(0, subject, "缺成绩", f"准考证 {ticket}") for ticket, pk in places.items() for subject in subjects
              if (pk, subject) not in exempt.union(have)]  # fmt: skip
    if len(have) != len(set(have)):
        errors.append(_fault(0, "ticket_number", "同一考生同一科目有两条成绩", "每人每科一条"))
    return errors


def _fault(row: int, field: str, found: str, expected: str) -> dict[str, Any]:
    return {"row": row, "field": field, "found": found, "expected": expected}
