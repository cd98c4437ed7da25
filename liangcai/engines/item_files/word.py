"""Items in a Word document: numbered questions, options, answers inline, after, or listed at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from liangcai.engines.item_files.items import (
    CHOICES,
    FALSE,
    FALSE_WORDS,
    LETTERS,
    TRUE,
    TRUE_WORDS,
    Formula,
    Grid,
    ParsedItem,
    ParseReport,
    Picture,
    Problem,
    SubItem,
    Task,
    difficulty_named,
    importance_named,
    normal_answer,
    type_named,
    weight_named,
)
from liangcai.engines.item_files.text import OPENING, Run, bare, clean, marked_up, runs
from liangcai.engines.item_files.word_paragraphs import FORMULA, PICTURE, Line, word_lines
from liangcai.engines.item_files.word_tasks import task_table

KINDS = "单选|单项选择|多选|多项选择|判断|是非|填空|简答|问答|计算|论述|案例|案例分析|实操|技能操作|操作"
SECTION = re.compile(rf"^\s*[（(]?[一二三四五六七八九十]+[)）]?\s*[、.．:：]?\s*({KINDS})题?(?![^\s（(，,、。.:：共])")
QUESTION = re.compile(r"^\s*(?:第\s*)?(\d{1,5})\s*(?:题|[.．、)）](?!\d))\s*(.*)$", re.DOTALL)
TYPE_TAG = re.compile(rf"^[\[【（(]\s*({KINDS})题?\s*[\]】）)]\s*")
OPTION = re.compile(r"^\s*[（(]?([A-H])\s*[.．、)）:：]\s*(.*)$", re.DOTALL)
NEXT_OPTION = re.compile(r"(?<![A-Za-z0-9])[（(]?([B-H])\s*[.．、)）:：]\s*")
FIELD = re.compile(
    r"^\s*[【\[]?\s*((?:参考|标准|正确)?答案(?:要点)?|(?:答案)?解析|鉴定范围|鉴定点|知识点|难度|重要程度|分值|考核时长|场地要求|否决项|准备清单|评分表)\s*[】\]]?\s*[:：]\s*(.*)$"
    r"|^\s*[【\[]((?:参考|标准|正确)?答案|(?:答案)?解析)[】\]]\s*(.*)$",
    re.DOTALL,
)
ANSWER_LIST = re.compile(r"^\s*(?:附[:：]?)?\s*(?:(?:参考|标准|正确|试题)*答案(?:及解析|与解析|表|页)?)\s*[:：]?\s*$")
INLINE = re.compile(r"[（(]\s*(?:〔粗:)?([A-H](?:\s*[,，、]?\s*[A-H]){0,7}|√|×|✓|✗|对|错|正确|错误)〕?\s*[)）]")
SUB = re.compile(r"^\s*(?:(?:小题|问题)\s*(\d{1,2})\s*[:：、.．]|第\s*(\d{1,2})\s*(?:小题|问)\s*[:：]?|[（(]\s*(\d{1,2})\s*[)）])\s*(.*)$", re.DOTALL)
OWN_STEM = re.compile(r"(\S{1,40})\. ?(.*)$", re.DOTALL)
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
    subs: list[Draft] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    task: Task | None = None
    exact: bool = False  # from a document of our own: nothing is guessed

    @property
    def target(self) -> Draft:
        """Where lines go: the last sub-item of a case, or the item itself."""
        return self.subs[-1] if self.subs else self

    def all_texts(self) -> Iterator[str]:
        yield from self.texts.values()
        for sub in self.subs:
            yield from sub.texts.values()

    def add(self, text: str, line: Line, into: str | None = None) -> None:
        """A line of text for a field, its pictures and formulas numbered through the item."""
        if into is not None:
            self.into = into
            if into in self.texts and into not in ("stem", "caption"):
                self.problems.append(Problem(self.where, into, "同一内容出现两次，已合并。"))
        held = self.texts.get(self.into, "")
        self.texts[self.into] = f"{held}\n{text}" if held else text

    @property
    def where(self) -> str:
        return f"第 {self.row} 段"


OF_THE_ITEM = ("scope", "point", "difficulty", "importance")  # said of a case, never of a sub-item
TASK_FIELDS = ("考核时长", "场地要求", "否决项", "准备清单", "评分表")
FIELD_NAMES = {
    "分值": "score",
    "考核时长": "minutes",
    "场地要求": "requirements",
    "否决项": "faults",
    "准备清单": "caption",
    "评分表": "caption",
    "鉴定范围": "scope",
    "鉴定点": "point",
    "知识点": "point",
    "难度": "difficulty",
    "重要程度": "importance",
}


def read_word(content: bytes, progress: Callable[[int, int], None] | None = None) -> ParseReport:
    """Items of a .docx; `progress(paragraph, paragraphs)` is told how far it is. What is not understood becomes a
    problem; a file that cannot be read is BadInput."""
    parser = Parser()
    for line in word_lines(content, progress):
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
        if line.rows is not None:
            self.table(line)
            return
        text = line.text.replace("\xa0", " ")
        if line.style:
            self.own_line(text, line)
            return
        if not text.strip():
            return
        plain = bare(text)
        section = SECTION.match(plain)
        if section and len(plain) < 80 and not QUESTION.match(plain):
            self.start_section(section[1], plain[section.end() :])
        elif ANSWER_LIST.match(plain) and self.drafts:
            self.listing, self.section, self.draft = True, 0, None
        elif self.listing:
            self.listed_line(plain, line)
        else:
            self.item_line(structure_unmarked(text), line)

    def own_line(self, text: str, line: Line) -> None:
        """A paragraph of `write_word`: its style says what it is."""
        stem, option, field_ = OWN_STEM.match(text), OPTION.match(text), FIELD.match(text)
        if line.style == "LiangcaiStem" and stem:
            self.draft = Draft(stem[1], self.section, self.kind, line.number, exact=True)
            self.drafts.append(self.draft)
            self.raw(stem[2], line)
        elif self.draft is None:
            self.problems.append(Problem(f"第 {line.number} 段", "位置", f"不属于任何试题，未读取：{bare(text)[:30]}"))
        elif line.style == "LiangcaiSub" and (sub := SUB.match(text)):
            self.start_sub(sub[4], line)
        elif line.style == "LiangcaiOption" and option:
            self.raw(option[2], line, option[1])
        elif line.style == "LiangcaiField" and field_:
            self.raw(field_[2] or field_[4] or "", line, into_of(field_[1] or field_[3]))
        else:
            self.raw(text, line)

    def start_sub(self, stem: str, line: Line) -> None:
        assert self.draft is not None
        sub = Draft(str(len(self.draft.subs) + 1), self.section, None, line.number, exact=self.draft.exact)
        self.draft.subs.append(sub)
        stem = self.tagged(sub, stem)
        self.raw(stem, line) if sub.exact else self.put(stem, line)

    def raw(self, text: str, line: Line, into: str | None = None) -> None:
        """A text as it stands, without looking for options in it."""
        draft = self.draft
        assert draft is not None
        text = marked(text, line, draft)
        draft.problems += [Problem(f"第 {line.number} 段", "内容", words) for words in line.lost]
        (draft if into in OF_THE_ITEM else draft.target).add(text, line, into)

    def table(self, line: Line) -> None:
        """A table of answers, of supplies, of criteria, one that only lays questions out, or one of an item."""
        assert line.rows is not None
        head = [bare(cell).replace(" ", "").strip() for cell in line.rows[0].cells]
        if (head and head[0] == "题号") or (self.listing and head and head[0] == "答案"):
            for row in line.rows:
                self.answer_table([bare(cell) for cell in row.cells])
            return
        draft = self.draft
        if draft is not None and draft.kind == "practical" and (read := task_table(draft.task or Task(), head, line.rows)):
            draft.task, faults = read
            draft.problems += [Problem(f"第 {line.number} 段", "表格", words) for words in faults]
            return
        if draft is None or any(lays_out(bare(cell)) for row in line.rows for cell in row.cells):
            for row in line.rows:
                self.take(row.line())
            return
        width = max(len(row.cells) for row in line.rows)
        cells = [[clean(marked(cell, line, draft)) for cell in row.cells] for row in line.rows]
        draft.problems += [Problem(f"第 {line.number} 段", "内容", words) for words in line.lost]
        draft.tables.append(Grid(tuple(tuple(row + [""] * (width - len(row))) for row in cells)))
        marker = f"〔表{len(draft.tables)}〕"
        if not any(marker in text for text in draft.all_texts()):
            draft.target.add(marker, line)

    def start_section(self, words: str, rest: str) -> None:
        self.section += 1
        self.draft = None
        if not self.listing:
            self.kind = type_named(words)
        elif rest.strip(" :：、"):
            self.listed_line(rest, Line(rest, 0))

    def item_line(self, text: str, line: Line) -> None:
        question, option, named = QUESTION.match(text), OPTION.match(text), self.field(text)
        if (sub := self.sub_start(text)) is not None:
            self.start_sub(sub, line)
        elif question:
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
            self.put(named[1], line, into_of(named[0]))
        elif option and self.draft.target.into in ("stem", *LETTERS):
            self.put(text, line)
        else:
            self.put(text.strip(), line)

    def field(self, text: str) -> tuple[str, str] | None:
        """(label, words) of 答案：…, 难度：… and the like, where the item can have such a field."""
        named = FIELD.match(text)
        if named is None:
            return None
        label, rest = (named[1], named[2]) if named[1] else (named[3], named[4])
        if label in TASK_FIELDS and (self.draft is None or self.draft.kind != "practical"):
            return None
        if label == "分值" and (self.draft is None or not self.draft.subs):
            return None
        return label, rest

    def sub_start(self, text: str) -> str | None:
        """The words of a sub-item that begins here, where a case is being read and the number is the next."""
        if self.draft is None or self.draft.kind != "case":
            return None
        sub = SUB.match(text)
        if sub is None or int(sub[1] or sub[2] or sub[3]) != len(self.draft.subs) + 1:
            return None
        return sub[4]

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
        if into is not None or draft.target.into not in ("stem", *LETTERS):
            self.raw(text, line, into)
            return
        text, target = marked(text, line, draft), draft.target
        draft.problems += [Problem(f"第 {line.number} 段", "内容", words) for words in line.lost]
        head, options = cut_options(text, target.texts)
        if head.strip():
            target.add(mended(head.strip()) if options else head, line)
        for letter, words in options:
            target.add(mended(words.strip()), line, letter)

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

    def answer_table(self, cells: list[str]) -> None:
        """A row of a table of answers: 题号 with the numbers, then 答案."""
        name = cells[0].strip() if cells else ""
        if name == "题号":
            self.listing, self.listed_numbers, self.draft = True, [cell.strip() for cell in cells[1:]], None
        elif name == "答案":
            for number, answer in zip(self.listed_numbers, cells[1:], strict=False):
                if number and answer.strip():
                    self.listed[self.section, number] = answer.strip()
            self.listed_numbers = []

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


def into_of(label: str) -> str:
    return FIELD_NAMES.get(label, "answer" if "答案" in label and "解析" not in label else "explanation")


def structure_unmarked(text: str) -> str:
    """The line with its marks, except over the number, the letter or the label at its start."""
    if "〔" not in text:
        return text
    plain = bare(text)
    found = QUESTION.match(plain) or OPTION.match(plain) or FIELD.match(plain)
    if found is None:
        return text
    length = found.start(found.lastindex or 0)
    rest, left = [], length
    for run in runs(text):
        if len(run.text) > left:
            rest.append(Run(run.text[left:], run.bold, run.place))
        left = max(0, left - len(run.text))
    return plain[:length] + marked_up(rest)


def mended(words: str) -> str:
    """A piece cut out of a marked line: a mark of which only one end is left goes."""
    return words if words.count("〔") == words.count("〕") else OPENING.sub("", words).replace("〕", "")


def lays_out(cell: str) -> bool:
    """Whether a table's cell holds a question, an option or an answer, so that the table is only a layout."""
    return bool(QUESTION.match(cell) and len(cell) > 6) or bool(OPTION.match(cell)) or bool(FIELD.match(cell))


def finished(draft: Draft) -> ParsedItem:
    stem, options, answer, kind, explanation = content_of(draft)
    problems = list(draft.problems)
    texts = {name: clean(words) for name, words in draft.texts.items()}
    difficulty, importance = texts.get("difficulty", ""), texts.get("importance", "")
    if difficulty and difficulty_named(difficulty) is None:
        problems.append(Problem(draft.where, "难度", f"难度为“{difficulty}”，应为 0 到 1 之间的数或 易…难。"))
    if importance and importance_named(importance) is None:
        problems.append(Problem(draft.where, "重要程度", f"重要程度为“{importance}”，应为 X、Y、Z。"))
    if draft.kind is None:
        problems.append(Problem(draft.where, "题型", "文件没有写明题型，按内容判断，请核对。"))
    return ParsedItem(
        number=draft.number, type=kind, stem=stem, options=options, answer=answer, explanation=explanation,
        scope=texts.get("scope", ""), point=texts.get("point", ""),
        difficulty=difficulty_named(difficulty) if difficulty else None,
        importance=importance_named(importance) or "" if importance else "",
        pictures=tuple(draft.pictures), formulas=tuple(draft.formulas), tables=tuple(draft.tables),
        sub_items=tuple(sub_item(sub, problems) for sub in draft.subs), task=task_with(draft, texts, problems),
        source_row=draft.row, problems=tuple(problems),
    )  # fmt: skip


def content_of(draft: Draft) -> tuple[str, tuple[str, ...], str, str, str]:
    """(stem, options, answer, type, explanation); an answer in the stem's brackets is taken out of them."""
    texts = {name: clean(words) for name, words in draft.texts.items()}
    options = tuple(texts[letter] for letter in LETTERS if letter in texts)
    stem, answer = texts["stem"], texts.get("answer", "")
    open_ = not draft.exact and draft.kind in (None, "true_false", *CHOICES)
    inline = list(INLINE.finditer(stem)) if open_ else []
    if inline and not answer:
        answer = inline[-1][1]
        stem = stem[: inline[-1].start()] + EMPTY_BRACKETS + stem[inline[-1].end() :]
    kind = draft.kind or guessed(stem, options, answer)
    answer = normal_answer(kind, bare(answer) if kind in (*CHOICES, "true_false") else answer)
    return stem, options, answer, kind, texts.get("explanation", "")


def sub_item(draft: Draft, problems: list[Problem]) -> SubItem:
    stem, options, answer, kind, explanation = content_of(draft)
    score = clean(draft.texts.get("score", ""))
    if score and weight_named(score) is None:
        problems.append(Problem(draft.where, "分值", f"第 {draft.number} 小题分值为“{score}”，应为大于 0 的数。"))
    return SubItem(kind, stem, options, answer, explanation, weight_named(score))


def task_with(draft: Draft, texts: dict[str, str], problems: list[Problem]) -> Task | None:
    """The task that tables began, with what its fields say."""
    if draft.kind != "practical" or (draft.task is None and not {"minutes", "requirements", "faults"} & set(texts)):
        return draft.task
    minutes = bare(texts.get("minutes", "")).removesuffix("分钟").strip()
    if minutes and not minutes.isdecimal():
        problems.append(Problem(draft.where, "考核时长", f"考核时长为“{minutes}”，应为分钟数。"))
    return replace(
        draft.task or Task(), minutes=int(minutes) if minutes.isdecimal() else None,
        requirements=texts.get("requirements", ""),
        faults_that_fail=tuple(filter(None, map(str.strip, texts.get("faults", "").split("\n")))),
    )  # fmt: skip


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
