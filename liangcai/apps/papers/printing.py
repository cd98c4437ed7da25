"""Papers, keys, guides, sheets and practical documents as the typesetter takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils import timezone

from liangcai.apps.item_bank.engine_io import parsed_content
from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.printing import content_of
from liangcai.apps.papers.engine_io import digest, plan_of
from liangcai.apps.papers.models import ItemOrder
from liangcai.apps.papers.models import Paper as PaperRow
from liangcai.apps.station.selectors import setting_on
from liangcai.engines import item_files
from liangcai.engines.assembly import Cell
from liangcai.engines.item_files.text import pieces
from liangcai.engines.omr import SheetCandidate, SheetLayout, layout_for
from liangcai.engines.typesetting import paper as page
from liangcai.engines.typesetting.answer_key import AnswerKey, KeyEntry, KeyPart
from liangcai.engines.typesetting.conformity_certificate import ConformityCertificate, ConformityCheck
from liangcai.engines.typesetting.marking_guide import GuideEntry, GuidePart, MarkingGuide
from liangcai.engines.typesetting.paper import Paper, Part, Question
from liangcai.engines.typesetting.plain import ordinal_words
from liangcai.engines.typesetting.preparation_notice import PreparationNotice, Supply
from liangcai.engines.typesetting.scoring_sheet import Criterion, ScoringSheet
from liangcai.engines.typesetting.table_report import TableReport
from liangcai.kernel.refusals import Refused

ORGANIZATION = "江苏省职业技能评价"
CHECKS = {"cells": "方案单元", "scope": "考核范围", "weight": "比重", "type": "题型", "count": "题量", "score": "分值",
          "enemies": "相克题", "max_item_use": "试题重复使用", "importance": "重要程度比例", "max_per_point": "同一鉴定点题数",
          "tolerance": "难度偏差", "information": "信息量"}  # fmt: skip
FOUND = {"equal": "与方案一致", "kept": "符合", "none together": "无同卷", "not asked": "方案未要求"}
BECAUSE = {"too few items": "试题不足", "enemies": "受相克题限制", "points": "受同一鉴定点题数限制", "max_item_use": "受试题重复使用次数限制"}
BANDS = {"easy": "易", "medium": "中", "hard": "难", "": ""}
CHOICE_WORDS = {"required": "必考", "any_one": "任选一项", "": ""}
TRUE_FALSE = {"A": "√", "B": "×"}
MARKED = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE, ItemType.TRUE_FALSE)  # filled in on the sheet
INSTRUCTIONS = {
    ItemType.SINGLE_CHOICE: "选择一个正确的答案，将相应字母填涂在答题卡上。",
    ItemType.MULTIPLE_CHOICE: "每题有两个以上正确答案，多选、少选、错选均不得分。",
    ItemType.TRUE_FALSE: "正确的填涂“√”，错误的填涂“×”。",
}
ANSWER_LINES = {ItemType.SHORT_ANSWER: 5, ItemType.CALCULATION: 8, ItemType.ESSAY: 14}
CASE_LINES = 6  # under a case without sub-questions


def item_of(question: Mapping[str, Any]) -> item_files.ParsedItem:
    return item_files.ParsedItem(number="", type=question["type"], **parsed_content(question["type"], question))


def printed_question(question: Mapping[str, Any]) -> Question:
    item, kind = item_of(question), question["type"]
    subs = tuple(
        Question(content_of(sub.stem, item), () if sub.type == ItemType.TRUE_FALSE else contents(sub.options, item),
                 ANSWER_LINES.get(sub.type, 0))  # type: ignore[call-overload]
        for sub in item.sub_items
    )  # fmt: skip
    lines = ANSWER_LINES.get(kind, 0) if kind != ItemType.CASE else 0 if subs else CASE_LINES
    options = () if kind == ItemType.TRUE_FALSE else contents(item.options, item)
    return Question(content_of(item.stem, item), options, lines, subs)


def contents(texts: Sequence[str], item: item_files.ParsedItem) -> tuple[page.Content, ...]:
    return tuple(content_of(text, item) for text in texts)


def by_type(questions: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for kind, group in groupby(questions, key=lambda q: q["type"]):
        yield kind, list(group)


def points(rows: Sequence[Mapping[str, Any]]) -> float:
    return sum(float(row["score"]) for row in rows)


def printed_paper(questions: Sequence[Mapping[str, Any]], *, title: str, code: str, minutes: int, on: date,
                  plan: Sequence[Cell] = ()) -> Paper:  # fmt: skip
    """The paper, with the pass score of the day. A practical one has a part for each part of its plan, with choice, time and weight."""
    cells = {cell.name: cell for cell in plan}
    practical = questions[0]["type"] == ItemType.PRACTICAL
    parts = tuple(practical_part(n, q, cells[q["cell"]]) for n, q in enumerate(questions, 1)) if practical else tuple(
        theory_part(kind, rows) for kind, rows in by_type(questions))  # fmt: skip
    full = points(questions)
    notes = ("按规定穿戴劳动防护用品，遵守安全操作规程。", "考核超时的部分不计分。") if practical else (
        "请首先在密封线内填写单位、姓名、准考证号。", "仔细阅读答题要求，在规定的位置作答；不要在试卷上做标记。")  # fmt: skip
    return Paper(organization=ORGANIZATION, title=title, subtitle="操作技能考核试卷" if practical else "理论知识试卷",
                 paper_code=code, minutes=minutes, full_score=full, pass_score=round(full * float(Fraction(setting_on("paper_pass_share", on))), 2), parts=parts,
                 instructions=notes)  # fmt: skip


def theory_part(kind: str, rows: Sequence[Mapping[str, Any]]) -> Part:
    scores = {float(row["score"]) for row in rows}
    each = f"每题 {scores.pop():g} 分，" if len(scores) == 1 else ""
    return Part(
        title=str(ItemType(kind).label),
        instruction=f"{span(rows)}。{INSTRUCTIONS.get(kind, '')}"  # type: ignore[call-overload]
                    f"{each}满分 {points(rows):g} 分。",
        questions=tuple(map(printed_question, rows)), answer_brackets=kind == ItemType.TRUE_FALSE,
    )  # fmt: skip


def span(rows: Sequence[Mapping[str, Any]]) -> str:
    first, last = rows[0]["position"], rows[-1]["position"]
    return f"第 {first} 题" if first == last else f"第 {first} 题～第 {last} 题"


def practical_part(n: int, question: Mapping[str, Any], cell: Cell) -> Part:
    title = cell.title or f"第{ordinal_words(n)}部分"
    choice = f"{CHOICE_WORDS[cell.choice]}，" if cell.choice else ""
    return Part(title=title, instruction=f"{choice}考核时间 {cell.minutes} 分钟，占 {cell.score:g} 分。",
                questions=(printed_question(question),))  # fmt: skip


def flat(text: str, item: item_files.ParsedItem) -> str:
    """A text in one line of plain words: formulas as they read, pictures by name."""
    words = []
    for piece in pieces(text, item):
        words.append(f"（见图 {piece.name}）" if isinstance(piece, item_files.Picture) else
                     "（见表）" if isinstance(piece, item_files.Grid) else piece.text)  # fmt: skip
    return "".join(words)


def printed_key(questions: Sequence[Mapping[str, Any]], *, title: str, code: str) -> AnswerKey:
    parts = []
    for kind, rows in by_type(questions):
        parts.append(KeyPart(str(ItemType(kind).label), tuple(key_entry(row, item_of(row)) for row in rows)))
    return AnswerKey(title, code, tuple(parts))


def key_entry(question: Mapping[str, Any], item: item_files.ParsedItem) -> KeyEntry:
    if question["type"] in MARKED:
        answer = question["answer"]
        return KeyEntry(question["position"], TRUE_FALSE.get(answer, "") if question["type"] == ItemType.TRUE_FALSE else answer,
                        float(question["score"]))  # fmt: skip
    answers = [f"（{n}）{flat(sub.answer, item)}" for n, sub in enumerate(item.sub_items, 1)] or [flat(item.answer, item)]
    return KeyEntry(question["position"], "\n".join(answers), float(question["score"]), flat(item.explanation, item))


def printed_guide(questions: Sequence[Mapping[str, Any]], *, title: str, code: str) -> MarkingGuide:
    """Only the written questions; practical tasks have scoring sheets."""
    parts = [GuidePart(str(ItemType(kind).label), tuple(map(guide_entry, rows)))
             for kind, rows in by_type(questions) if kind not in (*MARKED, ItemType.PRACTICAL)]  # fmt: skip
    return MarkingGuide(title, code, tuple(parts))


def guide_entry(question: Mapping[str, Any]) -> GuideEntry:
    item = item_of(question)
    subs = tuple(GuideEntry(n, content_of(sub.stem, item), content_of(sub.answer, item), content_of(sub.explanation, item),
                            sub.score) for n, sub in enumerate(item.sub_items, 1))  # fmt: skip
    return GuideEntry(question["position"], content_of(item.stem, item), content_of(item.answer, item),
                      content_of(item.explanation, item), float(question["score"]), subs)  # fmt: skip


def sheet_layout(questions: Sequence[Mapping[str, Any]], title: str) -> SheetLayout:
    """The answer sheet that fits the paper: the marked questions come first in it, true/false last of them."""
    marked = [q for q in questions if q["type"] in MARKED]
    if not marked:
        raise Refused("no_sheet", "本卷没有填涂作答的题，不用答题卡。")
    options = max([len(q.get("options", ())) for q in marked if q["type"] != ItemType.TRUE_FALSE], default=4)
    multiple = frozenset(q["position"] for q in marked if q["type"] == ItemType.MULTIPLE_CHOICE)
    return layout_for(len(marked), options, sum(q["type"] == ItemType.TRUE_FALSE for q in marked), multiple, title)


def blank_candidates(code: str, copies: int) -> list[SheetCandidate]:
    """Sheets without names: ticket numbers are stand-ins, for candidates who are not on a roster."""
    return [SheetCandidate(f"{n:04d}", "", "", code) for n in range(1, copies + 1)]


def printed_notices(questions: Sequence[Mapping[str, Any]], paper: PaperRow, *, site: str, starts_at: datetime,
                    work_places: int) -> list[PreparationNotice]:  # fmt: skip
    """One a task."""
    cells = {cell.name: cell for cell in plan_of(paper.run.blueprint.text).cells}
    return [notice_of(q, paper, cells[q["cell"]], site, starts_at, work_places) for q in questions]


def notice_of(question: Mapping[str, Any], paper: PaperRow, cell: Cell, site: str, starts_at: datetime,
              work_places: int) -> PreparationNotice:  # fmt: skip
    bank, item, task = paper.run.blueprint.bank, item_of(question), task_of(question)
    kinds: dict[str, list[Supply]] = {}
    for s in task.supplies:
        kinds.setdefault(s.kind, []).append(Supply(s.name, s.specification, s.quantity, s.unit, s.remark))
    return PreparationNotice(
        notice_number=f"{paper_number(paper)}-{question['position']}", target=bank.occupation_name, level=bank.level,
        task=first_line(flat(item.stem, item)), site=site, starts_at=timezone.localtime(starts_at),
        minutes=task.minutes or cell.minutes, work_places=work_places,
        **{field: tuple(kinds.get(kind, ())) for field, kind in zip(
            ("equipment", "materials", "tools", "candidate_brings"), item_files.SUPPLY_KINDS, strict=True)},
        requirements=tuple(flat(line, item) for line in task.requirements.splitlines() if line.strip()),
    )  # fmt: skip


def printed_scoring(questions: Sequence[Mapping[str, Any]], paper: PaperRow, assessors: int) -> list[ScoringSheet]:
    """One a task, its criteria in points of the part's weight; candidate fields are left to be written in."""
    cells = {cell.name: cell for cell in plan_of(paper.run.blueprint.text).cells}
    bank, sheets = paper.run.blueprint.bank, []
    for question in questions:
        item, task, cell = item_of(question), task_of(question), cells[question["cell"]]
        share = float(question["score"]) / task.total_weight if task.total_weight else 0
        sheets.append(ScoringSheet(
            target=bank.occupation_name, level=bank.level, task=first_line(flat(item.stem, item)),
            paper_code=f"{paper_number(paper)}-{question['position']}", candidate="", ticket_number="", place="",
            minutes=task.minutes or cell.minutes,
            criteria=tuple(Criterion(c.content, c.standard, round(c.weight * share, 4)) for c in task.criteria),
            assessors=("",) * assessors, faults_that_fail=task.faults_that_fail,
        ))  # fmt: skip
    return sheets


def task_of(question: Mapping[str, Any]) -> item_files.Task:
    """The practical part of an item; refuses one without criteria, which nobody could score."""
    task = item_of(question).task
    if task is None or not task.criteria:
        raise Refused("task_without_criteria", f"第 {question['position']} 题没有评分标准，不能打印。", hint="请先在题库中补全评分表。")
    return task


def first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= 40 else line[:39] + "…"


def paper_number(paper: PaperRow) -> str:
    return f"{str(paper.run.public_id)[:8]}-{paper.code}"


def printed_conformity(paper: PaperRow) -> ConformityCertificate:
    run, certificate = paper.run, paper.conformity
    checks = tuple(ConformityCheck(CHECKS.get(name, name), "按方案", FOUND.get(found, found), True)
                   for name, found in certificate["checks"].items())  # fmt: skip
    (signature,) = certificate["signatures"]
    return ConformityCertificate(
        paper_code=paper.code, paper_title=str(run.blueprint.bank), blueprint_name=run.blueprint.name,
        blueprint_digest=certificate["blueprint_sha256"], paper_digest=certificate["paper_sha256"],
        bank_version=str(run.blueprint.bank.version), seed=str(run.seed), assembled_at=timezone.localtime(run.assembled_at),
        checks=checks, signer=signature["key_id"], signature=signature["signature"],
        code=f"LCPAPER:{paper.code}:{certificate['paper_sha256']}:{digest(run.blueprint.text)}",
    )  # fmt: skip


ORDER_COLUMNS = ("序号", "方案单元", "鉴定范围", "题型", "难度", "需要", "可用", "缺少", "原因", "到题")


def cell_words(name: str) -> str:
    """A cell's name in words: A-B/single_choice/easy → A-B 单项选择题（易）; "importance X" → 重要程度 X."""
    if name.startswith("importance "):
        return name.replace("importance", "重要程度")
    scope, kind, *band = name.partition("#")[0].split("/")
    return f"{scope} {dict(ItemType.choices).get(kind, kind)}" + (f"（{BANDS.get(band[0], band[0])}）" if band else "")


def order_rows(order: ItemOrder) -> list[tuple[Any, ...]]:
    """Line by line, as the order is shown and written to files."""
    types = dict(ItemType.choices)
    return [(line.number, cell_words(line.cell), line.scope, str(types.get(line.type, "")), BANDS.get(line.band, line.band), line.needed,
             line.available, line.short, BECAUSE.get(line.because, line.because),
             line.arrived_on.isoformat() if line.arrived_on else "") for line in order.lines.all()]  # fmt: skip


def printed_order(order: ItemOrder) -> TableReport:
    rows = tuple(tuple(str(cell) for cell in row) for row in order_rows(order))
    return TableReport(f"命题需求单 {order.order_number}", ORDER_COLUMNS, rows,
                       filters=f"{order.blueprint.bank} · {order.blueprint.name} · {order.forms} 套",
                       printed_by=order.ordered_by.display_name, printed_at=timezone.localtime(order.ordered_at))  # fmt: skip

