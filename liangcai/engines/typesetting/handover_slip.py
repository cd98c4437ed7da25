"""Hand-over slip of papers, packages and support material (S002 annex 11, whose text is not at hand)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.plain import moment_words
from liangcai.engines.typesetting.report import ANNEX_MISSING, Code, Facts, Note, Report, Signatures, Table, report_pdf


@dataclass(frozen=True, slots=True)
class HandedItem:
    name: str
    medium: str
    disc_number: str
    copies: int
    digest: str


@dataclass(frozen=True, slots=True)
class HandoverSlip:
    """`code` is what a reader scans to find the package (empty prints no QR); digests as printed text."""

    slip_number: str
    purpose: str
    giver: str
    giver_person: str
    receiver: str
    receiver_person: str
    handed_over_at: datetime | None
    items: tuple[HandedItem, ...]
    code: str = ""
    remarks: str = ""


def render(slip: HandoverSlip, *, watermark: str = "") -> bytes:
    """One slip, to be signed by both sides in two copies."""
    rows = tuple(
        (str(position), item.name, item.medium, item.disc_number, str(item.copies), item.digest)
        for position, item in enumerate(slip.items, 1)
    )
    blocks = (
        Facts(
            (
                ("移交单位", slip.giver),
                ("移交人", slip.giver_person),
                ("接收单位", slip.receiver),
                ("接收人", slip.receiver_person),
                ("用途", slip.purpose),
                ("交接时间", moment_words(slip.handed_over_at)),
            )
        ),
        Table(
            ("序号", "资料名称", "载体", "编号", "份数", "摘要（SHA-256）"),
            rows,
            widths=(0.6, 2.4, 0.9, 1.6, 0.6, 3.2),
            align="clccrl",
        ),
        Facts((("备注", slip.remarks),), across=1),
        *(
            (Code(slip.code, "扫描二维码核对包裹编号。\n接收人应在启封前核对光盘编号与摘要，不符的当场拒收并记录。"),)
            if slip.code
            else ()
        ),
        Signatures(("移交人（签字）", "接收人（签字）")),
        Note(f"本单一式两份，移交、接收双方各执一份。{ANNEX_MISSING}"),
    )
    return report_pdf(
        Report("技术支持资料交接单", blocks, annex="附件 11", number=f"编号：{slip.slip_number}"), watermark=watermark
    )
