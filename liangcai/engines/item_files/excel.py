"""The Excel template of items: written with lists to choose from, read without trusting it."""

from __future__ import annotations

import io
import warnings
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from liangcai.engines.item_files.formulas import linear
from liangcai.engines.item_files.items import (
    IMPORTANCE,
    LETTERS,
    TYPES,
    Formula,
    ParsedItem,
    ParseReport,
    Picture,
    Problem,
    difficulty_named,
    importance_named,
    normal_answer,
    type_named,
)
from liangcai.engines.item_files.text import clean, printable
from liangcai.kernel.office_archives import open_archive
from liangcai.kernel.refusals import BadInput

SHEET, ABOUT = "试题", "说明"
TITLE, VERSION = "量才试题模板", "1"
OPTIONS = tuple(f"选项{letter}" for letter in LETTERS)
HEAD = ("序号", "题型", "题干", *OPTIONS, "答案", "解析", "鉴定范围", "鉴定点", "难度", "重要程度", "图片", "公式")
REQUIRED = ("题型", "题干", "选项A", "答案", "鉴定点")
WIDTHS = {"题干": 60, "解析": 30, "图片": 18, "公式": 24}
LONGEST = 32_767  # characters in an Excel cell
MOST_ROWS = 20_000
MEDIA = {"png": "image/png", "jpeg": "image/jpeg", "jpg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp"}
GUIDE = (
    "每行一题。题型、重要程度从下拉列表中选。",
    "单选题答案填一个字母，多选题填 ABD 这样的字母，判断题填 对 或 错。",
    "难度填 0 到 1 之间的数（预期答对率），或 易、较易、中等、较难、难。",
    "图片放在“图片”列本行的格子里，在文字中用〔图1〕〔图2〕指明位置；公式列由系统导出，勿手工修改。",
    "不要合并单元格，不要写公式。",
)


def write_excel(items: Sequence[ParsedItem]) -> bytes:
    """The template with the items filled in; no items: the empty template."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for column, name in enumerate(HEAD, 1):
        cell = put(sheet, 1, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 14)
    sheet.freeze_panes = "D2"
    add_list(sheet, "题型", tuple(TYPES.values()))
    add_list(sheet, "重要程度", IMPORTANCE)
    for row, item in enumerate(items, 2):
        write_row(sheet, row, item)
    about = book.create_sheet(ABOUT)
    put(about, 1, 1, TITLE)
    put(about, 1, 2, VERSION)
    for row, line in enumerate(GUIDE, 3):
        put(about, row, 1, line)
    about.column_dimensions["A"].width = 100
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: Any) -> Cell:
    """A cell whose text is always text: what begins with = must not become a formula."""
    if isinstance(value, str):
        value = printable(value)
        if len(value) > LONGEST:
            raise BadInput("too_long", f"第 {row} 行的内容有 {len(value)} 个字符，Excel 单元格最多 {LONGEST} 个。")
    cell = sheet.cell(row, column, value)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def add_list(sheet: Worksheet, name: str, values: Sequence[str]) -> None:
    letter = get_column_letter(HEAD.index(name) + 1)
    rule = DataValidation(type="list", formula1='"' + ",".join(values) + '"', allow_blank=True)
    rule.error, rule.errorTitle = "请从列表中选择", name
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.add_data_validation(rule)


def write_row(sheet: Worksheet, row: int, item: ParsedItem) -> None:
    options = item.options + ("",) * (len(LETTERS) - len(item.options))
    if len(options) > len(LETTERS):
        raise BadInput(
            "too_many_options", f"第 {item.number} 题有 {len(item.options)} 个选项，最多 {len(LETTERS)} 个。"
        )
    values = (
        item.number, TYPES[item.type], item.stem, *options, item.answer, item.explanation, item.scope, item.point,
        item.difficulty, item.importance, None, "\n".join(formula.omml for formula in item.formulas),
    )  # fmt: skip
    for column, value in enumerate(values, 1):
        if value not in ("", None):
            put(sheet, row, column, value)
    for picture in item.pictures:
        image = Image(io.BytesIO(picture.content))
        image.width, image.height = 96, 72
        image.anchor = f"{get_column_letter(HEAD.index('图片') + 1)}{row}"
        sheet.add_image(image)
    if item.pictures:
        sheet.row_dimensions[row].height = 60


def read_excel(content: bytes) -> ParseReport:
    """Items of a filled-in template. Row faults become problems of their item; a file that is no
    template, is hidden, merged, or of another version is BadInput."""
    book = load(content)
    sheet = template_sheet(book)
    columns = head_of(sheet)
    pictures = pictures_of(sheet)
    items = []
    for row, cells in enumerate(sheet.iter_rows(min_row=2, max_row=min(sheet.max_row, MOST_ROWS + 1)), 2):
        found = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        if any(cell.value not in (None, "") for cell in found.values()):
            items.append(read_row(row, found, pictures.get(row, ())))
    problems = [
        Problem(other.title, "工作表", f"隐藏的工作表“{other.title}”未读取。")
        for other in book.worksheets
        if other.sheet_state != "visible"
    ]
    if sheet.max_row > MOST_ROWS + 1:
        problems.append(Problem(SHEET, "行数", f"只读取前 {MOST_ROWS} 行，其余未读取。"))
    if not items:
        problems.append(Problem(SHEET, "试题", "没有找到试题。"))
    return ParseReport(tuple(items), tuple(problems))


def load(content: bytes) -> Workbook:
    """The workbook of a checked file; whatever is wrong inside is BadInput."""
    open_archive(content, " Excel（.xlsx）", "xl/workbook.xml").close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts it leaves out
            return load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as wrong:  # openpyxl ends in a dozen different ways on a malformed part
        raise BadInput("broken_workbook", "Excel 文件内部损坏，无法读取。", hint="请用 Excel 重新保存。") from wrong


def template_sheet(book: Workbook) -> Worksheet:
    if SHEET not in book.sheetnames or ABOUT not in book.sheetnames or book[ABOUT]["A1"].value != TITLE:
        raise BadInput(
            "not_the_template",
            f"不是“{TITLE}”：应有“{SHEET}”与“{ABOUT}”工作表，找到 {'、'.join(book.sheetnames)}。",
            hint="请下载模板填写。",
        )  # fmt: skip
    version = str(book[ABOUT]["B1"].value)
    if version != VERSION:
        raise BadInput("template_version", f"模板版本为 {version}，需要版本 {VERSION}。", hint="请下载新模板填写。")
    sheet = book[SHEET]
    if sheet.sheet_state != "visible":
        raise BadInput("hidden_sheet", f"工作表“{SHEET}”被隐藏，请取消隐藏并核对后再导入。")
    if sheet.merged_cells.ranges:
        places = "、".join(sorted(str(area) for area in sheet.merged_cells.ranges)[:5])
        raise BadInput("merged_cells", f"有合并的单元格：{places}。", where=SHEET, hint="每题一行，请取消合并。")
    return sheet


def head_of(sheet: Worksheet) -> dict[str, int]:
    names = [str(cell.value).strip() if cell.value is not None else "" for cell in sheet[1]]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadInput(
            "missing_column", f"缺少列：{'、'.join(missing)}。", where=f"{SHEET} 第 1 行", hint="请勿改动表头。"
        )
    repeated = [name for name in HEAD if names.count(name) > 1]
    if repeated:
        raise BadInput("repeated_column", f"列名重复：{'、'.join(repeated)}。", where=f"{SHEET} 第 1 行")
    return {name: names.index(name) for name in HEAD if name in names}


def pictures_of(sheet: Worksheet) -> dict[int, tuple[Picture, ...]]:
    found: dict[int, list[Picture]] = defaultdict(list)
    for image in sheet._images:  # openpyxl has no public list of a sheet's pictures
        start = getattr(image.anchor, "_from", None)
        if start is None:
            continue
        row, kind = start.row + 1, (image.format or "").lower()
        name = f"{row}-{len(found[row]) + 1}.{kind}"
        found[row].append(Picture(name, MEDIA.get(kind, f"image/{kind}"), image._data()))
    return {row: tuple(pictures) for row, pictures in found.items()}


def read_row(row: int, cells: dict[str, Cell], pictures: tuple[Picture, ...]) -> ParsedItem:
    problems: list[Problem] = []
    where = f"第 {row} 行"

    def note(field: str, words: str) -> None:
        problems.append(Problem(where, field, words))

    values = {}
    for name, cell in cells.items():
        if cell.data_type == "f":
            note(name, "单元格是公式，不予计算，请填写内容。")
        elif cell.data_type == "e":
            note(name, f"单元格是错误值 {cell.value}。")
        values[name] = "" if cell.data_type in "fe" else words_of(cell.value)
    kind = type_named(values["题型"])
    if kind is None:
        note("题型", f"题型为“{values['题型']}”，应为 {'、'.join(TYPES.values())} 之一。")
        kind = "short_answer"
    if not values["题干"] and all(problem.field != "题干" for problem in problems):
        note("题干", "题干是空的。")
    options = [values.get(name, "") for name in OPTIONS]
    while options and not options[-1]:
        options.pop()
    if "" in options:
        note("选项", f"选项{LETTERS[options.index('')]} 是空的，而其后还有选项。")
    difficulty, importance = values.get("难度", ""), values.get("重要程度", "")
    if difficulty and difficulty_named(difficulty) is None:
        note("难度", f"难度为“{difficulty}”，应为 0 到 1 之间的数，或 易、较易、中等、较难、难。")
    if importance and importance_named(importance) is None:
        note("重要程度", f"重要程度为“{importance}”，应为 X、Y、Z。")
    formulas, broken = formulas_of(values.get("公式", ""))
    if broken:
        note("公式", "公式列的内容被改动，无法读取。")
    return ParsedItem(
        number=values.get("序号", "") or str(row - 1),
        type=kind,
        stem=values["题干"],
        options=tuple(options),
        answer=normal_answer(kind, values["答案"]),
        explanation=values.get("解析", ""),
        scope=values.get("鉴定范围", ""),
        point=values["鉴定点"],
        difficulty=difficulty_named(difficulty) if difficulty else None,
        importance=importance_named(importance) or "" if importance else "",
        pictures=pictures,
        formulas=formulas,
        source_row=row,
        problems=tuple(problems),
    )


def words_of(value: Any) -> str:
    """A cell's text; whole numbers without a decimal point, truth values as 对 and 错."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def formulas_of(text: str) -> tuple[tuple[Formula, ...], bool]:
    """(formulas of the column, whether it could not be read)."""
    found = []
    for line in text.splitlines():
        try:
            found.append(Formula(line, linear(etree.fromstring(line.encode(), PARSER))))
        except etree.XMLSyntaxError:
            return (), True
    return tuple(found), False
