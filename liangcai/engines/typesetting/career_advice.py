"""The career adviser's answer on one page: now, next and when, what is missing, and the articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.engines.typesetting.plain import day_words, plain


@dataclass(frozen=True, slots=True)
class Opportunity:
    """What may be applied for now. `outcome` is the level or rank, `accepted_by` who takes the application."""

    kind: str
    outcome: str
    route: str
    accepted_by: str
    exempt: tuple[str, ...] = ()
    articles: str = ""


@dataclass(frozen=True, slots=True)
class LaterStep:
    """What becomes possible on `on`, if nothing else changes."""

    on: date
    words: str
    articles: str = ""


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    evidence: str
    unlocks: str


@dataclass(frozen=True, slots=True)
class CareerAdvice:
    """`facts` are the answers given, as pairs of words; `on` is the day the advice holds for."""

    on: date
    facts: tuple[tuple[str, str], ...]
    now: tuple[Opportunity, ...]
    later: tuple[LaterStep, ...]
    missing: tuple[MissingEvidence, ...]
    articles: tuple[tuple[str, str], ...]  # document and article; what it says, in own words
    policy_version: str


def render(advice: CareerAdvice, *, watermark: str = "") -> bytes:
    """The advice; the time line is drawn to scale from `on` to the last later step."""
    steps = sorted(advice.later, key=lambda step: step.on)
    data: dict[str, Any] = plain(advice)
    data["later"] = [
        {"on": day_words(step.on), "words": step.words, "articles": step.articles, "days": (step.on - advice.on).days}
        for step in steps
    ]
    data["years"] = _year_marks(advice.on, steps[-1].on) if steps else []
    return compile_pdf("career_advice", data, watermark=watermark)


def _year_marks(start: date, end: date) -> list[dict[str, Any]]:
    """Each New Year's Day between, with its distance in days; thinned to at most twelve marks."""
    years = range(start.year + 1, end.year + 1)
    every = -(-len(years) // 12) or 1
    return [{"year": str(year), "days": (date(year, 1, 1) - start).days} for year in years[::every]]
