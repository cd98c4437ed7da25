"""Which values a setting may take, read from its starting value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from liangcai.apps.station.defaults import DEFAULTS
from liangcai.kernel.refusals import BadInput

TRUTHS = {"是": True, "true": True, "否": False, "false": False}


def read_value(name: str, text: str) -> Any:
    """The value written as text, of the same kind as the starting value: yes or no, a whole number from 0, or a share
    from 0 to 1 (kept as a fraction where the starting value is one). `BadInput` otherwise."""
    if name not in DEFAULTS:
        raise BadInput("unknown_setting", f"没有名为“{name[:40]}”的设置。", where="name")
    start, text = DEFAULTS[name][0], text.strip()
    if isinstance(start, bool):
        if text.lower() not in TRUTHS:
            raise BadInput("bad_value", f"读到“{text[:40]}”，应为“是”或“否”。", where="value")
        return TRUTHS[text.lower()]
    if isinstance(start, int):
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise BadInput("bad_value", f"读到“{text[:40]}”，应为不超过六位的非负整数。", where="value")
        return int(text)
    share = read_share(text)
    return str(share) if isinstance(start, str) else float(share)


def read_share(text: str) -> Fraction:
    try:
        share = Fraction(text) if len(text) < 20 and "e" not in text.lower() else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise BadInput("bad_value", f"读到“{text[:40]}”，应为 0 到 1 之间的比例，如 0.1 或 1/2。", where="value")
    return share
