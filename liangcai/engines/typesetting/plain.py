"""What a template can read: strings, numbers, lists and maps, dates in Chinese words, pictures as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liangcai.engines.typesetting.pictures import picture_svg


def plain(value: Any) -> Any:
    """`value` without dataclasses, dates or bytes. Mapping keys become strings."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return picture_svg(value)
    raise TypeError(f"a document cannot hold a {type(value).__name__}")


def day_words(day: date | None) -> str:
    """2021年6月30日; empty where there is no day yet."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def moment_words(moment: datetime | None) -> str:
    """2021年6月30日 09:00, in the zone the moment carries."""
    return f"{day_words(moment)} {moment:%H:%M}" if moment else ""


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """2021年6月30日 09:00—10:30; both days are named where they differ."""
    if starts_at.date() == ends_at.date():
        return f"{moment_words(starts_at)}—{ends_at:%H:%M}"
    return f"{moment_words(starts_at)}—{moment_words(ends_at)}"


def ordinal_words(position: int) -> str:
    """一, 二, … 十一, … 九十九 for 1 to 99, as parts of a paper are numbered."""
    if not 1 <= position <= 99:
        raise ValueError("ordinals run from 1 to 99")
    tens, ones = divmod(position, 10)
    digits = "一二三四五六七八九"
    return (digits[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (digits[ones - 1] if ones else "")


def number_words(number: float | Decimal | None) -> str:
    """A score or an amount without needless zeros: 85, 59.5; empty where unknown."""
    if number is None:
        return ""
    words = format(Decimal(str(number)), "f")
    return words.rstrip("0").rstrip(".") if "." in words else words
