"""`liangcai rules`: list the policy's rows, decide one person or resource, screen a whole file, print the SQL."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import click

from liangcai.cli.output import json_option, print_json, print_table, progress
from liangcai.engines.rules.cases import load_cases
from liangcai.engines.rules.language import Column
from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy, Rule, row_of
from liangcai.engines.rules.reading import LARGEST, bad, read_json
from liangcai.kernel.refusals import BadInput

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "policy_cases"
TRUTH = {True: "成立", False: "不成立", None: "未知"}
DECISION = {"eligible": "可以", "needs_evidence": "待补材料", "not_eligible": "不可以",
            "authority_decides": "由机关确定"}
SUBJECT_NAMES = ("career", "standard", "development")

policy_option = click.option("--policy", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True),
                             default=ROOT / "policy", help="政策文件夹（默认随程序）")


def on_option(function: Any) -> Any:
    return click.option("--on", "on", default=None, metavar="DATE", help="判定日，如 2022-06-30；默认今天")(function)


def day_of(text: str | None, where: str = "--on") -> date:
    if text is None:
        return date.today()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput("bad_date", f"“{text}”不是日期。", where=where, hint="写作 2022-06-30。")


@click.group(help="政策规则：列出、判定、批量判定")
def command() -> None:
    pass


@command.command("list", help="列出全部 350 行规则：状态、出处、效力、所在文件、用例数")
@policy_option
@click.option("--status", type=click.Choice(["executed", "recorded", "duty", "data", "defect"]), help="只列这种状态")
@json_option
def list_rules(folder: Path, status: str | None, as_json: bool) -> None:
    policy = load_policy(folder)
    rows = [row for row in listed(policy, count_cases(CASES)) if status in (None, row["status"])]
    if as_json:
        print_json(rows)
        return
    print_table(["编号", "状态", "标题", "出处", "起", "用例"], [
        [row["id"], row["status"], row["title"], f"{row['citation']['document']} {row['citation']['article']}",
         row["in_force"]["from"], row["cases"]] for row in rows])
    print(f"{len(rows)} 行；政策版本 {policy.version}")


def listed(policy: Policy, cases: Counter[str]) -> list[dict[str, Any]]:
    """The rows of the acceptance list; `parts` where a row needs several rules (001-045a, 001-045b)."""
    rows: dict[str, list[Rule]] = {}
    for rule in policy.rules:
        rows.setdefault(row_of(rule.id), []).append(rule)
    return [row_entry(policy, row, rules, cases) for row, rules in rows.items()]


def row_entry(policy: Policy, row: str, rules: list[Rule], cases: Counter[str]) -> dict[str, Any]:
    first = rules[0]
    return {
        "id": row, "status": first.status, "title": first.title, "citation": policy.cite(first.source),
        "in_force": {"from": first.from_, "to": first.to}, "jurisdiction": first.jurisdiction, "where": first.where,
        "cases": cases[row], "checked_on": first.checked_on, "note": first.note,
        "parts": [{"id": rule.id, "title": rule.title, "subject": rule.subject, "target": rule.target,
                   "outcome": rule.outcome, "when": rule.when} for rule in rules if rule.when],
        **{key: first.extra[key] for key in ("enforced_by", "recorded_on", "data", "handling") if key in first.extra},
    }


def count_cases(folder: Path) -> Counter[str]:
    """Cases by row."""
    return Counter(row_of(case.rule) for case in load_cases(folder))


@command.command("decide", help="判定：SUBJECT 为 career、standard 或 development；事实为 JSON 文件，- 为标准输入")
@click.argument("subject", type=click.Choice(SUBJECT_NAMES))
@click.argument("facts")
@on_option
@policy_option
@json_option
def decide(subject: str, facts: str, on: str | None, folder: Path, as_json: bool) -> None:
    from liangcai.engines.rules import development
    from liangcai.engines.rules.shortage import load_shortage_list
    from liangcai.engines.rules.subjects import SUBJECTS

    day = day_of(on)
    given = read_json(read_limited(facts), facts if facts != "-" else "标准输入")
    if subject == "development":  # priority depends on the shortage list in force
        shortage = load_shortage_list(folder.parent / "reference")
        answer = development.decide(given, load_policy(folder), day, shortage=shortage)
    else:
        answer = SUBJECTS[subject](given, load_policy(folder), day)
    if as_json:
        print_json(answer)
    else:
        show(answer)


def read_limited(name: str) -> bytes:
    """At most one byte more than may be read, so that a huge file is refused at once."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LARGEST + 1)


def show(answer: dict[str, Any]) -> None:
    """The answer in words."""
    print(f"判定日 {answer['on']}，政策版本 {answer['policy_version']}")
    for key, value in answer.items():
        if isinstance(value, dict) and "decision" in value:
            words = [f"{name}={word}" for name, word in value.items() if name != "decision" and word]
            print(f"{key}：{DECISION.get(value['decision'], value['decision'])} {' '.join(map(str, words))}".rstrip())
        elif key not in ("on", "policy_version", "reasons"):
            print(f"{key}：{value if value not in (None, []) else '—'}")
    print_table(["规则", "结果", "成立", "条件（要求；现状）", "缺少", "最早", "出处"], [
        [reason["rule"], reason["outcome"], TRUTH[reason["truth"]],
         "；".join(f"{c['name']} {c['required']}；{c['actual']}" for c in reason["conditions"][:3]),
         "、".join(reason["missing"]), reason["earliest_on"],
         f"{reason['citation']['document']} {reason['citation']['article']}"] for reason in answer["reasons"]])


@command.command("columns", help="批量判定的列；--facts 列出规则条件所用的事实列")
@click.option("--facts", "facts", is_flag=True, help="条件所用的事实列（SQL、numpy）")
@json_option
def columns(facts: bool, as_json: bool) -> None:
    rows = fact_rows() if facts else file_rows()
    if as_json:
        print_json(rows)
    else:
        print_table(["列", "中文名", "类型", "取值", "含义"], [list(row.values()) for row in rows])


def file_rows() -> list[dict[str, Any]]:
    from liangcai.engines.rules.bulk_files import expected
    from liangcai.engines.rules.table import FILE_COLUMNS

    return [{"name": c.name, "chinese": c.chinese, "kind": c.kind, "values": expected(c), "meaning": c.meaning}
            for c in FILE_COLUMNS]


def fact_rows() -> list[dict[str, Any]]:
    from liangcai.engines.rules.facts import COLUMNS

    return [{"name": c.key, "chinese": c.name, "kind": c.kind, "values": span_of(c), "meaning": c.meaning}
            for c in COLUMNS]


def span_of(column: Column) -> str:
    scale = " ".join(f"{word}={code}" for word, code in (column.scale or {}).items())
    return scale or f"{column.span[0]}–{column.span[1]}"


@command.command("bulk", help="对整张表判定 career 规则：CSV、XLSX 或 Parquet 进，Parquet 出")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@on_option
@click.option("--accept-valid", is_flag=True, help="有误的行列出，其余照判")
@click.option("--near", type=click.Path(path_type=Path), help="另写只差一项条件的人员（CSV）")
@policy_option
@json_option
def bulk(source: Path, target: Path, on: str | None, accept_valid: bool, near: Path | None, folder: Path,
         as_json: bool) -> None:
    from liangcai.engines.rules.bulk_files import screen
    from liangcai.engines.rules.career import career_view

    policy, day = load_policy(folder), day_of(on)
    with progress([], length=100, label="批量判定", quiet=as_json) as bar:
        def show_progress(done: int, rows: int) -> None:
            bar.update(100 * done // max(rows, 1) - bar.pos)

        found = screen(source, target, career_view(policy, day), accept_valid=accept_valid, near=near,
                       progress=show_progress)
    refused_file = write_refused(target, found.refused) if found.refused else None
    if as_json:
        print_json({"on": day, "policy_version": policy.version, "rows": found.rows, "decided": found.decided,
                    "refused_rows": found.refused_rows, "refused": found.refused, "refused_file": refused_file,
                    "out": str(target), "near": str(near) if near else None, "counts": vars(found.counts)})
        return
    print(f"{found.rows} 行，判定 {found.decided} 行 → {target}")
    if found.refused_rows:
        print(f"{found.refused_rows} 行有误未判，见 {refused_file}")
    for name, outcomes in found.counts.outcome.items():
        print_table([name, "人数"], sorted(outcomes.items()))
    print_table(["规则", "成立", "未知"],
                [[rule, n["true"], n["unknown"]] for rule, n in found.counts.rule.items()])


def write_refused(target: Path, errors: list[dict[str, Any]]) -> str:
    """Every bad cell, beside the result."""
    path = target.with_name(target.stem + ".refused.csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["row", "person_id", "field", "found", "expected"])
        writer.writeheader()
        writer.writerows(errors)
    return str(path)


@command.command("sql", help="同一套规则的 SQL（供审计），列名见 `rules columns --facts` 的中文名")
@click.option("--table", default="persons", help="表名")
@on_option
@policy_option
def sql(table: str, on: str | None, folder: Path) -> None:
    from liangcai.engines.rules.career import career_view
    from liangcai.engines.rules.sql import query

    if not table.isidentifier():
        raise bad("--table", f"“{table}”不是表名。")
    print(query(career_view(load_policy(folder), day_of(on)), table))


@command.command("compare", help="改动前后对整张表的差异：谁得、谁失，按结果、规则、城市；什么也不生效")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--value", "changed", metavar="NAME=VALUE@DATE", help="一个数值自某日起的新值，如 中级年限=2@2027-01-01")
@click.option("--other", type=click.Path(path_type=Path, file_okay=False, exists=True), help="另一政策文件夹")
@click.option("--on", "on", default=None, metavar="DATE", help="判定日；默认今天，改动日更晚的取改动日")
@click.option("--out", type=click.Path(path_type=Path), help="另写有变化的人员（CSV）")
@click.option("--examples", type=click.IntRange(0, 1000), default=10, show_default=True, help="列出几例")
@click.option("--accept-valid", is_flag=True, help="有误的行列出，其余照比")
@policy_option
@json_option
def compare(source: Path, changed: str | None, other: Path | None, on: str | None, out: Path | None, examples: int,
            accept_valid: bool, folder: Path, as_json: bool) -> None:
    from liangcai.engines.rules import comparison
    from liangcai.engines.rules.career import career_view

    policy = load_policy(folder)
    proposed, day = other_policy(policy, changed, other, on)
    before, after = career_view(policy, day), career_view(proposed, day)
    with progress([], length=100, label="比较", quiet=as_json) as bar:
        def show_progress(done: int, rows: int) -> None:
            bar.update(100 * done // max(rows, 1) - bar.pos)

        found = comparison.compare(source, before, after, out=out, examples=examples, accept_valid=accept_valid,
                                   progress=show_progress)
    refused_file = write_refused(out, found.refused) if out and found.refused else None
    if as_json:
        print_json({"on": day, "policy_version": policy.version, "other_version": proposed.version,
                    "out": str(out) if out else None, "refused_file": refused_file, **vars(found)})
    else:
        show_difference(found, out)


def other_policy(policy: Policy, changed: str | None, other: Path | None, on: str | None) -> tuple[Policy, date]:
    """The policy to compare with, and the day: today unless named, later where the change starts later."""
    from liangcai.engines.rules.policy import Source
    from liangcai.engines.rules.proposal import refuse_unused, value_from_text, with_value

    if (changed is None) == (other is None):
        raise bad("--value", "请用 --value 或 --other 之一说明与什么比较。")
    if other is not None:
        return load_policy(other), day_of(on)
    form = re.fullmatch(r"([^=]+)=([^@]+)@(\d{4}-\d{2}-\d{2})", changed or "", re.ASCII)
    if form is None:
        raise BadInput("bad_value", f"“{changed}”无法识别。", where="--value", hint="写作 中级年限=2@2027-01-01。")
    name, word, from_on = form[1].strip(), form[2], day_of(form[3], "--value")
    proposed = with_value(policy, name, from_on, value_from_text(policy, name, word), Source("", "（提议）"))
    refuse_unused(policy, name)
    return proposed, max(day_of(None), from_on) if on is None else day_from(day_of(on), from_on)


def day_from(day: date, from_on: date) -> date:
    if day < from_on:
        raise BadInput("change_not_in_force", f"新数值自 {from_on} 起，{day} 尚不适用。", where="--on",
                       hint="判定日不早于改动日。")
    return day


def show_difference(found: Any, out: Path | None) -> None:
    from liangcai.engines.rules.comparison import KINDS

    print(f"{found.rows} 行，比较 {found.decided} 行" + (f" → {out}" if out else ""))
    if found.refused_rows:
        print(f"{found.refused_rows} 行有误未比" + (f"，见 {out.with_name(out.stem + '.refused.csv')}" if out else ""))
    if found.same:
        print("没有差异。")
        return
    words = ["得", "失", "可能得", "可能失"]
    for head, counts in (("结果", found.target), ("规则", found.rule), ("城市", found.city)):
        if counts:
            print_table([head, *words], [[name, *(by.get(kind, 0) for kind in KINDS)] for name, by in counts.items()])
    for target, moves in found.moves.items():
        print_table([target, "人数"], moves.items())
    if found.examples:
        print_table(["人员", "结果", "变化", "原", "现", "规则"], [
            [row["person_id"], row["target"], words[KINDS.index(row["change"])], *outcomes_of_example(row),
             row["rules"]] for row in found.examples])


def outcomes_of_example(row: dict[str, Any]) -> tuple[str, str]:
    """What changed: the sure outcome, or else the possible one."""
    key = "_possible" if row["change"].startswith("may_") else ""
    return row[f"before{key}"], row[f"after{key}"]
