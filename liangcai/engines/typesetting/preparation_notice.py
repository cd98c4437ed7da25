"""Preparation notice of a practical examination (考核准备通知单): what the site and the candidate bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.plain import moment_words
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
class Supply:
    name: str
    specification: str
    quantity: str
    unit: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PreparationNotice:
    """Quantities are for each work place unless the remark says otherwise. `level` is empty for a
    special-ability project."""

    notice_number: str
    target: str
    level: str
    task: str
    site: str
    starts_at: datetime
    minutes: int
    work_places: int
    equipment: tuple[Supply, ...] = ()
    materials: tuple[Supply, ...] = ()
    tools: tuple[Supply, ...] = ()
    candidate_brings: tuple[Supply, ...] = ()
    requirements: tuple[str, ...] = ()


def render(*notices: PreparationNotice, watermark: str = "") -> bytes:
    """One notice a task; lists without entries are left out."""
    return report_pdf(*map(_report, notices), watermark=watermark)


def _report(notice: PreparationNotice) -> Report:
    level: tuple[tuple[str, str], ...] = (("等　　级", notice.level),) if notice.level else ()
    blocks: list[Block] = [
        Facts(
            (
                ("职业工种" if notice.level else "考核项目", notice.target),
                *level,
                ("试题名称", notice.task),
                ("考　　点", notice.site),
                ("开考时间", moment_words(notice.starts_at)),
                ("考核时长", f"{notice.minutes} 分钟"),
                ("工 位 数", f"{notice.work_places} 个"),
            )
        ),
    ]
    lists = (
        ("设备设施", notice.equipment),
        ("材料", notice.materials),
        ("工卡量具", notice.tools),
        ("考生自备", notice.candidate_brings),
    )
    for title, supplies in lists:
        if supplies:
            blocks += [Heading(title), _supplies(supplies)]
    if notice.requirements:
        blocks += [Heading("场地与其他要求"), Paragraphs(notice.requirements, numbered=True)]
    blocks.append(Signatures(("考点准备负责人（签字）", "考评组长核验（签字）")))
    return Report("考核准备通知单", tuple(blocks), number=f"编号：{notice.notice_number}")


def _supplies(supplies: tuple[Supply, ...]) -> Table:
    rows = tuple(
        (str(position), s.name, s.specification, s.quantity, s.unit, s.remark) for position, s in enumerate(supplies, 1)
    )
    return Table(
        ("序号", "名称", "规格型号", "数量", "单位", "备注"),
        rows,
        widths=(0.6, 2.2, 2.2, 0.8, 0.7, 1.8),
        align="cllccl",
    )
