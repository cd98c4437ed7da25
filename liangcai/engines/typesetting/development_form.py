"""Forms 7 to 10 of S002 (development application, submission, review opinion, support application).

The annexes are listed by name only; the fields here are a practitioner's defaults and may be replaced
by passing others, and every print says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from liangcai.engines.typesetting.report import (
    ANNEX_MISSING,
    Block,
    Facts,
    Heading,
    Note,
    Report,
    SealBoxes,
    report_pdf,
)
from liangcai.kernel.refusals import BadInput

Annex = Literal[7, 8, 9, 10]

TITLES: Mapping[int, str] = {
    7: "技术资源开发申请表",
    8: "技术资源开发送审表",
    9: "技术资源评审意见表",
    10: "技术支持申请表",
}


@dataclass(frozen=True, slots=True)
class FormSection:
    """`short` fields stand two a row, `long` ones have a row each."""

    title: str
    short: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


DEFAULT_SECTIONS: Mapping[int, tuple[FormSection, ...]] = {
    7: (
        FormSection("申请单位", ("单位名称", "统一社会信用代码", "单位性质", "所在地", "联系人", "联系电话")),
        FormSection(
            "开发项目",
            ("资源类别", "开发或修订", "职业（工种）名称", "职业编码", "技能等级", "计划完成日期"),
            ("开发依据", "必要性与需求", "工作基础", "开发团队", "经费来源与预算"),
        ),
    ),
    8: (
        FormSection("送审单位", ("单位名称", "联系人", "联系电话", "送审日期")),
        FormSection(
            "送审成果",
            ("项目编号", "资源类别", "职业（工种）名称", "职业编码", "技能等级", "版本"),
            ("成果内容与数量", "编制过程", "自查结论", "保密责任书签订情况", "送审材料清单"),
        ),
    ),
    9: (
        FormSection("评审会议", ("项目编号", "资源名称", "送审单位", "评审日期", "评审方式", "专家人数")),
        FormSection("评审意见", (), ("体例与规范性", "内容与科学性", "适用性", "主要问题与修改要求", "评审结论")),
    ),
    10: (
        FormSection("申请单位", ("单位名称", "单位类别", "联系人", "联系电话")),
        FormSection(
            "申请内容",
            ("职业（工种）或项目", "技能等级", "考核批次", "考核日期", "考生人数", "所需资料"),
            ("用途说明", "接收人及保密责任书编号"),
        ),
    ),
}

OPINIONS: Mapping[int, tuple[str, ...]] = {
    7: ("申请单位意见", "受理机构意见"),
    8: ("送审单位意见", "受理机构意见"),
    9: ("评审专家组意见", "评审机构意见"),
    10: ("申请单位意见", "审批机构意见"),
}


@dataclass(frozen=True, slots=True)
class DevelopmentForm:
    """`answers` by field label; a field without an answer prints empty. `opinions` by the label of the
    seal box. An answer that no field takes is refused (BadInput), so that nothing entered is lost."""

    annex: Annex
    form_number: str
    answers: Mapping[str, str]
    opinions: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[FormSection, ...] = ()


def render(form: DevelopmentForm, *, watermark: str = "") -> bytes:
    """The form with what has been answered."""
    sections = form.sections or DEFAULT_SECTIONS[form.annex]
    _refuse_unknown(form, sections)
    blocks: list[Block] = []
    for section in sections:
        blocks.append(Heading(section.title))
        if section.short:
            blocks.append(Facts(tuple((label, form.answers.get(label, "")) for label in section.short)))
        if section.long:
            blocks.append(Facts(tuple((label, form.answers.get(label, "")) for label in section.long), 1, 18))
    blocks.append(SealBoxes(tuple((label, form.opinions.get(label, "")) for label in OPINIONS[form.annex])))
    blocks.append(Note(ANNEX_MISSING))
    report = Report(TITLES[form.annex], tuple(blocks), annex=f"附件 {form.annex}", number=f"编号：{form.form_number}")
    return report_pdf(report, watermark=watermark)


def _refuse_unknown(form: DevelopmentForm, sections: tuple[FormSection, ...]) -> None:
    known = {label for section in sections for label in (*section.short, *section.long)}
    unknown = sorted(set(form.answers) - known) + sorted(set(form.opinions) - set(OPINIONS[form.annex]))
    if unknown:
        raise BadInput(
            "unknown_fields",
            f"{TITLES[form.annex]}没有这些栏目：{'、'.join(unknown)}。",
            hint=f"可用栏目：{'、'.join(sorted(known))}。",
        )
