"""Publication of results: each subject by itself, 60 of 100 passes (S004 三(二)4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import Facts, IssuedBy, Paragraphs, Report, Table, report_pdf
from liangcai.kernel.refusals import BadInput


@dataclass(frozen=True, slots=True)
class AnnouncedResult:
    """`scores` in the order of the announcement's subjects, as printed: 86, 缺考, — where not required.
    `candidate` masked as the publisher decides; `outcome` 合格, 不合格, …"""

    ticket_number: str
    candidate: str
    scores: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class ResultAnnouncement:
    title: str
    batch_number: str
    target: str
    level: str
    subjects: tuple[str, ...]
    results: tuple[AnnouncedResult, ...]
    from_day: date
    to_day: date
    contact: str
    issuer: str
    issued_on: date


def render(announcement: ResultAnnouncement, *, watermark: str = "") -> bytes:
    """The announcement; refuses (BadInput) a result without a score for each subject."""
    rows = tuple(_row(position, result, announcement) for position, result in enumerate(announcement.results, 1))
    blocks = (
        Facts(
            (
                ("批次编号", announcement.batch_number),
                ("职业（项目）", " ".join(filter(None, (announcement.target, announcement.level)))),
                ("人　　数", f"{len(rows)} 人"),
                ("发布单位", announcement.issuer),
                ("公 示 期", f"{day_words(announcement.from_day)}至{day_words(announcement.to_day)}"),
            )
        ),
        Table(
            ("序号", "准考证号", "姓名", *announcement.subjects, "结论"),
            rows,
            widths=(0.6, 2.2, 1.6, *(1.1,) * len(announcement.subjects), 1),
        ),
        Paragraphs((f"对成绩有异议的，请在公示期内向发布单位提出复核申请。{announcement.contact}",)),
        IssuedBy(announcement.issuer, day_words(announcement.issued_on)),
    )
    return report_pdf(Report(announcement.title, blocks), watermark=watermark)


def _row(position: int, result: AnnouncedResult, announcement: ResultAnnouncement) -> tuple[str, ...]:
    if len(result.scores) != len(announcement.subjects):
        raise BadInput(
            "scores_missing",
            f"准考证号 {result.ticket_number} 有 {len(result.scores)} 个成绩，需要 {len(announcement.subjects)} 个。",
            where=f"results[{position - 1}].scores",
        )
    return (str(position), result.ticket_number, result.candidate, *result.scores, result.outcome)
