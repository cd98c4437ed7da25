from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import SheetRead
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.engines.omr.layout import SheetLayout
from liangcai.engines.omr.read import AnswerRead, PageRead
from liangcai.engines.omr.read import read_sheets as read_scans
from liangcai.kernel.refusals import Refused

SURE = ("read", "blank")


@action
def read_sheets(*, actor: User, at: datetime, sitting: Sitting, scans: Sequence[Path]) -> dict[str, list]:
    """Read scanned answer sheets. What is doubtful waits for a person; pages that cannot be placed are returned
    with the reason. {"read": [SheetRead], "problems": [{source, page, message}]}."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.state != "ended":
        raise Refused("not_ended", "考试结束后方可识读答题卡。")
    seats = {s.ticket_number: s for s in sitting.seats.all()}
    layout = SheetLayout.from_json(sitting.sheet_layout)
    pages = read_scans(scans, layout)
    problems = [_problem(p, p.problem.message) for p in pages if p.problem]
    good: dict[str, list[PageRead]] = {}
    for page in pages:
        if page.problem is not None:
            continue
        if page.ticket_number not in seats:
            problems.append(_problem(page, f"准考证号 {page.ticket_number} 不在本场名单中"))
        elif page.paper_code != seats[page.ticket_number].paper_code:
            problems.append(_problem(page, f"答题卡为 {page.paper_code} 卷，名单为 {seats[page.ticket_number].paper_code} 卷"))
        else:
            good.setdefault(page.ticket_number, []).append(page)
    for ticket, found in list(good.items()):
        missing = set(range(1, len(layout.pages) + 1)) - {p.sheet_page for p in found}
        if missing:  # half a sheet must not count as blanks
            problems += [_problem(good.pop(ticket)[0], f"准考证号 {ticket} 缺第 {n} 页，须整卡重扫") for n in sorted(missing)[:1]]
    rows = [_row(seats[ticket], pages) for ticket, pages in good.items()]
    SheetRead.objects.filter(seat__in=[r.seat for r in rows]).delete()
    rows = SheetRead.objects.bulk_create(rows)
    sitting.seats.filter(ticket_number__in=good).update(status="present")
    record(actor=actor, at=at, action="read_sheets", subject=sitting,
           facts={"sheets": len(rows), "doubtful": sum(r.doubtful for r in rows), "problems": problems})  # fmt: skip
    return {"read": rows, "problems": problems}


def _row(seat: Seat, pages: list[PageRead]) -> SheetRead:
    answers = [_answer(a, p) for p in pages for a in p.answers]
    return SheetRead(seat=seat, source=pages[0].source, page=pages[0].page, answers=answers,
                     doubtful=sum(a["state"] not in SURE for a in answers))  # fmt: skip


def _answer(answer: AnswerRead, page: PageRead) -> dict[str, object]:
    """What was read; where a person must look, also on which picture."""
    row = asdict(answer) | {"strength": f"{answer.strength:.3f}"}
    place = {"source": page.source, "page": page.page, "sheet_page": page.sheet_page}
    return row if answer.state in SURE else row | place


def _problem(page: PageRead, message: str) -> dict[str, object]:
    return {"source": page.source, "page": page.page, "message": message}
