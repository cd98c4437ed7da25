"""Key shares for their envelopes: one page a holder, to be printed once and sealed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liangcai.engines.typesetting.report import Facts, Note, Paragraphs, Report, Signatures, Table, report_pdf


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """`opens`: what the share helps to open; `needed` of `total` of the group must come together."""

    opens: str
    group: str
    holder: str
    index: int
    needed: int
    total: int
    share: str


def render(sheets: Sequence[ShareSheet], *, watermark: str = "") -> bytes:
    """The share stands in four lines of four groups, as it is typed."""
    return report_pdf(*(_sheet(sheet) for sheet in sheets), watermark=watermark)


def _sheet(sheet: ShareSheet) -> Report:
    groups = sheet.share.split(" ")
    rows = tuple(tuple(groups[n : n + 4]) for n in range(0, len(groups), 4))
    return Report(
        "密钥份额",
        (
            Facts((("开启对象", sheet.opens), ("分组", sheet.group), ("保管人", sheet.holder),
                   ("份号", f"第 {sheet.index} 份，共 {sheet.total} 份；须 {sheet.needed} 份到场"))),  # fmt: skip
            Table(("", "", "", ""), rows, align="cccc", row_height_mm=12, size_pt=20),
            Paragraphs(("从左到右、从上到下录入。不区分大小写；没有字母 I、L、O、U。",)),
            Signatures(("保管人（签收）", "监交人（签字）")),
            Note("本份额只打印一次，系统不保存。装入不透光信封密封，由保管人本人保管；丢失或疑有他人看见，立即报告并更换密钥。"),
        ),
    )
