"""The vault's monthly statement over its custody ledgers (S002 四(三): entry, computer use, assembly)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import (
    Block,
    Facts,
    Heading,
    Paragraphs,
    Report,
    Signatures,
    Table,
    report_pdf,
)


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """`head_digest` is the chain's head at the end of the period."""

    ledger: str
    entries: int
    first_entry: str
    last_entry: str
    head_digest: str
    intact: bool


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """`found` names each entry that contradicts another ledger; empty means nothing was found."""

    name: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustodyStatement:
    vault: str
    custodians: tuple[str, ...]
    from_day: date
    to_day: date
    ledgers: tuple[LedgerMonth, ...]
    cross_checks: tuple[CrossCheck, ...]
    copies: tuple[tuple[str, int, int], ...] = ()  # paper code, copies registered, copies printed


def render(statement: CustodyStatement, *, watermark: str = "") -> bytes:
    """The statement; its conclusion follows from chains, cross-checks and copies."""
    ledgers = tuple(
        (entry.ledger, str(entry.entries), entry.first_entry, entry.last_entry, entry.head_digest, entry.intact)
        for entry in statement.ledgers
    )
    checks = tuple(
        (check.name, not check.found, "\n".join(check.found) or "未发现") for check in statement.cross_checks
    )
    blocks: list[Block] = [
        Facts(
            (
                ("题库场所", statement.vault),
                ("保管人", "、".join(statement.custodians)),
                ("期　　间", f"{day_words(statement.from_day)}至{day_words(statement.to_day)}"),
            )
        ),
        Heading("台账"),
        Table(
            ("台账", "条数", "首条", "末条", "期末链首摘要", "完整"),
            ledgers,
            widths=(2.2, 0.8, 1.4, 1.4, 3.6, 0.7),
            align="lccclc",
        ),
        Heading("台账互查"),
        Table(("互查项", "相符", "发现"), checks, widths=(3.4, 0.7, 5), align="lcl"),
    ]
    if statement.copies:
        copies = tuple((code, str(due), str(made), due == made) for code, due, made in statement.copies)
        blocks += [
            Heading("印制份数"),
            Table(("试卷编号", "登记份数", "印制份数", "相符"), copies, widths=(3, 1, 1, 0.7)),
        ]
    blocks += [
        Paragraphs((f"结论：{_conclusion(statement)}",)),
        Signatures(("保管人（签字）", "保管人（签字）", "负责人（签字）")),
    ]
    return report_pdf(Report("题库保管月度报告", tuple(blocks)), watermark=watermark)


def _conclusion(statement: CustodyStatement) -> str:
    broken = sum(not ledger.intact for ledger in statement.ledgers)
    contradictions = sum(len(check.found) for check in statement.cross_checks)
    miscounted = sum(due != made for _, due, made in statement.copies)
    if broken or contradictions or miscounted:
        return f"台账断链 {broken} 处，互查不符 {contradictions} 处，份数不符 {miscounted} 处，须逐项查明。"
    return "台账完整，互查与份数均相符。"
