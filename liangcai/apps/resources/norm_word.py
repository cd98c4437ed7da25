"""A norm as a Word file: the template to fill in, the export of a draft, and reading it back.

Sections are headings of level 1, parts of a section headings of level 2; work requirements, weights, modules and
technical rules are tables whose header row names the columns. What stands outside this shape is not read, and a
file without any section is refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from liangcai.apps.resources.enums import ProjectKind
from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput

OVERVIEW = ("职业定义", "职业环境条件", "职业能力特征", "普通受教育程度", "培训参考学时", "申报条件", "评价方式")
BASIC = {"ethics": "职业守则", "knowledge": "基础知识"}
WORK = ("职业功能", "工作内容", "技能要求", "相关知识要求")
PARTS = {"theory": "理论知识", "skill": "操作技能"}
RULES = ("名称", "编号")
SPECIAL = {"definition": "定义", "scope": "适用对象", "conditions": "申报条件", "assessment": "考核方式"}
MODULES = ("考核模块", "技能要求", "相关知识", "权重")


# writing


def empty_word(kind: str, name: str, levels: Sequence[str]) -> bytes:
    """The template of a project, with the rows a writer begins with."""
    if kind == ProjectKind.SPECIAL_ABILITY:
        return special_to_word({"name": name, "modules": [{}], "technical_rules": [{}]})
    return content_to_word(name, levels, {
        "work": {level: [{"tasks": [{}]}] for level in levels},
        "weights": {part: {level: {"": ""} for level in levels} for part in PARTS}, "technical_rules": [{}],
    })  # fmt: skip


def content_to_word(name: str, levels: Sequence[str], content: Mapping[str, Any]) -> bytes:
    """A national-style norm: overview, basic requirements, work requirements, weights, technical rules."""
    file = Document()
    file.add_heading(name, 0)
    file.add_heading("职业概况", 1)
    overview = content.get("overview", {})
    for label in dict.fromkeys((*OVERVIEW, *overview)):
        file.add_paragraph(f"{label}：{overview.get(label, '')}")
    file.add_heading("基本要求", 1)
    for key, label in BASIC.items():
        file.add_heading(label, 2)
        for line in content.get("basic", {}).get(key, []) or [""]:
            file.add_paragraph(line)
    file.add_heading("工作要求", 1)
    for level in levels:
        file.add_heading(level, 2)
        add_table(file, WORK, work_rows(content.get("work", {}).get(level, [])))
    file.add_heading("权重表", 1)
    for key, label in PARTS.items():
        file.add_heading(label, 2)
        tables = content.get("weights", {}).get(key, {})
        parts = list(dict.fromkeys(part for level in levels for part in tables.get(level, {})))
        add_table(file, ("项目", *levels),
                  [(part, *(shown(tables.get(level, {}).get(part, "")) for level in levels)) for part in parts])  # fmt: skip
    add_rules(file, content)
    return saved(file)


def special_to_word(content: Mapping[str, Any]) -> bytes:
    file = Document()
    file.add_heading(content.get("name", ""), 0)
    file.add_heading("基本情况", 1)
    file.add_paragraph(f"名称：{content.get('name', '')}")
    for key, label in SPECIAL.items():
        file.add_paragraph(f"{label}：{content.get(key, '')}")
    file.add_heading("考核模块", 1)
    add_table(file, MODULES, [
        (m.get("name", ""), "\n".join(m.get("skills", [])), "\n".join(m.get("knowledge", [])), shown(m.get("weight", "")))
        for m in content.get("modules", [])
    ])  # fmt: skip
    add_rules(file, content)
    return saved(file)


def work_rows(functions: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [
        (f.get("function", ""), t.get("content", ""), "\n".join(t.get("skills", [])), "\n".join(t.get("knowledge", [])))
        for f in functions for t in f.get("tasks", [])
    ]  # fmt: skip


def add_rules(file: WordFile, content: Mapping[str, Any]) -> None:
    file.add_heading("技术规程", 1)
    add_table(file, RULES, [(r.get("name", ""), r.get("number", "")) for r in content.get("technical_rules", [])])


def add_table(file: WordFile, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = file.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, label in zip(table.rows[0].cells, header, strict=True):
        cell.text = label
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value


def shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def saved(file: WordFile) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


# reading

Block = tuple[str, str, Any]  # section, part, paragraph text or table rows


def content_from_word(data: bytes, levels: Sequence[str]) -> dict[str, Any]:
    """The content of a norm; BadInput where the file is no Word file or holds none of the sections."""
    blocks = list(read_blocks(data))
    require_sections(blocks, ("职业概况", "基本要求", "工作要求", "权重表"))
    weights: dict[str, dict[str, dict[str, float]]] = {}
    for key, label in PARTS.items():
        weights[key] = {}
        for rows in tables_of(blocks, "权重表", label):
            for column, level in enumerate(rows[0][1:], start=1):
                weights[key][level] = {r[0]: number(r[column], r[0]) for r in rows[1:] if r[0] and r[column]}
    return {
        "overview": labelled(blocks, "职业概况"),
        "basic": {key: [text for s, p, text in blocks if (s, p) == ("基本要求", label) and isinstance(text, str)]
                  for key, label in BASIC.items()},
        "work": {level: functions([r for rows in tables_of(blocks, "工作要求", level) for r in rows[1:]])
                 for level in levels},
        "weights": weights, "technical_rules": rules(blocks),
    }  # fmt: skip


def special_from_word(data: bytes, levels: Sequence[str] = ()) -> dict[str, Any]:
    """The content of a special-ability norm; it has no levels."""
    blocks = list(read_blocks(data))
    require_sections(blocks, ("基本情况", "考核模块"))
    facts = labelled(blocks, "基本情况")
    rows = [r for t in tables_of(blocks, "考核模块", "") for r in t[1:] if r[0]]
    return {
        "name": facts.get("名称", ""), **{key: facts.get(label, "") for key, label in SPECIAL.items()},
        "modules": [{"name": r[0], "skills": lines(r[1]), "knowledge": lines(r[2]), "weight": number(r[3], r[0])}
                    for r in rows if len(r) == len(MODULES)],
        "technical_rules": rules(blocks),
    }  # fmt: skip


def read_blocks(data: bytes) -> Iterator[Block]:
    section = part = ""
    for block in opened(data).iter_inner_content():
        if isinstance(block, Table):
            rows = [[cell.text.strip() for cell in row.cells] for row in block.rows]
            if rows:
                yield section, part, rows
            continue
        text, style = block.text.strip(), style_of(block)
        if style == "Heading 1":
            section, part = text, ""
        elif style == "Heading 2":
            part = text
        elif text:
            yield section, part, text


def opened(data: bytes) -> WordFile:
    """A Word file that was checked as a stranger's archive first; BadInput for anything else."""
    open_archive(data, "Word（.docx）", "word/document.xml").close()
    try:
        return Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError):  # what docx and lxml raise
        raise BadInput("not_word", "文件不是可读取的 Word（.docx）文档。", hint="请用本页提供的模板填写后上传。") from None


def style_of(paragraph: Paragraph) -> str:
    return paragraph.style.name if paragraph.style is not None and paragraph.style.name else ""


def require_sections(blocks: Sequence[Block], names: Sequence[str]) -> None:
    if not {section for section, _part, _content in blocks} & set(names):
        raise BadInput("no_sections", f"文件中没有找到“{'”“'.join(names)}”这些章节。", hint="请使用本页提供的模板，勿改动标题样式。")


def tables_of(blocks: Sequence[Block], section: str, part: str) -> list[list[list[str]]]:
    return [content for s, p, content in blocks if (s, p) == (section, part) and isinstance(content, list)]


def labelled(blocks: Sequence[Block], section: str) -> dict[str, str]:
    pairs = (content.partition("：") for s, _p, content in blocks if s == section and isinstance(content, str))
    return {label.strip(): value.strip() for label, mark, value in pairs if mark and value.strip()}


def rules(blocks: Sequence[Block]) -> list[dict[str, str]]:
    rows = [r for t in tables_of(blocks, "技术规程", "") for r in t[1:] if r[0]]
    return [{"name": r[0], "number": r[1] if len(r) > 1 else ""} for r in rows]


def functions(rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Rows of one function stand together; an empty first cell continues the function above."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if len(row) != len(WORK) or not any(row):
            continue
        if row[0] and (not found or row[0] != found[-1]["function"]):
            found.append({"function": row[0], "tasks": []})
        if found:
            found[-1]["tasks"].append({"content": row[1], "skills": lines(row[2]), "knowledge": lines(row[3])})
    return found


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def number(text: str, where: str) -> int | float:
    try:
        value = float(text.rstrip("%％ "))
    except ValueError:
        raise BadInput("bad_weight", f"权重“{text[:20]}”不是数。", where=where) from None
    return int(value) if value.is_integer() else value
