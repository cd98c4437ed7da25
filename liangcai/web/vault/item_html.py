"""Items as HTML: the same texts as in files and prints, every letter escaped."""

from __future__ import annotations

import base64
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.printing import task_tables
from liangcai.engines.item_files import Formula, Grid, ParsedItem, Picture
from liangcai.engines.item_files.text import Run, pieces
from liangcai.engines.typesetting.formulas import Node, formula_tree

SHOWN_AS_PICTURE = ("image/png", "image/jpeg", "image/gif", "image/bmp")
LETTERS = "ABCDEFGH"


def html_of(text: str, item: ParsedItem) -> SafeString:
    return format_html_join("", "{}", ((piece_html(piece, item),) for piece in pieces(text, item)))


def piece_html(piece: Run | Picture | Formula | Grid, item: ParsedItem) -> SafeString:
    if isinstance(piece, Run):
        words: SafeString = mark_safe("<br>".join(escape(line) for line in piece.text.split("\n")))  # noqa: S308
        tag = {"上": "sup", "下": "sub"}.get(piece.place)
        words = format_html(f"<{tag}>{{}}</{tag}>", words) if tag else words
        return format_html("<strong>{}</strong>", words) if piece.bold else words
    if isinstance(piece, Formula):
        inside: SafeString = mark_safe(mathml(formula_tree(piece.omml, piece.text)))  # noqa: S308
        return format_html('<math alttext="{}"><mrow>{}</mrow></math>', piece.text, inside)
    if isinstance(piece, Grid):
        rows = format_html_join("", "<tr>{}</tr>", (
            (format_html_join("", "<td>{}</td>", ((html_of(cell, item),) for cell in row)),) for row in piece.rows))  # fmt: skip
        return format_html('<div class="table-scroll"><table class="item-table"><tbody>{}</tbody></table></div>', rows)
    if piece.media_type not in SHOWN_AS_PICTURE:
        return format_html('<span class="badge-state tone-warning">{}</span>', f"{piece.name}（{piece.media_type}）")
    data = base64.b64encode(piece.content).decode()
    return format_html('<img class="item-picture" src="data:{};base64,{}" alt="{}">', piece.media_type, data, piece.name)


def mathml(node: Node) -> str:
    """A formula's tree as MathML; all letters escaped."""
    if isinstance(node, str):
        return f"<mtext>{escape(node)}</mtext>" if node.strip() else ""
    ((kind, held),) = node.items()
    if kind == "italic":
        return f"<mi>{escape(held)}</mi>"
    if kind == "row":
        return "<mrow>" + "".join(map(mathml, held)) + "</mrow>"
    if kind == "frac":
        return f"<mfrac>{boxed(held[0])}{boxed(held[1])}</mfrac>"
    if kind in ("attach", "limits"):
        return scripts(kind, *held)
    if kind == "root":
        degree, inside = held
        return f"<mroot>{boxed(inside)}{boxed(degree)}</mroot>" if degree else f"<msqrt>{mathml(inside)}</msqrt>"
    if kind == "fence":
        opening, separator, closing, inside = held
        between = f"<mo>{escape(separator)}</mo>".join(map(mathml, inside))
        return f"<mrow><mo>{escape(opening)}</mo>{between}<mo>{escape(closing)}</mo></mrow>"
    if kind == "grid":
        rows = ("".join(f"<mtd>{mathml(cell)}</mtd>" for cell in row) for row in held)
        return "<mtable>" + "".join(f"<mtr>{row}</mtr>" for row in rows) + "</mtable>"
    if kind == "over":
        return f"<mover>{boxed(held[0])}<mo>{escape(held[1])}</mo></mover>"
    return f"<mover>{boxed(held)}<mo>¯</mo></mover>"


def boxed(node: Any) -> str:
    return f"<mrow>{mathml(node)}</mrow>"


def scripts(kind: str, base: Node, below: Node, above: Node) -> str:
    both, low, high = ("munderover", "munder", "mover") if kind == "limits" else ("msubsup", "msub", "msup")
    tag = both if below != "" and above != "" else low if below != "" else high if above != "" else "mrow"
    parts = [base, *(node for node in (below, above) if node != "")]
    return f"<{tag}>{''.join(map(boxed, parts))}</{tag}>"


def shown(item: ParsedItem) -> dict[str, Any]:
    """What `item_body.html` shows of an item."""
    return {
        "number": item.number, "type": type_label(item.type), "point": item.point, "importance": item.importance,
        "difficulty": item.difficulty, **question(item, item.stem, item.options, item.answer, item.explanation),
        "sub_items": [{"number": n, "type": type_label(sub.type), "score": sub.score,
                       **question(item, sub.stem, sub.options, sub.answer, sub.explanation)}
                      for n, sub in enumerate(item.sub_items, 1)],
        "task": [(heading, rows[0], rows[1:]) for heading, rows in task_tables(item.task)] if item.task else [],
    }  # fmt: skip


def question(item: ParsedItem, stem: str, options: tuple[str, ...], answer: str, explanation: str) -> dict[str, Any]:
    return {"stem": html_of(stem, item), "answer": html_of(answer, item), "explanation": html_of(explanation, item),
            "options": [(letter, html_of(option, item)) for letter, option in zip(LETTERS, options, strict=False)]}  # fmt: skip


def type_label(kind: str) -> str:
    return str(ItemType(kind).label) if kind in ItemType.values else kind
