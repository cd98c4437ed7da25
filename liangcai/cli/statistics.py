"""`liangcai statistics`: item statistics and calibration from a sitting's anonymous responses."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liangcai.cli.csv_tables import decode, read_table, write_table
from liangcai.cli.output import json_option, print_json, print_table, progress
from liangcai.kernel.refusals import BadInput, RowErrors

if TYPE_CHECKING:
    import polars as pl

MODELS = ("classical", "rasch", "2pl")
UNANSWERED = {"", "-", "—", "*", "?"}
TRUE_WORDS, FALSE_WORDS = {"√", "对", "正确", "T", "TRUE"}, {"×", "X", "错", "错误", "F", "FALSE"}
HEAD = (
    "item_id", "answered", "missing", "difficulty", "discrimination", "slope", "slope_error", "logit", "logit_error",
    "infit", "outfit", "proposed_difficulty", "problem", "findings",
)  # fmt: skip


@click.command(
    help="试题统计与标定。RESPONSES.csv 第一列为考生代号，其后每题一列（填所选答案，空为未答）；"
    "KEY.csv 有 item_id、key 两列，可另有 difficulty（题库现有难度）。"
)
@click.argument("responses", type=click.Path(path_type=Path))
@click.option("--key", "key_file", type=click.Path(path_type=Path), required=True, help="答案 CSV")
@click.option("--model", type=click.Choice(MODELS), default="classical", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出统计结果的 CSV")
@json_option
def command(responses: Path, key_file: Path, model: str, out: Path, as_json: bool) -> None:
    # several threads on one product this small spend more time waiting than multiplying
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from liangcai.engines import psychometrics as engine

    steps = progress(range(4), label="统计", quiet=as_json)
    with steps as bar:
        key, held = read_key(key_file)
        items, columns = read_responses(responses, key)
        bar.update(1)
        scored, choices, options = coded(columns, [key[item] for item in items])
        statistics = engine.classical(scored, items)
        findings = [finding for item in statistics.items for finding in engine.item_findings(item)]
        if options:
            letters = [items[j] for j in options]
            codes = [ord(key[name]) - ord("A") for name in letters]
            width = max(2, int(choices.max()) + 1, *(code + 1 for code in codes))
            findings += engine.distractor_findings(engine.option_tables(choices, letters, codes, width))
        proposals = engine.difficulty_proposals(statistics.items, held)
        bar.update(1)
        calibration = {"rasch": engine.rasch, "2pl": engine.two_parameter}.get(model, lambda *_: None)(scored, items)
        bar.update(1)
        fits = []
        if calibration and any(item.difficulty is not None for item in calibration.items):
            fits = engine.item_fit(scored, calibration, engine.abilities(scored, calibration)[0])
        bar.update(1)
    rows = list(table(statistics, calibration, fits, proposals, findings))
    write_table(out, HEAD, rows)
    if as_json:
        print_json(summary(model, statistics, calibration, proposals, findings, out))
        return
    show(rows, statistics, calibration, proposals, out)


def read_key(path: Path) -> tuple[dict[str, str], dict[str, float | None]]:
    """(right answer, difficulty held by the bank) of each item."""
    head, rows = read_table(path, required=("item_id", "key"))
    key: dict[str, str] = {}
    held: dict[str, float | None] = {}
    errors = []
    for number, row in enumerate(rows, 2):
        fields = dict(zip(head, row, strict=True))
        item, answer = fields["item_id"].strip(), normal(fields["key"])
        difficulty = fields.get("difficulty", "").strip()
        if not item or item in key:
            errors.append({"row": number, "field": "item_id", "found": item, "expected": "不空且不重复"})
        if answer in UNANSWERED:
            errors.append({"row": number, "field": "key", "found": fields["key"], "expected": "一个答案"})
        held[item] = share(difficulty)
        if difficulty and held[item] is None:
            errors.append({"row": number, "field": "difficulty", "found": difficulty, "expected": "0 到 1 的数"})
        key[item] = answer
    if errors:
        places = "；".join(f"第 {e['row']} 行 {e['field']} 为“{e['found']}”，应为{e['expected']}" for e in errors[:5])
        raise RowErrors(f"答案表有 {len(errors)} 处错误：{places}。", errors, where=str(path))
    return key, held


def share(text: str) -> float | None:
    """A number from 0 to 1; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def normal(answer: str) -> str:
    """One spelling of an answer: letters of a multiple choice sorted, true and false as A and B."""
    answer = answer.strip().upper()
    if answer in TRUE_WORDS:
        return "A"
    if answer in FALSE_WORDS:
        return "B"
    letters = answer.translate(str.maketrans("", "", " ,，、;；"))
    return "".join(sorted(letters)) if letters.isascii() and letters.isalpha() else answer


def read_responses(path: Path, key: dict[str, str]) -> tuple[list[str], list[pl.Series]]:
    """(items, a column of answers for each); refuses items without a key."""
    import polars as pl

    text = decode(path.read_bytes(), path)
    try:
        frame = pl.read_csv(text.encode(), infer_schema=False)
    except pl.exceptions.NoDataError:
        raise BadInput("empty_file", "文件是空的。", where=str(path)) from None
    except pl.exceptions.PolarsError as wrong:
        raise BadInput(
            "bad_csv",
            f"不是合格的 CSV：{str(wrong).splitlines()[0]}",
            where=str(path),
            hint="每行的字段数应与表头相同。",
        ) from None
    items = frame.columns[1:]
    unknown = [item for item in items if item.strip() not in key]
    if unknown:
        raise BadInput(
            "no_key",
            f"{len(unknown)} 道题没有答案：{'、'.join(unknown[:5])}。",
            where=str(path),
            hint="请补全 KEY.csv。",
        )
    if not items or not frame.height:
        raise BadInput("no_responses", "没有作答数据：至少要有一名考生、一道试题。", where=str(path))
    return [item.strip() for item in items], frame.get_columns()[1:]


def coded(columns: list[pl.Series], key: list[str]):
    """(scored, choices of the items answered by one letter, places of those items)."""
    import numpy as np
    import polars as pl

    scored = np.empty((len(columns[0]), len(columns)), np.int8)
    choices, places = [], []
    for j, (column, right) in enumerate(zip(columns, key, strict=True)):
        column = column.fill_null("")
        answers = column.unique().to_list()
        spelled = {answer: normal(answer) for answer in answers}
        marks = [-1 if word in UNANSWERED else int(word == right) for word in spelled.values()]
        scored[:, j] = column.replace_strict(answers, marks, return_dtype=pl.Int8).to_numpy()
        if is_letter(right) and all(is_letter(word) or word in UNANSWERED for word in spelled.values()):
            codes = [-1 if word in UNANSWERED else ord(word) - ord("A") for word in spelled.values()]
            choices.append(column.replace_strict(answers, codes, return_dtype=pl.Int8).to_numpy())
            places.append(j)
    return scored, np.stack(choices, 1) if choices else np.zeros((len(scored), 0), np.int8), places


def is_letter(word: str) -> bool:
    return len(word) == 1 and "A" <= word <= "H"


def table(statistics, calibration, fits, proposals, findings):
    words = defaultdict(list)
    for finding in findings:
        words[finding.item].append(finding.words)
    proposed = {proposal.item: proposal.proposed for proposal in proposals}
    fit = {one.item: one for one in fits}
    calibrated = {item.item: item for item in calibration.items} if calibration else {}
    for item in statistics.items:
        known, good = calibrated.get(item.item), fit.get(item.item)
        yield [
            item.item, item.answered, item.missing, number(item.difficulty), number(item.discrimination),
            number(known and known.slope), number(known and known.slope_error),
            number(known and known.difficulty), number(known and known.difficulty_error),
            number(good and good.infit), number(good and good.outfit),
            proposed.get(item.item), known.problem if known else item.problem, "".join(words[item.item]),
        ]  # fmt: skip


def number(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def summary(model, statistics, calibration, proposals, findings, out) -> dict:
    report = {
        "model": model, "candidates": statistics.candidates, "complete": statistics.complete,
        "items": len(statistics.items), "mean": statistics.mean, "sd": statistics.sd, "alpha": statistics.alpha,
        "measurement_error": statistics.measurement_error,
        "problems": {item.item: item.problem for item in statistics.items if item.problem},
        "findings": Counter(finding.code for finding in findings),
        "proposals": [{"item_id": p.item, "current": p.current, "proposed": p.proposed, "low": p.low, "high": p.high,
                       "answered": p.answered} for p in proposals],
        "out": str(out),
    }  # fmt: skip
    if calibration:
        report |= {
            "calibrated": sum(item.difficulty is not None for item in calibration.items),
            "log_likelihood": calibration.log_likelihood, "iterations": calibration.iterations,
            "converged": calibration.converged, "notes": calibration.notes,
        }  # fmt: skip
    return report


def show(rows, statistics, calibration, proposals, out) -> None:
    columns = [0, 1, 3, 4, 7, 8, 13] if calibration else [0, 1, 3, 4, 13]
    names = dict(zip(range(len(HEAD)), ("试题", "作答", "缺答", "答对率", "区分度", "斜率", "斜率误差", "难度参数",
                                        "参数误差", "", "", "", "", "发现"), strict=True))  # fmt: skip
    short = ([f"{row[c]:.3f}" if isinstance(row[c], float) else row[c] for c in columns] for row in rows)
    print_table([names[c] for c in columns], short)
    alpha = "无法计算" if statistics.alpha is None else f"{statistics.alpha:.3f}"
    print(
        f"考生 {statistics.candidates} 名，平均答对 {statistics.mean:.1f} 题，"
        f"标准差 {statistics.sd:.1f}，信度 {alpha}。"
    )
    for note in calibration.notes if calibration else ():
        print(note)
    if proposals:
        print(f"{len(proposals)} 道题建议调整难度（由题库编辑确认，系统不自动修改）。")
    print(f"全部结果写入 {out}。")
