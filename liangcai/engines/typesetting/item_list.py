"""Items of a bank on paper, with their answers: for reading and checking, never for candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf, refuse_nothing
from liangcai.engines.typesetting.paper import Content, pieces_of


@dataclass(frozen=True, slots=True)
class ListedItem:
    """`facts` is the line beside the number (题型, 鉴定点 …); `tables` are (heading, rows) of a practical item."""

    number: str
    facts: str
    stem: Content
    options: tuple[Content, ...] = ()
    answer: Content = ()
    explanation: Content = ()
    sub_items: tuple[ListedItem, ...] = ()
    tables: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    """`exported` says who and when, on every page."""

    title: str
    exported: str
    items: tuple[ListedItem, ...]


def render(listed: ItemList, *, watermark: str = "") -> bytes:
    """The items on A4, one under the other. Refuses (BadInput) an empty list."""
    refuse_nothing(listed.items)
    return compile_pdf("item_list", {"title": listed.title, "exported": listed.exported,
                                     "items": [printed(item) for item in listed.items]}, watermark=watermark)  # fmt: skip


def printed(item: ListedItem) -> dict[str, Any]:
    return {
        "number": item.number, "facts": item.facts, "stem": pieces_of(item.stem),
        "options": [pieces_of(option) for option in item.options], "answer": pieces_of(item.answer),
        "explanation": pieces_of(item.explanation), "sub_items": [printed(sub) for sub in item.sub_items],
        "tables": [{"heading": heading, "head": list(rows[0]), "rows": [list(row) for row in rows[1:]]} for heading, rows in item.tables],
    }  # fmt: skip
