"""Items and scope tables as the typesetter takes them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from PIL import Image, UnidentifiedImageError

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.engines import item_files
from liangcai.engines.item_files.scope_table import plain, ratio
from liangcai.engines.item_files.scope_table_excel import entries_of
from liangcai.engines.item_files.text import pieces
from liangcai.engines.typesetting import paper as page
from liangcai.engines.typesetting.item_list import ItemList, ListedItem
from liangcai.engines.typesetting.scope_table import PrintedScopeTable, ScopeEntry
from liangcai.kernel.refusals import Refused

INLINE_MM, WIDEST_MM, PIXELS_A_MM = 12.0, 110.0, 96 / 25.4
LETTERS = "ABCDEFGH"


def content_of(text: str, item: item_files.ParsedItem) -> page.Content:
    """A text of an item with its pictures, formulas and tables in their places."""
    return tuple(printed_pieces(text, item))


def printed_pieces(text: str, item: item_files.ParsedItem) -> Iterator[page.Piece]:
    for piece in pieces(text, item):
        if isinstance(piece, item_files.Picture):
            yield picture_of(piece)
        elif isinstance(piece, item_files.Formula):
            yield page.Formula(piece.omml, piece.text)
        elif isinstance(piece, item_files.Grid):
            yield page.Grid(tuple(tuple(content_of(cell, item) for cell in row) for row in piece.rows))
        elif piece.place:
            yield page.Script(piece.text, piece.place == "上")
        else:
            yield page.Strong(piece.text) if piece.bold else piece.text


def picture_of(picture: item_files.Picture) -> page.Picture:
    """PNG and JPEG as they are, other raster pictures as PNG; one as low as a line stands within it."""
    try:
        with Image.open(io.BytesIO(picture.content)) as opened:
            width, height = (side / PIXELS_A_MM for side in opened.size)
            data = picture.content
            if opened.format not in ("PNG", "JPEG"):
                out = io.BytesIO()
                opened.convert("RGBA").save(out, "PNG")
                data = out.getvalue()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refused("picture_format", f"图片 {picture.name}（{picture.media_type}）不能打印。",
                      hint="请在题库中换成 PNG 或 JPEG 图片。") from None  # fmt: skip
    return page.Picture(data, min(width, WIDEST_MM), inline=height <= INLINE_MM)


def printed_items(items: Sequence[item_files.ParsedItem], *, title: str, exported: str) -> ItemList:
    """Items with answers, sub-items, preparation and scoring, for those who check a bank on paper."""
    return ItemList(title, exported, tuple(map(listed, items)))


def listed(item: item_files.ParsedItem) -> ListedItem:
    facts = (str(ItemType(item.type).label), item.point, item.importance, f"{item.difficulty:g}" if item.difficulty else "")
    return ListedItem(
        number=item.number, facts="　".join(filter(None, facts)), stem=content_of(item.stem, item),
        options=tuple(content_of(option, item) for option in item.options), answer=content_of(item.answer, item),
        explanation=content_of(item.explanation, item),
        sub_items=tuple(
            ListedItem(
                number=f"（{n}）", facts="　".join(filter(None, (str(ItemType(sub.type).label),
                                                        "" if sub.score is None else f"{sub.score:g} 分"))),
                stem=content_of(sub.stem, item), options=tuple(content_of(option, item) for option in sub.options),
                answer=content_of(sub.answer, item), explanation=content_of(sub.explanation, item),
            ) for n, sub in enumerate(item.sub_items, 1)
        ),
        tables=tuple(task_tables(item.task)) if item.task else (),
    )  # fmt: skip


def task_tables(task: item_files.Task) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """(heading, rows with their header) of a practical item."""
    if task.supplies:
        head = ("类别", "名称", "规格型号", "数量", "单位", "备注")
        yield "准备清单", (head, *((s.kind, s.name, s.specification, s.quantity, s.unit, s.remark) for s in task.supplies))
    other = [("考核时长", f"{task.minutes} 分钟")] if task.minutes else []
    other += [("场地要求", task.requirements)] if task.requirements else []
    other += [("否决项", fault) for fault in task.faults_that_fail]
    if other:
        yield "要求", (("栏目", "内容"), *other)
    if task.criteria:
        rows = ((str(n), c.content, c.standard, f"{c.weight:g}") for n, c in enumerate(task.criteria, 1))
        yield "评分表", (("序号", "考核内容", "评分标准", "配分"), *rows, ("", "合计", "", f"{task.total_weight:g}"))


def printed_scope_table(table: item_files.ScopeTable, bank: Bank, version: int) -> PrintedScopeTable:
    entries = [
        ScopeEntry(e.code, e.name, plain(e.weight), ratio(e.counts)) if isinstance(e, item_files.Scope)
        else ScopeEntry(e.code, e.name, importance=e.importance) for e in entries_of(table)
    ]  # fmt: skip
    return PrintedScopeTable(table.occupation or bank.occupation_name, table.level or bank.level, table.method,
                             len(table.points), f"第 {version} 版", entries)  # fmt: skip
