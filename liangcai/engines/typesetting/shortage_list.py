"""The yearly list of scarce technical resources in the layout of S000 annex 2."""

from __future__ import annotations

from dataclasses import dataclass

from liangcai.engines.typesetting.report import Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class ShortageEntry:
    """`scarce` as printed: 评价题库, 评价标准、评价题库."""

    occupation_code: str
    occupation: str
    scarce: str


@dataclass(frozen=True, slots=True)
class ShortageList:
    """`title` as published, `annex` such as 附件2, `number` the document number and day, each may be empty."""

    title: str
    entries: tuple[ShortageEntry, ...]
    annex: str = ""
    number: str = ""


def render(shortage_list: ShortageList, *, watermark: str = "") -> bytes:
    """The list, numbered from 1 in the order given, its header on each page."""
    rows = tuple(
        (str(position), entry.occupation_code, entry.occupation, entry.scarce)
        for position, entry in enumerate(shortage_list.entries, 1)
    )
    table = Table(("序号", "职业编码", "职业（工种）名称", "紧缺内容"), rows, widths=(0.7, 2, 4, 3), size_pt=10.5)
    return report_pdf(
        Report(shortage_list.title, (table,), annex=shortage_list.annex, number=shortage_list.number),
        watermark=watermark,
    )
