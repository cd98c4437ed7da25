"""Certificate numbers by the published patterns (domain facts; each part explained). Pure."""

from __future__ import annotations

from datetime import date

LEVEL_DIGITS = {"五级": "5", "四级": "4", "三级": "3", "二级": "2", "一级": "1"}
_BODY_LETTERS = {"employer": "Y", "third_party": "S", "school": "S"}


def level_prefix(*, body_kind: str, body_serial: int, issued_on: date, level: str, province: str = "32") -> str:
    """The first 16 of the 22 characters of a skill-level certificate: kind of body, 0000 (filed with the
    province), province, site serial, year, level; the last six are the serial."""
    return (f"{_BODY_LETTERS[body_kind]}0000{province}{body_serial:06d}{issued_on:%y}{LEVEL_DIGITS[level]}")  # fmt: skip


def special_ability_prefix(*, region_code: str, issued_on: date) -> str:
    """No public rule is known for special ability: a configurable pattern of region and year."""
    return f"ZX{region_code}{issued_on:%Y}"
