"""Anonymous responses: what a package may hold, and the matrices that the statistics engine reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.item_quality.models import ResponseSet
from liangcai.apps.papers.engine_io import as_assembled
from liangcai.apps.papers.models import AssemblyRun, PaperItem
from liangcai.engines.psychometrics import MISSING
from liangcai.kernel.refusals import BadInput, Refused

HEAD = {"package_sha256", "held_on", "rows"}
ROW = {"paper", "answers"}
LETTERS = "ABCDEFGH"
OBJECTIVE = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE, ItemType.TRUE_FALSE)
ONE_LETTER = (ItemType.SINGLE_CHOICE, ItemType.TRUE_FALSE)


@dataclass(frozen=True)
class Responses:
    """A package as read: the papers' package it answers, the day, and (paper, letters by position) rows."""

    package_sha256: str
    held_on: date
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Form:
    """One paper's objective items, in the versions that were printed, with `scored` (N, J) of 1, 0, MISSING and, for items answered by one letter,
    `choices` option codes; `key` is the keyed code or −1. `options` is how many the widest item has."""

    code: str
    items: list[Item]
    versions: list[int]
    scored: np.ndarray
    choices: np.ndarray
    key: list[int]
    options: list[int]


def read_responses(content: bytes) -> Responses:
    """Refuses whatever is not exactly papers and letters: a field more could say who answered."""
    try:
        given = json.loads(content)
        held_on = date.fromisoformat(given["held_on"])
        rows, package = list(given["rows"]), str(given["package_sha256"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadInput("responses_file", "不是匿名作答文件：应有 package_sha256、held_on、rows。") from None
    extra = set(given) - HEAD | {key for row in rows if isinstance(row, dict) for key in set(row) - ROW}
    if extra:
        raise Refused("not_anonymous", f"作答包含有不应出现的栏目：{'、'.join(sorted(map(str, extra))[:5])}。题库工作站不得接收能辨认考生的信息，整包未接收。",
                      hint="请考场机用“匿名作答封装”重新生成。", facts={"found": sorted(map(str, extra))})  # fmt: skip
    return Responses(package, held_on, [_row(n, row) for n, row in enumerate(rows, start=1)])


def _row(n: int, row: Any) -> tuple[str, list[str]]:
    if not isinstance(row, dict) or set(row) != ROW or not isinstance(row["answers"], list) or not isinstance(row["paper"], str):
        raise BadInput("responses_row", f"第 {n} 行应只有 paper 和 answers。", where=f"第 {n} 行")
    for answer in row["answers"]:
        if not isinstance(answer, str) or set(answer) - set(LETTERS):
            raise Refused("not_anonymous", f"第 {n} 行的作答不全是选项字母，可能含有文字。整包未接收。", where=f"第 {n} 行",
                          hint="匿名作答只含选项字母。")  # fmt: skip
    return row["paper"], row["answers"]


def forms_of(run: AssemblyRun, rows: Sequence[tuple[str, list[str]]], key: bytes) -> list[Form]:
    """The matrices of every paper that somebody answered. Refuses papers this run does not have and rows of another
    length than their paper."""
    papers = {paper.code: list(paper.items.select_related("item").order_by("position")) for paper in run.papers.order_by("code")}
    given: dict[str, list[list[str]]] = {}
    for n, (code, answers) in enumerate(rows, start=1):
        if len(answers) != len(papers.get(code, ())):
            raise BadInput("responses_paper", f"第 {n} 行：试卷 {code[:4]} 有 {len(papers.get(code, ()))} 题，作答有 {len(answers)} 题。",
                           where=f"第 {n} 行")  # fmt: skip
        given.setdefault(code, []).append(answers)
    return [_form(code, papers[code], given[code], key) for code in sorted(given)]


def _form(code: str, paper: list[PaperItem], answers: list[list[str]], key: bytes) -> Form:
    items, printed = [place.item for place in paper], as_assembled(paper)
    answers = [[as_written(answer, place) for answer, place in zip(row, paper, strict=True)] for row in answers]
    places = [j for j, item in enumerate(printed) if item.type in OBJECTIVE]
    contents = [open_content(printed[j].sealed_content, key, str(items[j].public_id)) for j in places]
    right = ["".join(sorted(str(content["answer"]).strip().upper())) for content in contents]
    scored = np.array([[MISSING if not row[j] else int(row[j] == right[n]) for n, j in enumerate(places)] for row in answers],
                      np.int8).reshape(len(answers), len(places))  # fmt: skip
    one = [printed[j].type in ONE_LETTER for j in places]
    choices = np.array([[LETTERS.index(row[j]) if one[n] and len(row[j]) == 1 else MISSING for n, j in enumerate(places)]
                        for row in answers], np.int8).reshape(len(answers), len(places))  # fmt: skip
    return Form(code, [items[j] for j in places], [paper[j].item_version for j in places], scored, choices,
                [LETTERS.index(answer) if alone and len(answer) == 1 else MISSING for alone, answer in zip(one, right, strict=True)],
                [2 if printed[j].type == ItemType.TRUE_FALSE else len(content.get("options", ()))
                 for j, content in zip(places, contents, strict=True)])  # fmt: skip


def as_written(answer: str, place: PaperItem) -> str:
    """The letters as the item has them, where this paper shows its options in another order."""
    order = place.option_order
    if not order:
        return answer
    return "".join(sorted(LETTERS[order[LETTERS.index(letter)]] for letter in answer if LETTERS.index(letter) < len(order)))


def as_json(responses: Responses) -> Mapping[str, Any]:
    """What is sealed and kept: the rows as they came."""
    return {"package_sha256": responses.package_sha256, "held_on": responses.held_on.isoformat(),
            "rows": [{"paper": paper, "answers": answers} for paper, answers in responses.rows]}  # fmt: skip


def kept_forms(response_set: ResponseSet, key: bytes) -> list[Form]:
    """The matrices of a sitting from the responses kept under seal."""
    kept = open_content(response_set.sealed_responses, key, str(response_set.public_id))
    return forms_of(response_set.dispatch.run, [(row["paper"], row["answers"]) for row in kept["rows"]], key)
