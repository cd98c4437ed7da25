"""Stored items and scope tables ↔ what the item-file engine reads and checks.

`content`, the sealed JSON of an item: stem, answer, explanation, options, and where the item has them pictures
({name, media_type, base64}), formulas ({omml, text}), tables (rows of cells), sub_items and task, in the shapes of
the engine's dataclasses. True or false is A and B in it, as on the answer sheet."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from liangcai.apps.item_bank.models import Bank, Item
from liangcai.engines.item_files import (
    Criterion,
    Formula,
    Grid,
    ParsedItem,
    Picture,
    Scope,
    ScopePoint,
    ScopeTable,
    SubItem,
    Supply,
    Task,
)

TO_LETTER, FROM_LETTER = {"对": "A", "错": "B"}, {"A": "对", "B": "错"}


def row_of(item: ParsedItem) -> dict[str, Any]:
    """A parsed item as `import_items` takes it."""
    return {"item_number": item.number, "type": item.type, "scope": item.scope or scope_of(item.point), "point": item.point,
            "importance": item.importance, "difficulty": item.difficulty, "content": content_of(item)}  # fmt: skip


def scope_of(point: str) -> str:
    """A-B-C of A-B-C-001."""
    return point.rpartition("-")[0]


def content_of(item: ParsedItem) -> dict[str, Any]:
    content: dict[str, Any] = {
        "stem": item.stem, "answer": lettered(item.type, item.answer), "explanation": item.explanation,
        "options": list(item.options),
        "pictures": [{"name": p.name, "media_type": p.media_type, "base64": base64.b64encode(p.content).decode()}
                     for p in item.pictures],
        "formulas": [asdict(f) for f in item.formulas], "tables": [[list(row) for row in t.rows] for t in item.tables],
        "sub_items": [{**asdict(s), "options": list(s.options), "answer": lettered(s.type, s.answer)} for s in item.sub_items],
        "task": asdict(item.task) if item.task else None,
    }  # fmt: skip
    return {name: value for name, value in content.items() if value or name in ("stem", "answer", "explanation")}


def lettered(kind: str, answer: str) -> str:
    return TO_LETTER.get(answer, answer) if kind == "true_false" else answer


def worded(kind: str, answer: str) -> str:
    return FROM_LETTER.get(answer, answer) if kind == "true_false" else answer


def parsed_of(item: Item, content: Mapping[str, Any]) -> ParsedItem:
    return ParsedItem(
        number=item.item_number, type=item.type, scope=item.scope, point=item.point, difficulty=item.difficulty,
        importance=item.importance, **parsed_content(item.type, content),
    )  # fmt: skip


def parsed_content(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a ParsedItem that lie sealed."""
    return {
        "stem": content["stem"], "options": tuple(content.get("options", ())),
        "answer": worded(kind, content["answer"]), "explanation": content.get("explanation", ""),
        "pictures": tuple(Picture(p["name"], p["media_type"], base64.b64decode(p["base64"])) for p in content.get("pictures", ())),
        "formulas": tuple(Formula(**f) for f in content.get("formulas", ())),
        "tables": tuple(Grid(tuple(map(tuple, rows))) for rows in content.get("tables", ())),
        "sub_items": tuple(SubItem(**{**s, "options": tuple(s.get("options", ())), "answer": worded(s["type"], s["answer"])})
                           for s in content.get("sub_items", ())),
        "task": task_of(content["task"]) if content.get("task") else None,
    }  # fmt: skip


def task_of(kept: Mapping[str, Any]) -> Task:
    return Task(
        minutes=kept.get("minutes"), requirements=kept.get("requirements", ""),
        supplies=tuple(Supply(**s) for s in kept.get("supplies", ())),
        criteria=tuple(Criterion(**c) for c in kept.get("criteria", ())),
        faults_that_fail=tuple(kept.get("faults_that_fail", ())),
    )  # fmt: skip


def bare(item: Item) -> ParsedItem:
    """What is known of an item while the bank is shut: enough for coverage."""
    return ParsedItem(number=item.item_number, type=item.type, stem="", scope=item.scope, point=item.point,
                      difficulty=item.difficulty, importance=item.importance)  # fmt: skip


def stored_table(table: ScopeTable) -> dict[str, Any]:
    """A scope table as JSON: `points` maps a point's code to its importance, `point_names` to its name; `scopes` are
    [code, name, weight, [X, Y, Z]]. Weights are text, so that 12.5 stays 12.5."""
    return {
        "occupation": table.occupation, "level": table.level, "method": table.method, "stated_points": table.stated_points,
        "scopes": [[s.code, s.name, format(s.weight.normalize(), "f"), list(s.counts)] for s in table.scopes],
        "points": table.importance_of_points(), "point_names": {p.code: p.name for p in table.points},
    }  # fmt: skip


def scope_table_of(kept: Mapping[str, Any], bank: Bank) -> ScopeTable:
    """The stored table in reading order, its rows counted from 1; an empty one for a bank that has none yet."""
    names = kept.get("point_names", {})
    scopes = sorted(kept.get("scopes", ()), key=lambda s: s[0].split("-"))
    points = sorted(kept.get("points", {}).items(), key=lambda p: p[0].split("-"))
    rows = {code: n for n, code in enumerate(sorted([s[0] for s in scopes] + [p[0] for p in points],
                                                    key=lambda c: c.split("-")), 1)}  # fmt: skip
    return ScopeTable(
        occupation=kept.get("occupation") or bank.occupation_name, level=kept.get("level") or bank.level,
        method=kept.get("method", ""), stated_points=kept.get("stated_points"),
        scopes=tuple(Scope(code, name, Decimal(weight), (x, y, z), rows[code]) for code, name, weight, (x, y, z) in scopes),
        points=tuple(ScopePoint(code, names.get(code, ""), importance, rows[code]) for code, importance in points),
    )  # fmt: skip
