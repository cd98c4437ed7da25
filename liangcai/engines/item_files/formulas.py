"""Office MathML as one line of text, so that a preview, a search and a check can read it."""

from __future__ import annotations

import re

from lxml import etree

from liangcai.engines.item_files.items import Formula
from liangcai.engines.item_files.text import printable

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def linear(node: etree._Element) -> str:
    """A formula element's text: fractions (a)/(b), powers a^(b), roots √(a), sums ∑_(a)^(b) c."""
    name = node.tag.removeprefix(MATH) if isinstance(node.tag, str) else ""
    if name == "t":
        return node.text or ""
    if name.endswith("Pr") or node.tag == WORD + "rPr":
        return ""
    form = FORMS.get(name)
    return form(node) if form else "".join(linear(child) for child in node)


def part(node: etree._Element, name: str) -> str:
    child = node.find(MATH + name)
    return "" if child is None else linear(child)


def grouped(text: str) -> str:
    return text if len(text) <= 1 else f"({text})"


def setting(node: etree._Element, name: str, default: str) -> str:
    found = node.find(f"{MATH}{node.tag.removeprefix(MATH)}Pr/{MATH}{name}")
    return default if found is None else found.get(MATH + "val", default)


def fraction(node: etree._Element) -> str:
    return f"{grouped(part(node, 'num'))}/{grouped(part(node, 'den'))}"


def scripts(node: etree._Element) -> str:
    low, high = part(node, "sub"), part(node, "sup")
    return part(node, "e") + (f"_{grouped(low)}" if low else "") + (f"^{grouped(high)}" if high else "")


def root(node: etree._Element) -> str:
    degree = part(node, "deg")
    return f"√[{degree}]({part(node, 'e')})" if degree else f"√({part(node, 'e')})"


def operator(node: etree._Element) -> str:
    low, high = part(node, "sub"), part(node, "sup")
    sign = setting(node, "chr", "∫")
    return sign + (f"_{grouped(low)}" if low else "") + (f"^{grouped(high)}" if high else "") + f" {part(node, 'e')}"


def delimiters(node: etree._Element) -> str:
    inside = setting(node, "sepChr", "|").join(linear(child) for child in node.findall(MATH + "e"))
    return setting(node, "begChr", "(") + inside + setting(node, "endChr", ")")


def matrix(node: etree._Element) -> str:
    rows = (", ".join(linear(cell) for cell in row.findall(MATH + "e")) for row in node.findall(MATH + "mr"))
    return "[" + "; ".join(rows) + "]"


def equations(node: etree._Element) -> str:
    return "; ".join(linear(child) for child in node.findall(MATH + "e"))


def accent(node: etree._Element) -> str:
    return part(node, "e") + setting(node, "chr", "\u0302")


def bar(node: etree._Element) -> str:
    return "".join(letter + "\u0305" for letter in part(node, "e"))


def limit(node: etree._Element) -> str:
    return f"{part(node, 'e')}_{grouped(part(node, 'lim'))}"


def function(node: etree._Element) -> str:
    return f"{part(node, 'fName')} {part(node, 'e')}"


FORMS = {
    "f": fraction, "sSup": scripts, "sSub": scripts, "sSubSup": scripts, "sPre": scripts, "rad": root,
    "nary": operator, "d": delimiters, "m": matrix, "eqArr": equations, "acc": accent, "bar": bar,
    "limLow": limit, "limUpp": limit, "func": function,
}  # fmt: skip


NAMESPACE = MATH[1:-1]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CLOSING = {"(": ")", "[": "]", "{": "}"}


def formula_of(text: str) -> Formula:
    """The formula that a typed line means: (a)/(b), x^2, I_(12), √(x), √[3](x), ∑_(i=1)^n x. What is not understood
    stays as letters, so nothing typed is lost."""
    root = etree.Element(MATH + "oMath", nsmap={"m": NAMESPACE})
    Typed(printable(text)).row(root, "")
    return Formula(etree.tostring(root, encoding="unicode"), linear(root))


class Typed:
    """Reads a line from left to right; `row` fills an element until a closing bracket."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def row(self, into: etree._Element, until: str) -> None:
        while self.at < len(self.text) and self.text[self.at] != until:
            self.term(into)

    def term(self, into: etree._Element) -> None:
        """One thing with its scripts, or a fraction of two."""
        first = self.scripted()
        while self.here() == "/":
            self.at += 1
            fraction_ = etree.Element(MATH + "f")
            put_into(etree.SubElement(fraction_, MATH + "num"), first, bare=True)
            put_into(etree.SubElement(fraction_, MATH + "den"), self.scripted(), bare=True)
            first = [fraction_]
        into.extend(first)

    def scripted(self) -> list[etree._Element]:
        sign = self.here()
        base = self.thing()
        below, above = self.script("_"), self.script("^")
        if sign in "∑∏∫" and sign:
            return [nary(sign, below, above, self.operand())]
        if below is None and above is None:
            return base
        name = "sSubSup" if below is not None and above is not None else "sSub" if below is not None else "sSup"
        whole = etree.Element(MATH + name)
        put_into(etree.SubElement(whole, MATH + "e"), base)
        for tag, script in (("sub", below), ("sup", above)):
            if script is not None:
                put_into(etree.SubElement(whole, MATH + tag), script, bare=True)
        return [whole]

    def script(self, sign: str) -> list[etree._Element] | None:
        if self.here() != sign or self.at + 1 >= len(self.text):
            return None
        self.at += 1
        return self.thing()

    def operand(self) -> list[etree._Element]:
        if self.here() == " ":
            self.at += 1
        return self.scripted() if self.at < len(self.text) else []

    def thing(self) -> list[etree._Element]:
        """A bracketed row, a root, a number, or one letter."""
        if self.at >= len(self.text):
            return []
        sign = self.text[self.at]
        if sign == "√" and self.text[self.at + 1 : self.at + 2] in ("(", "["):
            return [self.root()]
        if sign in CLOSING and CLOSING[sign] in self.text[self.at :]:
            return [self.bracketed(sign)]
        number = NUMBER.match(self.text, self.at)
        letters = number[0] if number else sign
        self.at += len(letters)
        return [run_of(letters)]

    def bracketed(self, opening: str) -> etree._Element:
        self.at += 1
        fence = etree.Element(MATH + "d")
        if opening != "(":
            about = etree.SubElement(fence, MATH + "dPr")
            etree.SubElement(about, MATH + "begChr").set(MATH + "val", opening)
            etree.SubElement(about, MATH + "endChr").set(MATH + "val", CLOSING[opening])
        self.row(etree.SubElement(fence, MATH + "e"), CLOSING[opening])
        self.at += 1
        return fence

    def root(self) -> etree._Element:
        self.at += 1
        whole = etree.Element(MATH + "rad")
        degree = etree.SubElement(whole, MATH + "deg")
        if self.here() == "[":
            self.at += 1
            self.row(degree, "]")
            self.at += 1
        put_into(etree.SubElement(whole, MATH + "e"), self.thing(), bare=True)
        return whole

    def here(self) -> str:
        return self.text[self.at : self.at + 1]


def nary(sign: str, below: list[etree._Element] | None, above: list[etree._Element] | None,
         operand: list[etree._Element]) -> etree._Element:  # fmt: skip
    whole = etree.Element(MATH + "nary")
    about = etree.SubElement(whole, MATH + "naryPr")
    etree.SubElement(about, MATH + "chr").set(MATH + "val", sign)
    for tag, script in (("sub", below), ("sup", above)):
        put_into(etree.SubElement(whole, MATH + tag), script or [], bare=True)
    put_into(etree.SubElement(whole, MATH + "e"), operand)
    return whole


def put_into(element: etree._Element, things: list[etree._Element], bare: bool = False) -> None:
    """`bare`: round brackets that only held the argument together go."""
    if bare and len(things) == 1 and things[0].tag == MATH + "d" and things[0].find(MATH + "dPr") is None:
        inside = things[0].find(MATH + "e")
        things = list(inside) if inside is not None else []
    element.extend(things)


def run_of(letters: str) -> etree._Element:
    run = etree.Element(MATH + "r")
    etree.SubElement(run, MATH + "t").text = letters
    return run
