"""The examination at the screen: enter, store answers, hand in. Only on the room's own network."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field

from liangcai.apps.sittings.actions.enter_room import enter_room
from liangcai.apps.sittings.actions.hand_in import hand_in
from liangcai.apps.sittings.actions.save_answers import save_answers
from liangcai.apps.sittings.entry_limit import count_entry
from liangcai.apps.sittings.models import Seat
from liangcai.apps.sittings.selectors import seat_of_token, sitting_to_enter
from liangcai.kernel.refusals import Refused

router = Router(tags=["上机考试"])


class SeatToken(HttpBearer):
    """The secret that this computer was given on entering."""

    def authenticate(self, request: HttpRequest, token: str) -> Seat | None:
        return seat_of_token(hashlib.sha256(token.encode()).hexdigest())


class Start(Schema):
    model_config = ConfigDict(extra="forbid")
    ticket_number: str = Field(max_length=20, title="准考证号")
    identity_last4: str = Field(min_length=4, max_length=4, title="证件号码后四位")


class Started(Schema):
    token: str = Field(title="凭据")
    name: str = Field(title="姓名")
    seat: str = Field(title="座位号")
    title: str = Field(title="考试名称")
    questions: int = Field(title="题数")
    starts_at: datetime = Field(title="开考时间")
    minutes: int = Field(title="时长（分钟）")


class AnswerGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    answer: str = Field(max_length=2000, title="作答")
    client_sequence: int = Field(ge=0, le=2_000_000_000, title="本机流水号，每次作答加一")


class AnswerStored(Schema):
    question: int = Field(title="题号")
    client_sequence: int = Field(title="已保存的最大流水号")


class HandedIn(Schema):
    submitted_at: datetime = Field(title="交卷时间")
    sha256: str = Field(title="作答摘要")


@router.post("/sitting/start", response=Started, summary="进入考试", auth=None)
def start(request: HttpRequest, given: Start) -> Started:
    """Entering again on another computer ends the right of the first. Ten tries a ticket in five minutes, the screen's
    counted too."""
    count_entry(given.ticket_number)
    sitting = sitting_to_enter(given.ticket_number)
    if sitting is None:
        raise Refused("not_on_the_list", "准考证号与证件号码后四位不符，或不在本场名单中。",
                      hint="请举手找监考员核对。")
    seat, token = enter_room(actor=f"ticket:{given.ticket_number}", at=timezone.now(), sitting=sitting,
                             ticket_number=given.ticket_number, identity_last4=given.identity_last4)  # fmt: skip
    return Started(token=token, name=seat.name, seat=seat.seat, title=sitting.title,
                   questions=len(sitting.papers[seat.paper_code]), starts_at=sitting.starts_at,
                   minutes=sitting.minutes)  # fmt: skip


@router.put("/sitting/answers/{question}", response=AnswerStored, summary="保存一题作答（可重复）", auth=SeatToken())
def store_answer(request: HttpRequest, given: AnswerGiven, question: int = Path(..., ge=1, le=1000)) -> AnswerStored:
    """Replies only after the answer is durable; a repeated or older request changes nothing."""
    newest = save_answers(at=timezone.now(), seat=request.auth, answers={question: given.answer},  # type: ignore[attr-defined]
                          client_sequence=given.client_sequence)  # fmt: skip
    return AnswerStored(question=question, client_sequence=newest)


@router.post("/sitting/submit", response=HandedIn, summary="交卷", auth=SeatToken())
def submit(request: HttpRequest) -> HandedIn:
    seat: Seat = request.auth  # type: ignore[attr-defined]
    done = hand_in(actor=f"ticket:{seat.ticket_number}", at=timezone.now(), seat=seat)
    assert done.submitted_at is not None
    return HandedIn(submitted_at=done.submitted_at, sha256=done.submit_hash)
