"""Strict reading of facts: JSON within limits, known keys, real dates. Every refusal names the key's path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from liangcai.kernel.refusals import BadInput

LARGEST = 1_000_000  # bytes of one person's facts
MOST_ENTRIES = 500
LONGEST_NAME = 100
Reader = Callable[[Any, str], Any]


def bad(path: str, message: str, hint: str = "") -> BadInput:
    return BadInput("bad_facts", message, where=path, hint=hint)


def read_json(content: bytes, where: str = "facts") -> Any:
    """One JSON document; refuses what is too large, not UTF-8, NaN, repeated keys, nested too deep."""
    if len(content) > LARGEST:
        raise bad(where, f"事实文件超过 {LARGEST // 1_000_000} MB。", "一次只提交一个人的事实。")

    def constant(word: str) -> Any:
        raise bad(where, f"JSON 中不允许 {word}。")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in items:
            if key in out:
                raise bad(f"{where} {key}", "同一个键写了两次。")
            out[key] = value
        return out

    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=constant, object_pairs_hook=pairs)
    except UnicodeDecodeError:
        raise bad(where, "不是 UTF-8 文本。") from None
    except RecursionError:
        raise bad(where, "JSON 嵌套过深。") from None
    except ValueError as wrong:
        at = f"第 {wrong.lineno} 行第 {wrong.colno} 列" if isinstance(wrong, json.JSONDecodeError) else ""
        raise bad(where, f"不是有效的 JSON。{at}") from None


def record(value: Any, path: str, schema: Mapping[str, Reader], required: Sequence[str] = ()) -> dict[str, Any]:
    """An object with only the schema's keys; a key left out stays out."""
    if not isinstance(value, dict):
        raise bad(path, f"应为对象，现为 {shown(value)}。")
    for key in value:
        if key not in schema:
            raise bad(join(path, key), "未知的键。", f"可用：{'、'.join(schema)}。")
    for key in required:
        if key not in value:
            raise bad(join(path, key), "缺少这个键。")
    return {key: schema[key](value[key], join(path, key)) for key in value}


def records(schema: Mapping[str, Reader], required: Sequence[str] = ()) -> Reader:
    def read(value: Any, path: str) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise bad(path, f"应为列表，现为 {shown(value)}。")
        if len(value) > MOST_ENTRIES:
            raise bad(path, f"多于 {MOST_ENTRIES} 项。")
        return [record(item, f"{path}[{number}]", schema, required) for number, item in enumerate(value)]

    return read


def one_of(*words: str, optional: bool = False) -> Reader:
    def read(value: Any, path: str) -> Any:
        if (value is None and optional) or (isinstance(value, str) and value in words):
            return value
        raise bad(path, f"{shown(value)} 不是允许的值。", f"可用：{'、'.join(words)}{'、null' if optional else ''}。")

    return read


def boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise bad(path, f"应为 true 或 false，现为 {shown(value)}。", "不知道时请不写这个键。")
    return value


def text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME:
        raise bad(path, f"应为 1–{LONGEST_NAME} 字的文字，现为 {shown(value)}。")
    return value.strip()


def whole(least: int, most: int, optional: bool = False) -> Reader:
    def read(value: Any, path: str) -> int | None:
        if value is None and optional:
            return None
        if type(value) is not int or not least <= value <= most:
            raise bad(path, f"应为 {least}–{most} 的整数，现为 {shown(value)}。")
        return value

    return read


def pattern(regex: str, example: str) -> Reader:
    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or not re.fullmatch(regex, value, re.ASCII):
            raise bad(path, f"{shown(value)} 不合格式。", f"例如 {example}。")
        return value

    return read


def day(value: Any, path: str) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise bad(path, f"没有“{value}”这一天。") from None
        if 1900 <= found.year <= 2200:
            return found
    raise bad(path, f"{shown(value)} 不是日期。", "写作 2021-12-30。")


def day_or_null(value: Any, path: str) -> date | None:
    return None if value is None else day(value, path)


def join(path: str, key: str) -> str:
    return f"{path}.{str(key)[:LONGEST_NAME]}" if path else str(key)[:LONGEST_NAME]


def shown(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else words[:57] + "…"
