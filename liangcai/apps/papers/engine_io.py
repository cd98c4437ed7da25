"""Rows ↔ engines: what a paper says and what is printed."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby
from typing import Any

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.papers.models import Paper as PaperRow
from liangcai.engines.typesetting.paper import Paper, Part, Question

INSTRUCTIONS = {
    ItemType.SINGLE_CHOICE: "选择一个正确的答案，将相应字母填涂在答题卡上。",
    ItemType.MULTIPLE_CHOICE: "每题有两个以上正确答案，多选、少选、错选均不得分。",
    ItemType.TRUE_FALSE: "正确的填涂“√”，错误的填涂“×”。",
}


def paper_content(paper: PaperRow, key: bytes) -> list[dict[str, Any]]:
    """The questions in order: position, item, type, score, stem, options, answer (a letter for choices, A right
    and B wrong for true/false)."""
    questions = []
    for place in paper.items.select_related("item").order_by("position"):
        content = open_content(place.item.sealed_content, key, str(place.item.public_id))
        questions.append({"position": place.position, "item": str(place.item.public_id), "type": place.item.type,
                          "score": f"{place.score:f}", **content})  # fmt: skip
    return questions


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def printed_paper(questions: list[dict[str, Any]], *, title: str, subtitle: str, code: str, minutes: int,
                  organization: str) -> Paper:  # fmt: skip
    parts = []
    for kind, group in groupby(questions, key=lambda q: q["type"]):
        rows = list(group)
        first, last = rows[0]["position"], rows[-1]["position"]
        parts.append(Part(
            title=str(ItemType(kind).label),
            instruction=f"第 {first} 题～第 {last} 题。{INSTRUCTIONS.get(kind, '')}"
                        f"满分 {sum(float(r['score']) for r in rows):g} 分。",
            questions=tuple(Question(stem=(r["stem"],), options=tuple((o,) for o in r.get("options", ()))
                                     if kind != ItemType.TRUE_FALSE else ()) for r in rows),
            answer_brackets=kind == ItemType.TRUE_FALSE,
        ))  # fmt: skip
    return Paper(organization=organization, title=title, subtitle=subtitle, paper_code=code, minutes=minutes,
                 full_score=sum(float(q["score"]) for q in questions), pass_score=60.0, parts=tuple(parts))  # fmt: skip
