"""A candidate's paper as the page shows it, and what a block of it sends back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

BLOCK = 10  # questions a page: little to load on an old computer, little to lose with it
CONTROLS = {"single_choice": "radio", "true_false": "radio", "multiple_choice": "checkbox"}
KINDS = {"single_choice": _("单项选择题"), "multiple_choice": _("多项选择题"), "true_false": _("判断题")}


@dataclass(frozen=True, slots=True)
class Choice:
    letter: str
    label: str
    text: Any
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`control` is radio, checkbox or text."""

    position: int
    kind: Any
    stem: str
    score: str
    control: str
    choices: list[Choice]
    answer: str


def control_of(question: Mapping[str, Any]) -> str:
    return CONTROLS.get(question["type"], "text")


def shown_question(question: Mapping[str, Any], answer: str) -> Question:
    control = control_of(question)
    if question["type"] == "true_false":
        options = [("A", "√", _("正确")), ("B", "×", _("错误"))]
    else:
        options = [(a, a, text) for a, text in zip("ABCDEFGH", question.get("options", ()), strict=False)]
    choices = [] if control == "text" else [Choice(a, label, text, a in answer) for a, label, text in options]
    return Question(question["position"], KINDS.get(question["type"], _("书面作答题")), question["stem"],
                    str(question["score"]), control, choices, answer)  # fmt: skip


def blocks(count: int) -> list[range]:
    """The positions of each page, from 1."""
    return [range(start, min(start + BLOCK, count + 1)) for start in range(1, count + 1, BLOCK)]


def block_of(position: int) -> int:
    """On which page a question stands, from 1."""
    return (position - 1) // BLOCK + 1


def given_answers(
    sent: MultiValueDict, questions: Sequence[Mapping[str, Any]], positions: range, stored: Mapping[int, str],
) -> dict[int, str]:  # fmt: skip
    """What differs from what is stored. A radio that was not sent says nothing: it cannot be taken back."""
    found = {}
    for position in positions:
        control, name = control_of(questions[position - 1]), f"q{position}"
        if control == "radio" and name not in sent:
            continue
        values = [value.replace("\0", "") for value in sent.getlist(name)]
        answer = "".join(sorted(values)) if control == "checkbox" else values[0].strip() if values else ""
        if answer != stored.get(position, ""):
            found[position] = answer
    return found
