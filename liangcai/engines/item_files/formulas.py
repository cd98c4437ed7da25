"""Office MathML as one line of text, so that a preview, a search and a check can read it."""

from __future__ import annotations

from lxml import etree

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
