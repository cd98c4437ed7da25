from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import MarkedResult, SheetRead
from liangcai.apps.marking.responses import answers_by_seat
from liangcai.apps.marking.scoring import objective_score, panel_score
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.sittings.states import SITTING
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused

PANEL = 3  # 004-034


@action
def mark_sitting(*, actor: User, at: datetime, sitting: Sitting, without_sheets: str = "") -> list[MarkedResult]:
    """Work out every candidate's mark. Refused while an answer is doubtful, while a listed candidate's answer sheet has
    not been read and nobody says why (`without_sheets`: absent, spoilt …; it goes into the log), or where a practical
    candidate has fewer than three assessors or not exactly one leader (004-034, 004-035)."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    sitting.state = SITTING.step(sitting.state, "mark")
    sitting.save(update_fields=["state"])
    seats = list(sitting.seats.all())
    unread = tickets_without_sheet(sitting)
    if unread and not without_sheets.strip():
        raise Refused("sheets_unread", f"{len(unread)} 名考生的答题卡尚未识读：{'、'.join(unread[:5])}{'等' if len(unread) > 5 else ''}。",
                      hint="请先上传扫描件识读；缺考等无卡的，请写明原因后评分。")  # fmt: skip
    results = _practical(sitting, seats) if sitting.subject == "practical" else _theory(sitting, seats)
    MarkedResult.objects.filter(seat__sitting=sitting).delete()
    results = MarkedResult.objects.bulk_create(results)
    record(actor=actor, at=at, action="mark_sitting", subject=sitting,
           facts={"marks": {r.seat.ticket_number: r.score for r in results},
                  "without_sheet": unread, "why": without_sheets.strip()})  # fmt: skip
    return results


def tickets_without_sheet(sitting: Sitting) -> list[str]:
    """Who is listed in a sitting on answer sheets and has none that was read."""
    if sitting.subject != "theory" or sitting.mode != "sheet":
        return []
    return list(sitting.seats.filter(sheet__isnull=True).values_list("ticket_number", flat=True))


def _theory(sitting: Sitting, seats: list[Seat]) -> list[MarkedResult]:
    doubtful = list(SheetRead.objects.filter(seat__in=seats, doubtful__gt=0).values_list("seat__ticket_number", flat=True))
    if doubtful:
        raise Refused("doubtful_answers", f"{len(doubtful)} 张答题卡有待人工确认的作答：{'、'.join(doubtful[:5])}。",
                      hint="请先逐题确认。")  # fmt: skip
    answers = answers_by_seat(sitting)
    return [_theory_result(sitting, seat, answers.get(seat.pk)) for seat in seats]


def _theory_result(sitting: Sitting, seat: Seat, answers: dict[int, str] | None) -> MarkedResult:
    if answers is None and seat.started_at is None:
        return MarkedResult(seat=seat, score=None, status="absent")
    score = objective_score(answers or {}, sitting.answer_keys[seat.paper_code])
    return MarkedResult(seat=seat, score=score, details={"paper": seat.paper_code, "answered": len(answers or {})})


def _practical(sitting: Sitting, seats: list[Seat]) -> list[MarkedResult]:
    results = []
    for seat in Seat.objects.filter(pk__in=[s.pk for s in seats]).prefetch_related("assessor_scores"):
        scores = list(seat.assessor_scores.all())
        if not scores:
            results.append(MarkedResult(seat=seat, score=None, status="absent"))
            continue
        leaders = sum(s.is_leader for s in scores)
        if len(scores) < PANEL or leaders != 1:
            raise Refused("panel_incomplete", f"{seat.ticket_number} 有 {len(scores)} 名考评员评分、组长 {leaders} 名，"
                          f"应不少于 {PANEL} 名且组长 1 名。", citation=Citation(S004, "三(二)5", "004-034"))  # fmt: skip
        results.append(MarkedResult(seat=seat, score=panel_score([s.score for s in scores]),
                                    details={s.assessor_card: str(s.score) for s in scores}))  # fmt: skip
    return results
