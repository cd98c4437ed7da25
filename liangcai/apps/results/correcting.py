"""A published score corrected: the part of it that concerns scores. What follows for certificates is the business of
`certificates.actions.correct_score`, which frames it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.marks import read_score
from liangcai.apps.results.models import Score
from liangcai.kernel.refusals import BadInput, Refused


def enter_correction(
    registration: Registration, subject: str, score: Decimal, reason: str, at: datetime
) -> tuple[Score, Score, list[Registration]]:
    """(the new entry, the entry it replaces, the registrations it touches): later registrations that carry this pass
    over get the corrected score too. `registration` is locked by the caller."""
    if not reason.strip():
        raise Refused("reason_needed", "更正成绩须写明原因。")
    if read_score(score) is None:
        raise BadInput("score_range", f"成绩应为 0 至 100，至多两位小数，读到 {score}。", where="score")
    last = Score.objects.filter(registration=registration, subject=subject).order_by("-entry").first()
    if last is None:
        raise Refused("no_score", "该科目没有成绩，不能更正。")
    if getattr(getattr(registration.plan, "release", None), "state", "") != "published":
        raise Refused("not_published", "成绩尚未公布，不能更正。", hint="公布前发现错误，请退回重新核对。")
    if last.status == ScoreStatus.CARRIED:
        raise Refused("carried_score", f"该科成绩沿用自 {last.details['plan']}。", hint="请更正原考核的成绩，沿用处随之更正。")
    made = _entry(last, score, reason, at, ScoreStatus.PRESENT)
    carried = Score.objects.filter(status=ScoreStatus.CARRIED, subject=subject, entry=1,
                                   details__registration=str(registration.public_id)).select_related("registration__plan")  # fmt: skip
    touched = [registration]
    for row in carried:
        newest = Score.objects.filter(registration=row.registration, subject=subject).latest("entry")
        _entry(newest, score, f"沿用的成绩已更正：{reason}"[:200], at, ScoreStatus.CARRIED)
        touched.append(row.registration)
    return made, last, touched


def _entry(last: Score, score: Decimal, reason: str, at: datetime, status: ScoreStatus) -> Score:
    details = last.details if status == ScoreStatus.CARRIED else {}
    return Score.objects.create(registration_id=last.registration_id, subject=last.subject, score=score, status=status,
                                entry=last.entry + 1, reason=reason, details=details, entered_at=at)  # fmt: skip
