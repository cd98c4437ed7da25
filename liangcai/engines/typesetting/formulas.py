"""Office MathML as a tree of plain values that the template sets as mathematics; no text becomes markup.

A node is a string, {"italic": letters} or one of {"row": nodes}, {"frac": [over, under]}, {"attach": [base, below,
above]}, {"limits": [base, below, above]}, {"root": [degree or null, inside]}, {"fence": [open, separator, close, nodes]},
{"grid": rows}, {"over": [inside, accent]}, {"bar": inside}. Whatever is not known is set as its parts in a row."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
LETTERS = re.compile(r"([A-Za-z]+)")

Node = str | dict[str, Any]


def formula_tree(omml: str, text: str) -> Node:
    """The formula of `omml`; its reading `text` where the XML cannot be read."""
    try:
        root = etree.fromstring(omml.encode(), PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return text
    return node_of(root)


def node_of(element: etree._Element) -> Node:
    name = element.tag.removeprefix(MATH) if isinstance(element.tag, str) else ""
    if name == "r":
        return run(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr") or element.tag == WORD + "rPr":
        return ""
    form = FORMS.get(name)
    return form(element) if form else row([node_of(child) for child in element])


def row(nodes: list[Node]) -> Node:
    kept = [node for node in nodes if node != ""]
    return kept[0] if len(kept) == 1 else {"row": kept} if kept else ""


def run(element: etree._Element) -> Node:
    """Letters slant unless the run is marked upright (函数名、单位)."""
    text = "".join(node.text or "" for node in element.findall(MATH + "t"))
    style = element.find(f"{MATH}rPr/{MATH}sty")
    if style is not None and style.get(MATH + "val") == "p":
        return text
    return row([{"italic": part} if LETTERS.fullmatch(part) else part for part in LETTERS.split(text)])


def part(element: etree._Element, name: str) -> Node:
    child = element.find(MATH + name)
    return "" if child is None else node_of(child)


def setting(element: etree._Element, name: str, default: str) -> str:
    found = element.find(f"{MATH}{element.tag.removeprefix(MATH)}Pr/{MATH}{name}")
    return default if found is None else found.get(MATH + "val", default)


def fraction(element: etree._Element) -> Node:
    return {"frac": [part(element, "num"), part(element, "den")]}


def scripts(element: etree._Element) -> Node:
    return {"attach": [part(element, "e"), part(element, "sub"), part(element, "sup")]}


def root(element: etree._Element) -> Node:
    return {"root": [part(element, "deg") or None, part(element, "e")]}


def operator(element: etree._Element) -> Node:
    sign = setting(element, "chr", "∫")
    kind = "attach" if sign == "∫" else "limits"
    return row([{kind: [sign, part(element, "sub"), part(element, "sup")]}, part(element, "e")])


def delimiters(element: etree._Element) -> Node:
    inside = [node_of(child) for child in element.findall(MATH + "e")]
    return {"fence": [setting(element, "begChr", "("), setting(element, "sepChr", "|"), setting(element, "endChr", ")"), inside]}


def matrix(element: etree._Element) -> Node:
    return {"grid": [[node_of(cell) for cell in line.findall(MATH + "e")] for line in element.findall(MATH + "mr")]}


def equations(element: etree._Element) -> Node:
    return {"grid": [[node_of(line)] for line in element.findall(MATH + "e")]}


def accent(element: etree._Element) -> Node:
    return {"over": [part(element, "e"), setting(element, "chr", "\u0302")]}


def bar(element: etree._Element) -> Node:
    return {"bar": part(element, "e")}


def limit(element: etree._Element) -> Node:
    below, above = (part(element, "lim"), "") if element.tag == MATH + "limLow" else ("", part(element, "lim"))
    return {"limits": [part(element, "e"), below, above]}


def function(element: etree._Element) -> Node:
    return row([part(element, "fName"), " ", part(element, "e")])


FORMS = {
    "f": fraction, "sSup": scripts, "sSub": scripts, "sSubSup": scripts, "sPre": scripts, "rad": root,
    "nary": operator, "d": delimiters, "m": matrix, "eqArr": equations, "acc": accent, "bar": bar,
    "limLow": limit, "limUpp": limit, "func": function,
}  # fmt: skip
