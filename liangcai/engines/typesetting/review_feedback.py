"""The one feedback on a batch of registrations: who is accepted, who is not and why (S004 三(二)2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import Block, Facts, Heading, IssuedBy, Note, Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`reasons` holds every reason for a refusal at once; empty means accepted."""

    candidate: str
    document_number: str
    target: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFeedback:
    """`due_on` is the end of the ten working days."""

    batch_number: str
    organization: str
    submitted_on: date
    due_on: date
    reviewed_on: date
    reviewer: str
    reviewed: tuple[Reviewed, ...]


def render(feedback: ReviewFeedback, *, watermark: str = "") -> bytes:
    """The refused with all reasons first, then the accepted."""
    refused = [entry for entry in feedback.reviewed if entry.reasons]
    accepted = [entry for entry in feedback.reviewed if not entry.reasons]
    blocks: list[Block] = [
        Facts(
            (
                ("考核机构", feedback.organization),
                ("批次编号", feedback.batch_number),
                ("提交日期", day_words(feedback.submitted_on)),
                ("审核期限", day_words(feedback.due_on)),
                ("审核日期", day_words(feedback.reviewed_on)),
                ("报名人数", f"{len(feedback.reviewed)} 人"),
                ("审核通过", f"{len(accepted)} 人"),
                ("审核未通过", f"{len(refused)} 人"),
            )
        ),
    ]
    if refused:
        rows = tuple(
            (
                str(position),
                entry.candidate,
                entry.document_number,
                entry.target,
                "\n".join(f"{number}. {reason}" for number, reason in enumerate(entry.reasons, 1)),
            )
            for position, entry in enumerate(refused, 1)
        )
        blocks += [
            Heading("审核未通过人员及原因"),
            Table(
                ("序号", "姓名", "证件号码", "申报职业（项目）", "未通过原因"),
                rows,
                widths=(0.6, 1.4, 2.1, 1.8, 4),
                align="ccccl",
            ),
        ]
    if accepted:
        named = tuple(
            (str(position), entry.candidate, entry.document_number, entry.target)
            for position, entry in enumerate(accepted, 1)
        )
        blocks += [
            Heading("审核通过人员"),
            Table(("序号", "姓名", "证件号码", "申报职业（项目）"), named, widths=(0.6, 2, 2.4, 3)),
        ]
    blocks += [
        IssuedBy(feedback.reviewer, day_words(feedback.reviewed_on)),
        Note("本批次审核结果一次性反馈；审核期限按法定工作日计算。"),
    ]
    return report_pdf(Report("报名资格审核结果反馈", tuple(blocks)), watermark=watermark)
