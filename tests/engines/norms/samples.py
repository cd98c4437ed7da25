"""Norms for tests: one of each shape, complete, and Word files as strangers write them."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from liangcai.engines.norms import Content, Shape, graded_shape, normal, special_ability_shape

LEVELS = ("五级", "四级")


def graded() -> tuple[Shape, Content]:
    shape = graded_shape(LEVELS)
    overview = {fact.label: f"{fact.label}的内容" for fact in shape.sections[0].facts} | {"申报条件": "条件一\n条件二"}
    work = [
        {"function": "生产准备", "content": "检查设备", "skills": "能检查一\n能检查二", "knowledge": "设备知识"},
        {"content": "领取材料", "skills": "能识别 3.5 mm 钢板", "knowledge": "材料知识"},
        {"function": "生产操作", "content": "开机", "skills": "能开机", "knowledge": "操作规程"},
    ]
    parts = [("职业道德", 5), ("基础知识", 20), ("生产准备", 30), ("生产操作", 45)]
    both = {"level_5", "level_4"}
    return shape, normal(shape, {
        "overview": overview, "ethics_basics": ["道德基本知识"], "ethics": ["遵纪守法", "爱岗敬业"],
        "knowledge": [{"topic": "安全知识", "points": "用电安全\n消防"}, {"topic": "质量知识", "points": "质量管理"}],
        "work_5": work, "work_4": work,
        "weights_theory": [{"part": part, **dict.fromkeys(both, weight)} for part, weight in parts],
        "weights_skill": [{"part": "生产准备", **dict.fromkeys(both, 40)}, {"part": "生产操作", **dict.fromkeys(both, 60)}],
        "technical_rules": [{"name": "国家职业技能标准编制技术规程", "number": "2018 年版"}],
    })  # fmt: skip


def special(weights: tuple[Any, Any] = (60, 40), name: str = "手工制鞋") -> tuple[Shape, Content]:
    shape = special_ability_shape()
    return shape, normal(shape, {
        "overview": {"名称": name, "定义": "用手工工具制作鞋的能力", "适用对象": "有此需要的劳动者"},
        "tasks": [{"name": "裁料", "skills": "能裁面料\n能裁里料", "knowledge": "材料知识", "weight": weights[0]},
                  {"name": "缝制", "skills": "能缝帮", "knowledge": "针法", "weight": weights[1]}],
        "requirements": {"申报条件": "达到法定劳动年龄", "考评人员": "每组不少于 3 名", "考核方式与时间": "实际操作，90 分钟",
                         "场地设备": "工作台、缝纫机"},
        "technical_rules": [{"name": "专项职业能力考核规范编制技术规程"}],
    })  # fmt: skip


def saved(file: Any) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def plain_document(*paragraphs: str, tables: dict[int, list[list[str]]] | None = None) -> bytes:
    """No styles at all, as many offices write; `tables` stand after the paragraph of that index."""
    file = Document()
    for at, text in enumerate(paragraphs):
        file.add_paragraph(text)
        rows = (tables or {}).get(at)
        if rows:
            table = file.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    return saved(file)
