"""What candidates chose, as rows that belong to nobody: for item statistics in the vault."""

from __future__ import annotations

from liangcai.apps.marking.models import SheetRead
from liangcai.apps.sittings.models import Answer, Sitting

LETTERS = "ABCDEFGH"
OBJECTIVE = ("single_choice", "multiple_choice", "true_false")


def answers_by_seat(sitting: Sitting) -> dict[int, dict[int, str]]:
    """{seat: {question: answer}} from sheets and screens; what was entered at the screen counts last."""
    answers: dict[int, dict[int, str]] = {}
    for sheet in SheetRead.objects.filter(seat__sitting=sitting):
        answers[sheet.seat_id] = {a["question"]: a["answer"] for a in sheet.answers}
    for seat, question, text in Answer.objects.filter(seat__sitting=sitting).values_list("seat", "question", "answer"):
        answers.setdefault(seat, {})[question] = text
    return answers


def anonymous_rows(sitting: Sitting) -> list[dict[str, object]]:
    """[{"paper", "answers"}] of everybody who answered: one entry a question, sorted letters, empty for none. Written
    answers are left out: words can tell who wrote them. Rows are sorted by their content, so that their order tells
    nothing of seats, tickets or time."""
    papers = dict(sitting.seats.values_list("pk", "paper_code"))
    rows = [{"paper": papers[seat], "answers": [letters(question, given) for question in sitting.papers[papers[seat]]]}
            for seat, given in answers_by_seat(sitting).items()]  # fmt: skip
    return sorted(rows, key=lambda row: (row["paper"], row["answers"]))


def letters(question: dict, given: dict[int, str]) -> str:
    answer = given.get(question["position"], "").strip().upper() if question["type"] in OBJECTIVE else ""
    return "".join(sorted(answer)) if set(answer) <= set(LETTERS) else ""
