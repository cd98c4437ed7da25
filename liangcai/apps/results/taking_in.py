"""Scores of a whole plan on their way into the register: every row checked, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.states import PLAN
from liangcai.apps.registrations.models import Place
from liangcai.apps.results.double_entry import carried_subjects, fault, review_panel, subjects_of
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.marks import ReviewPanel, panel_fault, read_score
from liangcai.apps.results.models import Release, Score
from liangcai.kernel.refusals import Refused, RowErrors

STATUSES = (ScoreStatus.PRESENT, ScoreStatus.ABSENT, ScoreStatus.BREACH, ScoreStatus.DEFERRED)


def require_no_results(plan: ExamPlan) -> None:
    if Release.objects.filter(plan=plan).exists():
        raise Refused("results_there", f"计划 {plan.plan_number} 的成绩已接收。", hint="更正请走成绩更正，须写明原因。")


def take_in(
    plan: ExamPlan, rows: Sequence[Mapping[str, Any]], *, entered_by: User, at: datetime, package_sha256: str = "",
) -> tuple[Release, int]:  # fmt: skip
    """The release and how many scores it holds; `plan` is locked by the caller. `RowErrors` names every fault."""
    require_no_results(plan)
    seated = list(Place.objects.filter(registration__plan=plan).select_related("registration"))
    places = {p.ticket_number: p.registration_id for p in seated}
    excused = {(p.registration_id, s) for p in seated for s in p.registration.exempt_subjects}
    excused |= {(pk, s) for pk, carried in carried_subjects(plan).items() for s in carried}
    subjects = [value for value, _label in subjects_of(plan)]
    scores, errors = _read(rows, places, subjects, excused, review_panel(localdate(at)), at)
    errors += _gaps(scores, places, subjects, excused)
    if errors:
        raise RowErrors(f"成绩有 {len(errors)} 处问题，未接收。", errors)
    plan.state = PLAN.step(plan.state, "hold")
    plan.save(update_fields=["state"])
    release = Release.objects.create(plan=plan, entered_by=entered_by, package_sha256=package_sha256)
    Score.objects.bulk_create(scores)
    return release, len(scores)


def _read(
    rows: Sequence[Mapping[str, Any]], places: Mapping[str, int], subjects: list[str], excused: set[tuple[int, str]],
    panel: ReviewPanel, at: datetime,
) -> tuple[list[Score], list[dict[str, Any]]]:  # fmt: skip
    scores: list[Score] = []
    errors: list[dict[str, Any]] = []
    for n, row in enumerate(rows, start=1):
        ticket, subject, status = row.get("ticket_number"), row.get("subject"), row.get("status", "present")
        details = row.get("details") or {}
        if ticket not in places:
            errors.append(fault(n, "ticket_number", str(ticket), "本计划的准考证号"))
        elif subject not in subjects:
            errors.append(fault(n, "subject", str(subject), "、".join(subjects)))
        elif status not in STATUSES:
            errors.append(fault(n, "status", str(status), "、".join(STATUSES)))
        elif (places[ticket], subject) in excused:
            errors.append(fault(n, "subject", str(subject), "免考或沿用前次成绩的科目不再录入成绩"))
        elif status == ScoreStatus.BREACH and not (details.get("kind") and details.get("consequence")):
            errors.append(fault(n, "details", "违纪未写情形或处理", "违纪情形 kind 和处理 consequence"))
        else:
            score = read_score(row.get("score")) if status == ScoreStatus.PRESENT else None
            if status == ScoreStatus.PRESENT and score is None:
                errors.append(fault(n, "score", str(row.get("score")), "0 至 100，至多两位小数"))
            elif score is not None and subject == Subject.REVIEW and (wrong := panel_fault(len(details), panel)):
                errors.append(fault(n, "details", wrong, "综合评审每位委员的成绩"))
            else:
                scores.append(Score(registration_id=places[ticket], subject=subject, score=score, status=status,
                                    details=details, entered_at=at))  # fmt: skip
    return scores, errors


def _gaps(
    scores: list[Score], places: Mapping[str, int], subjects: list[str], excused: set[tuple[int, str]]
) -> list[dict[str, Any]]:
    """Candidates without a mark in a subject they must sit, and those with two."""
    have = [(s.registration_id, s.subject) for s in scores]
    errors = [fault(0, subject, "缺成绩", f"准考证 {ticket}") for ticket, pk in places.items() for subject in subjects
              if (pk, subject) not in excused.union(have)]  # fmt: skip
    if len(have) != len(set(have)):
        errors.append(fault(0, "ticket_number", "同一考生同一科目有两条成绩", "每人每科一条"))
    return errors
