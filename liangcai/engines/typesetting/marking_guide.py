"""Marking guide of the written questions of a paper (评分细则): question, reference answer, marking points, points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.engines.typesetting.paper import Content, pieces_of
from liangcai.engines.typesetting.plain import number_words, ordinal_words
from liangcai.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """`score` in points, None where a sub-question states none; `parts` are the sub-questions of a case."""

    number: int
    stem: Content
    answer: Content
    marking: Content
    score: float | None
    parts: tuple[GuideEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidePart:
    title: str
    entries: tuple[GuideEntry, ...]


@dataclass(frozen=True, slots=True)
class MarkingGuide:
    title: str
    paper_code: str
    parts: tuple[GuidePart, ...]


def render(guide: MarkingGuide, *, watermark: str = "") -> bytes:
    """The guide. Refuses a paper without written questions: its key says all."""
    if not guide.parts:
        raise Refused("nothing_to_mark", "本卷没有主观题，无评分细则。", hint="客观题请打印答案。")
    parts = [{"title": f"{ordinal_words(n)}、{part.title}", "entries": [_entry(e) for e in part.entries]}
             for n, part in enumerate(guide.parts, 1)]  # fmt: skip
    return compile_pdf("marking_guide", {"title": guide.title, "paper_code": guide.paper_code, "parts": parts},
                       watermark=watermark)  # fmt: skip


def _entry(entry: GuideEntry) -> dict[str, Any]:
    return {"number": str(entry.number), "stem": pieces_of(entry.stem), "answer": pieces_of(entry.answer),
            "marking": pieces_of(entry.marking), "score": number_words(entry.score),
            "parts": [_entry(part) for part in entry.parts]}  # fmt: skip
