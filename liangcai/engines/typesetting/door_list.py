"""The list on the door of an examination room: who sits where (S004 三(二)3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.plain import span_words
from liangcai.engines.typesetting.report import Facts, Note, Report, Table, report_pdf, side_by_side


@dataclass(frozen=True, slots=True)
class Seated:
    place: str
    ticket_number: str
    candidate: str


@dataclass(frozen=True, slots=True)
class DoorList:
    """The seated in the order of their places."""

    exam_title: str
    site: str
    room: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    seated: tuple[Seated, ...]


def render(*lists: DoorList, watermark: str = "") -> bytes:
    """One sheet a room (more where a room holds more than about eighty)."""
    return report_pdf(*map(_report, lists), watermark=watermark)


def _report(door: DoorList) -> Report:
    tickets = [seated.ticket_number for seated in door.seated]
    header, rows = side_by_side(
        ("座位号", "准考证号", "姓名"),
        tuple((seated.place, seated.ticket_number, seated.candidate) for seated in door.seated),
        groups=2,
    )
    blocks = (
        Facts(
            (
                ("考　　点", door.site),
                ("科　　目", door.subject),
                ("考试时间", span_words(door.starts_at, door.ends_at)),
                ("应考人数", f"{len(tickets)} 人"),
                ("准考证号", f"{min(tickets)} 至 {max(tickets)}" if tickets else ""),
            )
        ),
        Table(header, rows, widths=(0.85, 2.2, 1.8) * 2, size_pt=10.5),
        Note("请考生对照本表对号入座，并保持安静。"),
    )
    return Report(door.room, blocks, subtitle=door.exam_title)
