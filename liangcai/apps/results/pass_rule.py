"""Who has passed: each subject out of 100, 60 or more in every one; no averaging, no rounding (004-032). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

PASS_MARK = Decimal(60)


@dataclass(frozen=True)
class Outcome:
    """`passed` is None while a required subject has no score; `failed` and `waiting` name the subjects."""

    passed: bool | None
    failed: tuple[str, ...]
    waiting: tuple[str, ...]


def outcome(required: Sequence[str], scores: Mapping[str, Decimal | None], exempt: Sequence[str] = ()) -> Outcome:
    """`scores`: subject → score, None for absent or in breach (which fails). A subject the norm does not ask for
    is not required; it is absent, not 0."""
    needed = [s for s in required if s not in exempt]
    waiting = tuple(s for s in needed if s not in scores)
    failed = tuple(s for s in needed if s in scores and (scores[s] is None or scores[s] < PASS_MARK))  # type: ignore[operator]
    return Outcome(False if failed else None if waiting else True, failed, waiting)
