"""Public announcement of a double-random inspection (S004 三(二)6: batches and inspectors drawn at random)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liangcai.engines.typesetting.plain import day_words, moment_words
from liangcai.engines.typesetting.report import (
    Facts,
    Heading,
    IssuedBy,
    Paragraphs,
    Report,
    Table,
    report_pdf,
)


@dataclass(frozen=True, slots=True)
class DrawnBatch:
    batch_number: str
    organization: str
    target: str
    exam_on: date
    inspectors: str


@dataclass(frozen=True, slots=True)
class InspectionAnnouncement:
    """Digests and seed as printed text; with them anyone can repeat the draw."""

    number: str
    scope: str
    drawn_at: datetime
    batches_in_list: int
    inspectors_in_list: int
    list_digest: str
    seed_commitment: str
    seed: str
    beacon: str
    drawn: tuple[DrawnBatch, ...]
    replay_address: str
    issuer: str
    issued_on: date


def render(announcement: InspectionAnnouncement, *, watermark: str = "") -> bytes:
    """The announcement with all that is needed to repeat the draw."""
    rows = tuple(
        (
            str(position),
            batch.batch_number,
            batch.organization,
            batch.target,
            day_words(batch.exam_on),
            batch.inspectors,
        )
        for position, batch in enumerate(announcement.drawn, 1)
    )
    blocks = (
        Paragraphs(
            (
                f"按照“双随机、一公开”的要求，于{moment_words(announcement.drawn_at)}从{announcement.scope}的"
                f" {announcement.batches_in_list} 个考核批次中随机抽取 {len(rows)} 个批次，并从"
                f" {announcement.inspectors_in_list} 名质量督导人员中随机选派检查人员，现予公布。",
            )
        ),
        Table(
            ("序号", "批次编号", "考核机构", "职业（项目）", "考核日期", "检查人员"),
            rows,
            widths=(0.6, 1.7, 2.4, 2, 2.1, 1.7),
            align="ccllcl",
        ),
        Heading("抽取过程可复核"),
        Facts(
            (
                ("名单摘要", announcement.list_digest),
                ("种子承诺", announcement.seed_commitment),
                ("公开种子", announcement.seed),
                ("公共随机数", announcement.beacon),
                ("复核地址", announcement.replay_address),
            ),
            across=1,
        ),
        IssuedBy(announcement.issuer, day_words(announcement.issued_on)),
    )
    return report_pdf(Report("随机抽查公告", blocks, number=announcement.number), watermark=watermark)
