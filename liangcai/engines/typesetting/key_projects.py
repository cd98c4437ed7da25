"""The key development projects in the layout of S000 annex 3."""

from __future__ import annotations

from dataclasses import dataclass

from liangcai.engines.typesetting.report import Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class KeyProjectEntry:
    content: str
    developer: str


@dataclass(frozen=True, slots=True)
class KeyProjects:
    """`title` as published, `batch` such as 第一批; the rest may be empty."""

    title: str
    batch: str
    entries: tuple[KeyProjectEntry, ...]
    annex: str = ""
    number: str = ""


def render(projects: KeyProjects, *, watermark: str = "") -> bytes:
    """The list, numbered from 1 in the order given."""
    rows = tuple((str(position), entry.content, entry.developer) for position, entry in enumerate(projects.entries, 1))
    table = Table(("序号", "重点开发项目内容", "开发单位"), rows, widths=(0.6, 6, 3.6), align="cll", size_pt=10.5)
    subtitle = f"（{projects.batch}）" if projects.batch else ""
    return report_pdf(
        Report(projects.title, (table,), annex=projects.annex, number=projects.number, subtitle=subtitle),
        watermark=watermark,
    )
