"""What keeps a row from becoming an item: shape, number, point, and answers that contradict the type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liangcai.apps.item_bank.engine_io import parsed_content
from liangcai.apps.item_bank.enums import Importance, ItemType
from liangcai.engines.item_files import ParsedItem, check_item
from liangcai.kernel.refusals import BadInput

# even a draft must not contradict itself; what is only missing can still be written
CONTRADICTIONS = frozenset({
    "two_correct_answers", "answer_not_among_options", "answer_not_true_or_false", "repeated_letter", "options_not_expected",
    "sub_items_not_expected", "task_not_expected", "weights_not_100",
})  # fmt: skip
COLUMNS = ("type", "scope", "point", "importance", "difficulty", "irt_a", "irt_b", "irt_c", "enemy_set",
           "times_used", "last_used_on")  # fmt: skip


def row_faults(given: Mapping[str, Any], known: set[str], points: Mapping[str, str]) -> list[dict[str, str]]:
    """Every fault of a row {item_number, columns, content} as {field, found, expected}. `known` are the numbers taken;
    `points` those of the scope table, empty where the bank has none."""
    content, difficulty = given.get("content") or {}, given.get("difficulty")
    number, point = str(given.get("item_number", "")), str(given.get("point") or "")
    answered = bool(content.get("answer") or content.get("sub_items") or (content.get("task") or {}).get("criteria"))
    checks = (
        ("题号", number, "未使用过、不超过 40 字的题号", 0 < len(number) <= 40 and number not in known),
        ("题型", given.get("type"), "九种题型之一", given.get("type") in ItemType.values),
        ("鉴定范围", given.get("scope"), "1 至 40 字", 0 < len(str(given.get("scope") or "")) <= 40),
        ("鉴定点", point, "1 至 40 字", 0 < len(point) <= 40),
        ("鉴定点", point, "细目表中的鉴定点", not points or not point or len(point) > 40 or point in points),
        ("重要程度", given.get("importance"), "X、Y 或 Z", (given.get("importance") or "X") in Importance.values),
        ("难度", difficulty, "0 与 1 之间", difficulty in (None, "") or 0 <= float(difficulty) <= 1),
        ("题干", content.get("stem"), "不为空", bool(content.get("stem"))),
        ("答案", content.get("answer"), "不为空", answered),
    )
    faults = [{"field": name, "found": str(found or "空"), "expected": expected}
              for name, found, expected, ok in checks if not ok]  # fmt: skip
    return faults or contradictions(given)


def contradictions(given: Mapping[str, Any]) -> list[dict[str, str]]:
    try:
        parsed = ParsedItem(str(given["item_number"]), given["type"], **parsed_content(given["type"], given["content"]))
    except (KeyError, TypeError, ValueError):
        raise BadInput("item_content", f"试题 {given.get('item_number')} 的内容结构不合格。") from None
    return [{"field": "内容", "found": finding.words, "expected": "与题型一致"}
            for finding in check_item(parsed) if finding.code in CONTRADICTIONS]  # fmt: skip
