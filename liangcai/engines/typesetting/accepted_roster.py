"""Roster of the candidates accepted by the review (S004 三(二)2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import Facts, IssuedBy, Report, Table, report_pdf

HEADS = ("序号", "姓名", "性别", "证件号码", "职业（项目）及等级", "考核科目", "备注")


@dataclass(frozen=True, slots=True)
class Accepted:
    candidate: str
    sex: str
    document_number: str
    target: str
    subjects: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedRoster:
    batch_number: str
    organization: str
    plan: str
    reviewed_on: date
    reviewer: str
    accepted: tuple[Accepted, ...]


def lines_of(roster: AcceptedRoster) -> tuple[tuple[str, ...], ...]:
    """The rows below `HEADS`, numbered from 1."""
    return tuple(
        (str(position), entry.candidate, entry.sex, entry.document_number, entry.target, entry.subjects, entry.remark)
        for position, entry in enumerate(roster.accepted, 1)
    )


def render(roster: AcceptedRoster, *, watermark: str = "") -> bytes:
    """The roster in the order given, its header on each page."""
    rows = lines_of(roster)
    blocks = (
        Facts(
            (
                ("考核机构", roster.organization),
                ("批次编号", roster.batch_number),
                ("考核计划", roster.plan),
                ("通过人数", f"{len(rows)} 人"),
            )
        ),
        Table(
            HEADS,
            rows,
            widths=(0.6, 1.6, 0.6, 2.2, 2.2, 1.8, 1.2),
            align="ccccccl",
        ),
        IssuedBy(roster.reviewer, day_words(roster.reviewed_on)),
    )
    return report_pdf(Report("审核通过人员花名册", blocks), watermark=watermark)
