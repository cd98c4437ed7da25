"""Directions of scarce technical resources in the layout of S000 annex 1."""

from __future__ import annotations

from dataclasses import dataclass

from liangcai.engines.typesetting.report import Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class Direction:
    industry: str
    occupation_groups: str


@dataclass(frozen=True, slots=True)
class ResourceDirections:
    """`title` as published, `annex` such as 附件1, `number` the document number and day, each may be empty."""

    title: str
    directions: tuple[Direction, ...]
    annex: str = ""
    number: str = ""


def render(directions: ResourceDirections, *, watermark: str = "") -> bytes:
    """The list, numbered from 1 in the order given."""
    rows = tuple(
        (str(position), entry.industry, entry.occupation_groups)
        for position, entry in enumerate(directions.directions, 1)
    )
    table = Table(("序号", "国民经济行业类别", "职业类别"), rows, widths=(0.6, 2.6, 6), align="cll", size_pt=10.5)
    return report_pdf(
        Report(directions.title, (table,), annex=directions.annex, number=directions.number), watermark=watermark
    )
