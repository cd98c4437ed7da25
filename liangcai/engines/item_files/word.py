"""Items in a Word document: numbered questions, options, answers inline, after, or listed at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from liangcai.engines.item_files.items import (
    CHOICES,
    FALSE,
    FALSE_WORDS,
    LETTERS,
    TRUE,
    TRUE_WORDS,
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
from liangcai.engines.item_files.text import clean
from liangcai.engines.item_files.word_paragraphs import FORMULA, PICTURE, Line, word_lines

KINDS = "单选|单项选择|多选|多项选择|判断|是非|填空|简答|问答|计算|论述|案例|案例分析|实操|技能操作|操作"
SECTION = re.compile(rf"^\s*[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．:：]?\s*({KINDS})题?(?![^\s（(，,、。.:：共])")
QUESTION = re.compile(r"^\s*(?:第\s*)?(\d{1,5})\s*(?:题|[.．、)）](?!\d))\s*(.*)$", re.DOTALL)
TYPE_TAG = re.compile(rf"^[\[【（(]\s*({KINDS})题?\s*[\]】）)]\s*")
OPTION = re.compile(r"^\s*[（(]?([A-H])\s*[.．、)）:：]\s*(.*)$", re.DOTALL)
NEXT_OPTION = re.compile(r"(?<![A-Za-z0-9])[（(]?([B-H])\s*[.．、)）:：]\s*")
FIELD = re.compile(
    r"^\s*[【\[]?\s*((?:参考|标准|正确)?答案(?:要点)?|(?:答案)?解析|鉴定范围|鉴定点|知识点|难度|重要程度)\s*[】\]]?\s*[:：]\s*(.*)$"
    r"|^\s*[【\[]((?:参考|标准|正确)?答案|(?:答案)?解析)[】\]]\s*(.*)$",
    re.DOTALL,
)
ANSWER_LIST = re.compile(r"^\s*(?:附[:：]?)?\s*(?:(?:参考|标准|正确|试题)*答案(?:及解析|与解析|表|页)?)\s*[:：]?\s*$")
INLINE = re.compile(r"[（(]\s*([A-H](?:\s*[,，、]?\s*[A-H]){0,7}|√|×|✓|✗|对|错|正确|错误)\s*[)）]")
RANGE = re.compile(r"(\d{1,5})\s*[-–—~～至]\s*(\d{1,5})\s*[.．、:：]?\s*([A-H√×✓✗对错\s]+)")
LISTED = re.compile(
    r"(\d{1,5})\s*[.．、:：)）]\s*([A-H](?:[,，、]?[A-H]){0,7}(?![A-Za-z])|√|×|✓|✗|对|错|正确|错误)(?=\s|$|[,，;；、。\d])"
)
SEVERAL = re.compile(r"[（(]\s*[A-H](?:\s*[,，、]?\s*[A-H])+\s*[)）]")  # an inline answer, no options
EMPTY_BRACKETS = "（　）"


@dataclass(slots=True)
class Draft:
    """An item while its lines come in; `texts` has stem, A–H, answer, explanation and the rest."""

    number: str
    section: int
    kind: str | None
    row: int
    texts: dict[str, str] = field(default_factory=lambda: {"stem": ""})
    pictures: list[Picture] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    into: str = "stem"

    def add(self, text: str, line: Line, into: str | None = None) -> None:
        """A line of text for a field, its pictures and formulas numbered through the item."""
        if into is not None:
            self.into = into
            if into in self.texts and into != "stem":
                self.problems.append(Problem(self.where, into, "同一内容出现两次，已合并。"))
        held = self.texts.get(self.into, "")
        self.texts[self.into] = f"{held}\n{text}" if held else text

    @property
    def where(self) -> str:
        return f"第 {self.row} 段"


FIELD_NAMES = {
    "鉴定范围": "scope",
    "鉴定点": "point",
    "知识点": "point",
    "难度": "difficulty",
    "重要程度": "importance",
}


def read_word(content: bytes) -> ParseReport:
    """Items of a .docx. What is not understood becomes a problem; a file that cannot be read is
    BadInput."""
    parser = Parser()
    for line in word_lines(content):
        parser.take(line)
    return parser.report()


class Parser:
    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.draft: Draft | None = None
        self.section = 0
        self.kind: str | None = None
        self.listing = False  # inside the list of answers at the end
        self.listed: dict[tuple[int, str], str] = {}
        self.listed_numbers: list[str] = []
        self.problems: list[Problem] = []

    def take(self, line: Line) -> None:
        text = line.text.replace("\xa0", " ")
        if line.cells and self.answer_table(line.cells):
            return
        if not text.strip():
            return
        section = SECTION.match(text)
        if section and len(text) < 80 and not QUESTION.match(text):
            self.start_section(section[1], text[section.end() :])
        elif ANSWER_LIST.match(text) and self.drafts:
            self.listing, self.section, self.draft = True, 0, None
        elif self.listing:
            self.listed_line(text, line)
        else:
            self.item_line(text, line)

    def start_section(self, words: str, rest: str) -> None:
        self.section += 1
        self.draft = None
        if not self.listing:
            self.kind = type_named(words)
        elif rest.strip(" :：、"):
            self.listed_line(rest, Line(rest, 0))

    def item_line(self, text: str, line: Line) -> None:
        question, option, named = QUESTION.match(text), OPTION.match(text), FIELD.match(text)
        if question:
            self.draft = Draft(question[1], self.section, self.kind, line.number)
            self.drafts.append(self.draft)
            stem = self.tagged(self.draft, question[2])
            self.put(stem, line)
        elif self.draft is None:
            if self.drafts or line.pictures:
                self.problems.append(
                    Problem(f"第 {line.number} 段", "位置", f"不属于任何试题，未读取：{text.strip()[:30]}")
                )
        elif named:
            name, rest = (named[1], named[2]) if named[1] else (named[3], named[4])
            into = FIELD_NAMES.get(name, "answer" if "答案" in name and "解析" not in name else "explanation")
            self.put(rest, line, into)
        elif option and self.draft.into in ("stem", *LETTERS):
            self.put(text, line)
        else:
            self.put(text.strip(), line)

    def tagged(self, draft: Draft, stem: str) -> str:
        tag = TYPE_TAG.match(stem)
        if tag:
            draft.kind = type_named(tag[1])
            return stem[tag.end() :]
        return stem

    def put(self, text: str, line: Line, into: str | None = None) -> None:
        """Stand-ins become the item's own markers; a line of several options is cut into them."""
        draft = self.draft
        assert draft is not None
        text = marked(text, line, draft)
        draft.problems += [Problem(f"第 {line.number} 段", "内容", words) for words in line.lost]
        if into is not None or draft.into not in ("stem", *LETTERS):
            draft.add(text, line, into)
            return
        head, options = cut_options(text, draft.texts)
        if head.strip():
            draft.add(head.strip() if options else head, line)
        for letter, words in options:
            draft.add(words.strip(), line, letter)

    def listed_line(self, text: str, line: Line) -> None:
        found = False
        for run in RANGE.finditer(text):
            first, last = int(run[1]), int(run[2])
            answers = re.sub(r"\s+", "", run[3])
            if last - first + 1 == len(answers):
                for number, answer in zip(range(first, last + 1), answers, strict=True):
                    self.listed[self.section, str(number)] = answer
                found = True
            else:
                words = f"{first}–{last} 题应有 {last - first + 1} 个答案，找到 {len(answers)} 个。"
                self.problems.append(Problem(f"第 {line.number} 段", "答案", words))
        rest = RANGE.sub(" ", text)
        for one in LISTED.finditer(rest):
            self.listed[self.section, one[1]] = one[2]
            found = True
        question = QUESTION.match(text)
        if question and not found:
            self.listed[self.section, question[1]] = question[2].strip()
            self.listed_numbers.append(question[1])
        elif not found and self.listed_numbers:
            self.listed[self.section, self.listed_numbers[-1]] += "\n" + text.strip()
        elif not found:
            self.problems.append(Problem(f"第 {line.number} 段", "答案", f"答案表中未能读懂：{text.strip()[:30]}"))

    def answer_table(self, cells: list[str]) -> bool:
        """题号 and 答案 rows of a table of answers."""
        if cells and cells[0].strip() == "题号":
            self.listing, self.listed_numbers, self.draft = True, [cell.strip() for cell in cells[1:]], None
            return True
        if self.listing and cells and cells[0].strip() == "答案":
            for number, answer in zip(self.listed_numbers, cells[1:], strict=False):
                if number and answer.strip():
                    self.listed[self.section, number] = answer.strip()
            self.listed_numbers = []
            return True
        return False

    def report(self) -> ParseReport:
        by_number: dict[str, list[Draft]] = {}
        for draft in self.drafts:
            by_number.setdefault(draft.number, []).append(draft)
        used: set[tuple[int, str]] = set()
        for draft in self.drafts:
            alone = len(by_number[draft.number]) == 1
            places = [(draft.section, draft.number)] + (
                [(s, draft.number) for s in range(self.section + 1)] if alone else []
            )
            place = next((place for place in places if place in self.listed), None)
            if place is not None:
                used.add(place)
                if "answer" not in draft.texts:
                    draft.texts["answer"] = self.listed[place]
        self.problems += [
            Problem("答案表", number, f"第 {number} 题有答案，但没有找到这道题。")
            for section, number in self.listed
            if (section, number) not in used
        ]
        items = tuple(finished(draft) for draft in self.drafts)
        if not items:
            self.problems.append(Problem("文件", "试题", "没有找到带编号的试题（如“1. 题干”）。"))
        return ParseReport(items, tuple(self.problems))


def marked(text: str, line: Line, draft: Draft) -> str:
    """Stand-ins of the line replaced by the item's numbered markers; a picture shown twice is one."""

    def picture(_: re.Match[str]) -> str:
        one = line.pictures.pop(0)
        if one not in draft.pictures:
            draft.pictures.append(one)
        return f"〔图{draft.pictures.index(one) + 1}〕"

    def formula(_: re.Match[str]) -> str:
        draft.formulas.append(line.formulas.pop(0))
        return f"〔式{len(draft.formulas)}〕"

    return re.sub(FORMULA, formula, re.sub(PICTURE, picture, text))


def cut_options(text: str, texts: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """(what stands before, [(letter, words)]): options count on from the last one read."""
    searched = SEVERAL.sub(lambda found: " " * len(found[0]), text)
    wanted = LETTERS[sum(letter in texts for letter in LETTERS) :]
    first = OPTION.match(searched)
    starts: list[tuple[int, int, str]] = []
    if first and wanted and first[1] == wanted[0]:
        starts.append((0, first.start(2), first[1]))
    elif wanted and wanted[0] == "A":
        inside = re.search(
            r"(?<![A-Za-z0-9])[（(]?A\s*[.．、:：]\s*(?=.*(?<![A-Za-z0-9])[（(]?B\s*[.．、:：])", searched
        )
        if inside:
            starts.append((inside.start(), inside.end(), "A"))
    if not starts:
        return text, []
    for found in NEXT_OPTION.finditer(searched, starts[0][1]):
        if found[1] == LETTERS[LETTERS.index(starts[-1][2]) + 1 : LETTERS.index(starts[-1][2]) + 2]:
            starts.append((found.start(), found.end(), found[1]))
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    return text[: starts[0][0]], [
        (letter, text[begin:end]) for (_, begin, letter), end in zip(starts, ends, strict=True)
    ]


def finished(draft: Draft) -> ParsedItem:
    texts = {name: clean(words) for name, words in draft.texts.items()}
    options = tuple(texts[letter] for letter in LETTERS if letter in texts)
    stem, answer = texts["stem"], texts.get("answer", "")
    inline = list(INLINE.finditer(stem)) if draft.kind in (None, "true_false", *CHOICES) else []
    if inline and not answer:
        answer = inline[-1][1]
        stem = stem[: inline[-1].start()] + EMPTY_BRACKETS + stem[inline[-1].end() :]
    kind = draft.kind or guessed(stem, options, answer)
    problems = list(draft.problems)
    difficulty, importance = texts.get("difficulty", ""), texts.get("importance", "")
    if difficulty and difficulty_named(difficulty) is None:
        problems.append(Problem(draft.where, "难度", f"难度为“{difficulty}”，应为 0 到 1 之间的数或 易…难。"))
    if importance and importance_named(importance) is None:
        problems.append(Problem(draft.where, "重要程度", f"重要程度为“{importance}”，应为 X、Y、Z。"))
    if draft.kind is None:
        problems.append(Problem(draft.where, "题型", "文件没有写明题型，按内容判断，请核对。"))
    item = ParsedItem(
        number=draft.number,
        type=kind,
        stem=stem,
        options=options,
        answer=normal_answer(kind, answer),
        explanation=texts.get("explanation", ""),
        scope=texts.get("scope", ""),
        point=texts.get("point", ""),
        difficulty=difficulty_named(difficulty) if difficulty else None,
        importance=importance_named(importance) or "" if importance else "",
        pictures=tuple(draft.pictures),
        formulas=tuple(draft.formulas),
        source_row=draft.row,
    )
    return replace(item, problems=tuple(problems))


def guessed(stem: str, options: tuple[str, ...], answer: str) -> str:
    """The type that the content speaks for, where the file names none."""
    letters = normal_answer("multiple_choice", answer)
    if len(options) >= 2:
        return "multiple_choice" if len(letters) > 1 and set(letters) <= set(LETTERS) else "single_choice"
    if answer.upper() in TRUE_WORDS | FALSE_WORDS or normal_answer("true_false", answer) in (TRUE, FALSE):
        return "true_false"
    if re.search(r"_{2,}|＿{2,}", stem):
        return "fill_blank"
    if re.search(r"[（(]\s*[)）]\s*$", stem) and not answer:
        return "true_false"
    return "short_answer"
