"""QTI packages (1EdTech) 2.1, 2.2 and 3.0 read as items."""

from __future__ import annotations

import posixpath
import re
import zipfile
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from lxml import etree

from liangcai.engines.item_files.formulas import linear
from liangcai.engines.item_files.items import (
    FALSE_WORDS,
    LETTERS,
    TRUE_WORDS,
    TYPES,
    Formula,
    ParsedItem,
    ParseReport,
    Picture,
    Problem,
    difficulty_named,
    importance_named,
    normal_answer,
)
from liangcai.engines.item_files.text import clean
from liangcai.kernel.office_archives import open_archive, read_part
from liangcai.kernel.refusals import BadInput

MANIFEST = "imsmanifest.xml"
MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".bmp": "image/bmp",
         ".svg": "image/svg+xml"}  # fmt: skip
BLOCKS = {"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "prompt", "pre", "blockquote"}
INTERACTIONS = {"choice-interaction", "text-entry-interaction", "extended-text-interaction"}
BLANK = "____"


def kind(element: Element) -> str:
    """The element's QTI 3 name without prefix: simpleChoice and qti-simple-choice are one."""
    name = str(element.tag).rpartition("}")[2]
    return kebab(name).removeprefix("qti-")


def kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "-" + found[1].lower(), name)


def attribute(element: Element, name: str, default: str = "") -> str:
    for key, value in element.attrib.items():
        if kebab(key.rpartition("}")[2]) == name:
            return value
    return default


def first(element: Element, name: str) -> Element | None:
    return next((child for child in element.iter() if kind(child) == name), None)


def read_qti(content: bytes) -> ParseReport:
    """Items of a package, in the manifest's order. A package that cannot be read is BadInput; an
    item that cannot be read, or asks in an unsupported way, is a problem."""
    with open_archive(content, " QTI 包（.zip）", MANIFEST) as archive:
        manifest = parsed(read_part(archive, MANIFEST), MANIFEST)
        items: list[ParsedItem] = []
        problems: list[Problem] = []
        names = set(archive.namelist())
        for resource in (one for one in manifest.iter() if kind(one) == "resource"):
            if not attribute(resource, "type").startswith("imsqti_item"):
                continue
            path = posixpath.normpath(unquote(attribute(resource, "href")))
            if path not in names:
                problems.append(Problem(path, "试题", "清单中有此试题，包内没有这个文件。"))
                continue
            try:
                root = parsed(read_part(archive, path), path)
            except BadInput as wrong:
                problems.append(Problem(path, "试题", wrong.message))
                continue
            items.append(ItemReader(archive, names, path, root, len(items) + 1).item())
    if not items:
        problems.append(Problem(MANIFEST, "试题", "没有找到 QTI 2.1、2.2 或 3.0 的试题。"))
    return ParseReport(tuple(items), tuple(problems))


def parsed(content: bytes, path: str) -> Element:
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise BadInput("entities", f"{path} 含有文档类型声明或实体，不予读取。") from None
    except (ParseError, ValueError, LookupError):
        raise BadInput("broken_xml", f"{path} 不是合格的 XML，或编码不对。", where=path) from None


class ItemReader:
    """One assessment item; pictures and formulas are numbered as the texts are walked."""

    def __init__(self, archive: zipfile.ZipFile, names: set[str], path: str, root: Element, place: int) -> None:
        self.archive, self.names, self.path, self.root, self.place = archive, names, path, root, place
        self.pictures: list[Picture] = []
        self.formulas: list[Formula] = []
        self.problems: list[Problem] = []

    def note(self, field: str, words: str) -> None:
        self.problems.append(Problem(self.path, field, words))

    def item(self) -> ParsedItem:
        root = self.root
        body = first(root, "item-body")
        if body is None:
            self.note("题干", "没有题干（item-body）。")
            body = Element("item-body")
        choices = [one for one in body.iter() if kind(one) == "choice-interaction"]
        for one in body.iter():
            if kind(one).endswith("-interaction") and kind(one) not in INTERACTIONS:
                self.note("题型", f"不支持的作答方式 {kind(one)}。")
        if len(choices) > 1:
            self.note("题型", f"一题中有 {len(choices)} 处选择，只读取第一处。")
        data = next((one for one in body.iter() if attribute(one, "data-type")), Element("none"))
        stem = clean(self.text(body))
        options, letters = self.options(choices[0]) if choices else ((), {})
        correct = self.correct(attribute(choices[0], "response-identifier") if choices else "")
        kind_ = self.type(attribute(data, "data-type"), body, options)
        if kind_ == "true_false" and choices:
            chosen = [options[LETTERS.index(letters[one])] for one in correct if one in letters]
            answer = normal_answer(kind_, chosen[0]) if chosen else ""
            options = ()
        elif choices:
            answer = normal_answer(kind_, "".join(letters.get(one, "") for one in correct))
            unknown = [one for one in correct if one not in letters]
            if unknown:
                self.note("答案", f"答案 {'、'.join(unknown)} 不在选项之中。")
        else:
            answer = self.rubric("answer") or "；".join(correct)
        difficulty, importance = attribute(data, "data-difficulty"), attribute(data, "data-importance")
        return ParsedItem(
            number=attribute(data, "data-number") or attribute(root, "title") or str(self.place),
            type=kind_,
            stem=stem,
            options=options,
            answer=answer,
            explanation=self.rubric("explanation") or self.feedback(),
            scope=attribute(data, "data-scope"),
            point=attribute(data, "data-point"),
            difficulty=difficulty_named(difficulty),
            importance=importance_named(importance) or "",
            pictures=tuple(self.pictures),
            formulas=tuple(self.formulas),
            source_row=self.place,
            problems=tuple(self.problems),
        )

    def type(self, named: str, body: Element, options: tuple[str, ...]) -> str:
        if named in TYPES:
            return named
        present = {kind(one) for one in body.iter()}
        if "choice-interaction" in present:
            upper = {option.upper() for option in options}
            if len(options) == 2 and upper & TRUE_WORDS and upper & FALSE_WORDS:
                return "true_false"
            several = any(attribute(one, "cardinality") == "multiple" for one in self.root.iter())
            return "multiple_choice" if several else "single_choice"
        return "fill_blank" if "text-entry-interaction" in present else "short_answer"

    def options(self, interaction: Element) -> tuple[tuple[str, ...], dict[str, str]]:
        """(texts, identifier → letter) in the order printed."""
        choices = [one for one in interaction.iter() if kind(one) == "simple-choice"]
        if len(choices) > len(LETTERS):
            self.note("选项", f"有 {len(choices)} 个选项，最多 {len(LETTERS)} 个，其余未读取。")
        choices = choices[: len(LETTERS)]
        letters = {attribute(one, "identifier"): letter for letter, one in zip(LETTERS, choices, strict=False)}
        return tuple(clean(self.text(one)) for one in choices), letters

    def correct(self, identifier: str) -> list[str]:
        for declaration in self.root.iter():
            if kind(declaration) != "response-declaration":
                continue
            if identifier and attribute(declaration, "identifier") != identifier:
                continue
            answer = first(declaration, "correct-response")
            if answer is not None:
                return [(one.text or "").strip() for one in answer.iter() if kind(one) == "value"]
        return []

    def rubric(self, name: str) -> str:
        for block in self.root.iter():
            if kind(block) == "rubric-block" and name in attribute(block, "class").split():
                return clean(self.text(block, inside=True))
        return ""

    def feedback(self) -> str:
        blocks = (one for one in self.root.iter() if kind(one) == "modal-feedback")
        return clean("\n".join(self.text(one) for one in blocks))

    def text(self, element: Element, inside: bool = False) -> str:
        """The element's text with markers; choices and rubrics inside it are left out."""
        out = element.text or "" if significant(element) else ""
        for child in element:
            out += self.piece(child)
            out += child.tail or "" if significant(element) else ""
        if inside or kind(element) not in BLOCKS:
            return out
        return f"\n{out}\n" if out.strip() else ("\n" if kind(element) == "br" else "")

    def piece(self, child: Element) -> str:
        name = kind(child)
        if name in ("img", "object"):
            return self.picture(attribute(child, "src") or attribute(child, "data"))
        if name == "text-entry-interaction":
            return BLANK
        if name in ("simple-choice", "rubric-block", "modal-feedback", "stylesheet"):
            return ""
        if attribute(child, "data-omml"):
            return self.formula(attribute(child, "data-omml"))
        if name == "math":
            written = "".join(child.itertext()).strip()
            self.note("公式", f"MathML 公式已按文字读取：{written[:40]}")
            return written
        return self.text(child)

    def picture(self, link: str) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(link)))
        if path not in self.names:
            self.note("图片", f"缺少图片 {link}。")
            return ""
        suffix = posixpath.splitext(path)[1].lower()
        name = posixpath.basename(path)
        media = MEDIA.get(suffix, "application/octet-stream")
        one = Picture(name, media, read_part(self.archive, path))
        if one not in self.pictures:  # a picture shown twice is one
            self.pictures.append(one)
        return f"〔图{self.pictures.index(one) + 1}〕"

    def formula(self, omml: str) -> str:
        try:
            node = etree.fromstring(omml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            self.note("公式", "公式无法读取。")
            return ""
        self.formulas.append(Formula(omml, linear(node)))
        return f"〔式{len(self.formulas)}〕"


def significant(element: Element) -> bool:
    """Whether blanks between the element's children are text; in bodies they are indentation."""
    return kind(element) not in ("item-body", "choice-interaction") or bool((element.text or "").strip())
