"""A section of a norm as the fields of a form, and back; rows added, moved and removed while they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from liangcai.engines.norms import Facts, Finding, Lines, Rows, Section
from liangcai.engines.norms.content import MOST_ROWS, effective
from liangcai.kernel.refusals import BadInput

SAME = _("同上")
CHARACTERS_A_LINE = {"wide": 44, "narrow": 9, "middle": 16}


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: line, text or percent; `height` is the lines a text area begins with."""

    name: str
    label: str
    value: str
    kind: str
    height: int = 1
    group: str = ""
    width: float = 1
    focus: bool = False
    hint: Any = ""

    @property
    def share(self) -> str:
        return f"{self.width:g}"


@dataclass(frozen=True, slots=True)
class FormRow:
    """`at` counts from 0; `faults` are what the checks say of this row."""

    at: int
    fields: tuple[Field, ...]
    faults: tuple[Finding, ...] = ()

    @property
    def number(self) -> int:
        return self.at + 1


def read_typed(section: Section, post: Mapping[str, str]) -> Any:
    """What was typed, as it was typed. BadInput where the form claims more rows than a section may have."""
    if isinstance(section, Facts):
        return {fact.label: post.get(f"fact-{n}", "") for n, fact in enumerate(section.facts)}
    if isinstance(section, Lines):
        return post.get("lines", "").splitlines()
    count = post.get("rows", "0")
    if not count.isascii() or not count.isdigit() or len(count) > 4 or int(count) > MOST_ROWS + 1:
        raise BadInput("too_many_rows", f"{section.title}最多 {MOST_ROWS} 行。", where=section.title)
    return [{column.key: post.get(f"row-{at}-{column.key}", "") for column in section.columns} for at in range(int(count))]


def rearranged(section: Rows, rows: Sequence[dict[str, str]], op: str) -> tuple[list[dict[str, str]], int]:
    """The rows after `add:3`, `remove:3`, `up:3` or `down:3` (places from 0), and the row to write in next.
    A place that is not there changes nothing. What a row continues from above is written out first, so that it stays
    with its own function wherever it goes."""
    verb, _colon, place = op.partition(":")
    made = [row if any(row.values()) else {} for row in effective(section, list(rows))]
    at = int(place) if place.isdigit() and len(place) < 4 else -1
    if verb == "add":
        at = min(at, len(made)) if at >= 0 else len(made)
        made.insert(at, {})
    elif 0 <= at < len(made):
        if verb == "remove":
            del made[at]
            at = max(at - 1, 0)
        elif verb in ("up", "down"):
            to = min(max(at + (1 if verb == "down" else -1), 0), len(made) - 1)
            made.insert(to, made.pop(at))
            at = to
    return made, at


def fact_fields(section: Facts, value: Mapping[str, str]) -> list[Field]:
    return [
        Field(f"fact-{n}", fact.label, value.get(fact.label, ""), "line" if fact.short else "text",
              height(value.get(fact.label, ""), "wide", 2), fact.group)
        for n, fact in enumerate(section.facts)
    ]  # fmt: skip


def form_rows(section: Rows, rows: Sequence[Mapping[str, str]], findings: Sequence[Finding], focus: int = -1) -> list[FormRow]:
    def field(at: int, n: int) -> Field:
        column = section.columns[n]
        value = str(rows[at].get(column.key, ""))
        broad = "middle" if column.kind == "lines" else "narrow" if section.level else "wide"
        kind = "percent" if column.kind == "percent" else "text" if column.kind == "lines" or section.level else "line"
        return Field(f"row-{at}-{column.key}", column.title, value, kind, height(value, broad, 2), width=column.width,
                     focus=at == focus and n == 0, hint=SAME if column.continues and at else "")  # fmt: skip

    filled = [at for at, row in enumerate(rows) if any(str(text).strip() for text in row.values())]  # the rows checked
    return [FormRow(at, tuple(field(at, n) for n in range(len(section.columns))),
                    tuple(f for f in findings if f.row and f.row <= len(filled) and filled[f.row - 1] == at))
            for at in range(len(rows))]  # fmt: skip


def height(text: str, broad: str, least: int) -> int:
    """Lines that a text takes in its area."""
    return min(max(sum(1 + len(line) // CHARACTERS_A_LINE[broad] for line in text.split("\n")), least), 16)
