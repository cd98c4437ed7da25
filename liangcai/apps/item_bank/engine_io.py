"""Stored items ↔ what the item-file engine reads and checks."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from liangcai.apps.item_bank.models import Item
from liangcai.engines.item_files import Formula, ParsedItem, Picture

TO_LETTER, FROM_LETTER = {"对": "A", "错": "B"}, {"A": "对", "B": "错"}


def row_of(item: ParsedItem) -> dict[str, Any]:
    """A parsed item as `import_items` takes it: true or false become A and B, as on the answer sheet."""
    answer = TO_LETTER.get(item.answer, item.answer) if item.type == "true_false" else item.answer
    content = {"stem": item.stem, "answer": answer, "explanation": item.explanation,
               "pictures": [{"name": p.name, "media_type": p.media_type, "base64": base64.b64encode(p.content).decode()}
                            for p in item.pictures],
               "formulas": [asdict(f) for f in item.formulas]}  # fmt: skip
    if item.options:
        content["options"] = list(item.options)
    return {"item_number": item.number, "type": item.type, "scope": item.scope, "point": item.point,
            "importance": item.importance, "difficulty": item.difficulty, "content": content}  # fmt: skip


def parsed_of(item: Item, content: Mapping[str, Any]) -> ParsedItem:
    answer = content["answer"]
    return ParsedItem(
        number=item.item_number, type=item.type, stem=content["stem"], options=tuple(content.get("options", ())),
        answer=FROM_LETTER.get(answer, answer) if item.type == "true_false" else answer,
        explanation=content.get("explanation", ""), scope=item.scope, point=item.point, difficulty=item.difficulty,
        importance=item.importance,
        pictures=tuple(Picture(p["name"], p["media_type"], base64.b64decode(p["base64"])) for p in content.get("pictures", ())),
        formulas=tuple(Formula(**f) for f in content.get("formulas", ())),
    )  # fmt: skip


def bare(item: Item) -> ParsedItem:
    """What is known of an item while the bank is shut: enough for coverage."""
    return ParsedItem(number=item.item_number, type=item.type, stem="", scope=item.scope, point=item.point,
                      difficulty=item.difficulty, importance=item.importance)  # fmt: skip
