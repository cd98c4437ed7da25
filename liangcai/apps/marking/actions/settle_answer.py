from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import SheetRead
from liangcai.apps.sittings.paper_content import lawful_answer
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.kernel.refusals import Refused


@action
def settle_answer(*, actor: User, at: datetime, sheet: SheetRead, question: int, answer: str) -> SheetRead:
    """A person says what a doubtful or many-marked answer is (empty: no valid answer); what the machine was sure
    of cannot be changed here."""
    require_proctor(actor)
    sheet = SheetRead.objects.select_for_update().get(pk=sheet.pk)
    found = next((a for a in sheet.answers if a["question"] == question), None)
    if found is None or found["state"] in ("read", "blank", "settled"):
        raise Refused("nothing_doubtful", f"第 {question} 题没有待人工确认的作答。")
    answer = "".join(sorted(answer.strip().upper()))
    seat = sheet.seat
    if not lawful_answer(seat.sitting.papers[seat.paper_code][question - 1], answer):
        raise Refused("no_such_option", f"第 {question} 题没有“{answer}”这个作答。", hint="无有效作答请留空。")
    before = dict(found)
    found.update(answer=answer, state="settled")
    sheet.doubtful = sum(a["state"] not in ("read", "blank", "settled") for a in sheet.answers)
    sheet.save(update_fields=["answers", "doubtful"])
    record(actor=actor, at=at, action="settle_answer", subject=f"marking.SheetRead:{sheet.seat.ticket_number}",
           facts={"question": question, "before": before, "answer": found["answer"]})  # fmt: skip
    return sheet
