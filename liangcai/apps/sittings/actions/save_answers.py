from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from liangcai.apps.sittings.deadline import deadline
from liangcai.apps.sittings.models import Answer, Seat
from liangcai.apps.sittings.paper_content import lawful_answer
from liangcai.kernel.refusals import Refused


def save_answers(*, at: datetime, seat: Seat, answers: Mapping[int, str], client_sequence: int) -> int:
    """Store a candidate's answers (question → answer); returns the highest sequence now stored. Repeating a
    request changes nothing; an older one never overwrites a newer. Returns only after the commit is durable.

    Answers are not entered in the audit log one by one: the hand-in is, with the digest of them all."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update().select_related("sitting").get(pk=seat.pk)
        if seat.submitted_at:
            raise Refused("handed_in", "您已交卷，作答不再保存。")
        if seat.sitting.state != "running" or at > deadline(seat.sitting.starts_at, seat.sitting.minutes):
            raise Refused("time_is_up", "考试时间已到，作答不再保存。")
        questions = seat.sitting.papers[seat.paper_code]
        if any(not 1 <= q <= len(questions) for q in answers):
            raise Refused("no_such_question", f"题号应在 1 至 {len(questions)} 之间。")
        wrong = [q for q, text in answers.items() if not lawful_answer(questions[q - 1], text)]
        if wrong:
            raise Refused("no_such_option", f"第 {wrong[0]} 题没有这个选项。")
        newest = {a.question: a.client_sequence for a in seat.answers.filter(question__in=answers)}
        fresh = {q: text for q, text in answers.items() if client_sequence > newest.get(q, -1)}
        Answer.objects.bulk_create(
            [Answer(seat=seat, question=q, answer=text[:2000], client_sequence=client_sequence, saved_at=at)
             for q, text in fresh.items()],
            update_conflicts=True, unique_fields=["seat", "question"],
            update_fields=["answer", "client_sequence", "saved_at"],
        )  # fmt: skip
    return max([client_sequence, *newest.values()])
