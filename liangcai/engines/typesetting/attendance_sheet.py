"""The sign-in sheet of a room, with the counts and names that the invigilators vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.plain import span_words
from liangcai.engines.typesetting.report import Facts, Note, Report, Signatures, Table, report_pdf


@dataclass(frozen=True, slots=True)
class Attendee:
    place: str
    ticket_number: str
    candidate: str
    document_number: str


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """`signed_by`: the roles that sign below, two invigilators by default."""

    exam_title: str
    site: str
    room: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    attendees: tuple[Attendee, ...]
    signed_by: tuple[str, ...] = ("监考员（签字）", "监考员（签字）")


def render(*sheets: AttendanceSheet, watermark: str = "") -> bytes:
    """One sheet a room and subject; counts of present and absent are left to be written in."""
    return report_pdf(*map(_report, sheets), watermark=watermark)


def _report(sheet: AttendanceSheet) -> Report:
    rows = tuple((a.place, a.ticket_number, a.candidate, a.document_number, None, None) for a in sheet.attendees)
    blocks = (
        Facts(
            (
                ("考　　点", sheet.site),
                ("考　　场", sheet.room),
                ("科　　目", sheet.subject),
                ("考试时间", span_words(sheet.starts_at, sheet.ends_at)),
            )
        ),
        Table(
            ("座位号", "准考证号", "姓名", "证件号码", "考生签到", "备注"),
            rows,
            widths=(0.7, 2, 1.6, 2.1, 1.6, 1),
            row_height_mm=0,
            size_pt=10,
        ),
        Facts(
            (("应到人数", f"{len(sheet.attendees)} 人"), ("实到人数", "　　　人"), ("缺考人数", "　　　人")), across=3
        ),
        Signatures(sheet.signed_by),
        Note("缺考考生由监考员在签到栏注明“缺考”；违纪情况记入考场记录。"),
    )
    return Report("考生签到表", blocks, subtitle=sheet.exam_title)
