"""Variants of one form: other order of questions and options, each with its own key.

Questions change places only within their section, so that scores and types stay where the paper prints them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from liangcai.kernel.refusals import BadInput

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# options that speak of other options cannot move: "all of the above", "A and B"
SPEAKS_OF_OTHERS = re.compile(
    r"以上|上述|前述|下列|其余|其他选项|[A-H]\s*[和与及、,，]\s*[A-H]|all of|none of", re.IGNORECASE
)


@dataclass(frozen=True)
class Question:
    """`options` empty for kinds without; `answer` = letters of the right options ("AC"), or the answer itself."""

    item_id: str
    section: str
    options: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class ShuffledQuestion:
    """`origin`: its position in the form; `option_order`: which original option (from 0) stands in each place."""

    position: int
    origin: int
    item_id: str
    options: tuple[str, ...]
    option_order: tuple[int, ...]
    answer: str


@dataclass(frozen=True)
class Variant:
    label: str
    questions: tuple[ShuffledQuestion, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Right answers by position."""
        return tuple(question.answer for question in self.questions)


def shuffled(questions: Sequence[Question], variants: int, seed: int) -> tuple[Variant, ...]:
    """Variants A, B, …; A keeps the form's own order. The same seed gives the same variants."""
    if not 1 <= variants <= len(LETTERS):
        raise BadInput("bad_variants", f"变体数为 {variants}，应为 1 到 {len(LETTERS)} 的整数。")
    for question in questions:
        check_answer(question)
    return tuple(
        variant(questions, LETTERS[number], Random(f"{seed}/{number}"), number > 0) for number in range(variants)
    )


def check_answer(question: Question) -> None:
    strange = [letter for letter in question.answer if letter not in LETTERS[: len(question.options)]]
    if question.options and (strange or not question.answer or len(question.options) > len(LETTERS)):
        raise BadInput("answer_not_an_option", f"试题 {question.item_id} 的答案 {question.answer!r} 不在选项中。")


def variant(questions: Sequence[Question], label: str, random: Random, move: bool) -> Variant:
    order = section_order(questions, random) if move else list(range(len(questions)))
    placed = [
        turned(questions[origin], position, origin, random, move) for position, origin in enumerate(order, start=1)
    ]
    return Variant(label, tuple(placed))


def section_order(questions: Sequence[Question], random: Random) -> list[int]:
    """A random order that leaves every section's places to that section."""
    members: dict[str, list[int]] = {}
    for origin, question in enumerate(questions):
        members.setdefault(question.section, []).append(origin)
    for places in members.values():
        random.shuffle(places)
    return [members[question.section].pop() for question in questions]


def turned(question: Question, position: int, origin: int, random: Random, move: bool) -> ShuffledQuestion:
    order = list(range(len(question.options)))
    if move and not any(SPEAKS_OF_OTHERS.search(option) for option in question.options):
        random.shuffle(order)
    answer = question.answer
    if question.options:
        right = {LETTERS.index(letter) for letter in question.answer}
        answer = "".join(LETTERS[place] for place, option in enumerate(order) if option in right)
    options = tuple(question.options[option] for option in order)
    return ShuffledQuestion(position, origin + 1, question.item_id, options, tuple(order), answer)
