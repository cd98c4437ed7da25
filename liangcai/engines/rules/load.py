"""Read the policy folder (SOURCES.toml, rules/*.toml, values/*.toml) and the title-series mapping beside it.

Layout: `<folder>/SOURCES.toml` with one table per document key (`[S001] number, title, articles, …`),
`<folder>/rules/*.toml` with [[rule]] and [[condition]], `<folder>/values/*.toml` with [[value]];
the mapping is `<folder>/../reference/title_series.csv` unless named. Every fault is a `BadInput` that
names file, row and key.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from liangcai.engines.rules.policy import (
    JURISDICTIONS,
    STATUSES,
    Condition,
    DatedValue,
    Document,
    Policy,
    Rule,
    SeriesRow,
    Source,
)
from liangcai.kernel.refusals import BadInput

RULE_ID = re.compile(r"(\d{3}-\d{3}|X-\d{2})[a-z]?")
RULE_KEYS = frozenset(Rule.__dataclass_fields__) - {"source", "where", "from_", "extra"} | {"citation", "from"}
SERIES_COLUMNS = ("series", "kind", "code", "gbm", "name", "condition", "printed", "source")


def load_policy(folder: str | Path, series_file: str | Path | None = None) -> Policy:
    """The whole policy. `folder` holds SOURCES.toml; refuses anything it cannot place."""
    folder = Path(folder)
    series_path = Path(series_file) if series_file else folder.parent / "reference" / "title_series.csv"
    texts = {path: read_toml(path) for path in sorted(folder.glob("**/*.toml"))}
    names = {path: f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in texts}
    documents = read_documents(texts.get(folder / "SOURCES.toml", {}))
    rules: list[Rule] = []
    conditions: dict[str, Condition] = {}
    values: dict[str, DatedValue] = {}
    for path, table in texts.items():
        where = names[path]
        rules += [read_rule(row, where) for row in rows_of(table, "rule", where)]
        for condition in (read_condition(row, where) for row in rows_of(table, "condition", where)):
            put_once(conditions, condition.name, condition, where)
        for value in (read_value(row, where) for row in rows_of(table, "value", where)):
            put_once(values, value.name, value, where)
    refuse_repeated(rules)
    series = tuple(read_series(series_path)) if series_path.exists() else ()
    content = [(names[path], table) for path, table in texts.items()]
    return Policy(documents, tuple(sorted(rules, key=row_order)), conditions, values, series,
                  version_of(content, series))


def row_order(rule: Rule) -> tuple[bool, str]:
    return rule.id.startswith("X"), rule.id


def version_of(content: list[tuple[str, dict]], series: tuple[SeriesRow, ...]) -> str:
    """sha256 over the canonical JSON of every policy file and the mapping: layout and comments do not count."""
    plain = [content, [[str(getattr(row, name)) for name in row.__dataclass_fields__] for row in series]]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput("bad_policy_file", f"政策文件无法读取：{wrong}", where=str(path)) from None


def rows_of(table: dict[str, Any], kind: str, where: str) -> list[dict[str, Any]]:
    rows = table.get(kind, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("bad_policy_file", f"[[{kind}]] 应为表的数组。", where=where)
    return rows


def put_once(table: dict[str, Any], name: str, thing: Any, where: str) -> None:
    if name in table:
        raise BadInput("defined_twice", f"“{name}”定义了两次。", where=where, hint=f"另一处：{table[name].where}")
    table[name] = thing


def refuse_repeated(rules: list[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        put_once(seen, rule.id, rule, rule.where)


def read_documents(table: dict[str, Any]) -> dict[str, Document]:
    """`[S001] …` tables, or `[[document]] key = "S001"` rows."""
    rows = {row["key"]: row for row in table.get("document", [])} if isinstance(table.get("document"), list) else {
        key: row for key, row in table.items() if isinstance(row, dict)
    }
    return {
        key: Document(key, str(row.get("number") or row.get("title", key)), str(row.get("title", "")), row)
        for key, row in rows.items()
    }


def read_source(row: dict[str, Any], where: str, rule: str = "") -> Source:
    citation = row.get("citation")
    if not isinstance(citation, dict) or not {"document", "article"} <= citation.keys():
        raise BadInput("citation_missing", "缺少 citation = {document, article}。", where=where)
    return Source(str(citation["document"]), str(citation["article"]), str(citation.get("rule", rule)))


def day(row: dict[str, Any], key: str, where: str) -> date | None:
    value = row.get(key)
    if value is not None and type(value) is not date:
        raise BadInput("bad_date", f"{key} 应为日期（如 2021-12-30），现为 {value!r}。", where=where)
    return value


def read_rule(row: dict[str, Any], file: str) -> Rule:
    rule_id = str(row.get("id", ""))
    where = f"{file} {rule_id or '（无 id）'}"
    if not RULE_ID.fullmatch(rule_id):
        raise BadInput("bad_rule_id", f"规则编号“{rule_id}”不合格式（如 001-020、001-045a、X-02）。", where=where)
    checks = (("status", STATUSES), ("jurisdiction", JURISDICTIONS))
    for key, allowed in checks:
        if row.get(key) not in allowed:
            raise BadInput("bad_rule", f"{key} 为 {row.get(key)!r}，应为 {'、'.join(allowed)} 之一。", where=where)
    if not row.get("title"):
        raise BadInput("bad_rule", "缺少 title。", where=where)
    text = {key: str(row.get(key, "")) for key in ("title", "subject", "target", "outcome", "when", "note")}
    if text["when"] and not (text["subject"] and text["target"]):
        raise BadInput("bad_rule", "写了 when 的规则还须写 subject 与 target。", where=where)
    return Rule(
        id=rule_id, status=row["status"], source=read_source(row, where, rule_id), jurisdiction=row["jurisdiction"],
        where=file, from_=day(row, "from", where), to=day(row, "to", where), checked_on=day(row, "checked_on", where),
        extra={key: value for key, value in row.items() if key not in RULE_KEYS}, **text,
    )


def read_condition(row: dict[str, Any], file: str) -> Condition:
    name, when = str(row.get("name", "")), str(row.get("when", ""))
    if not name or not when:
        raise BadInput("bad_condition", f"条件“{name}”缺少 name 或 when。", where=file)
    return Condition(name, when, read_source(row, f"{file} {name}"), file)


def read_value(row: dict[str, Any], file: str) -> DatedValue:
    name, where = str(row.get("name", "")), f"{file} {row.get('name', '')}"
    steps = row.get("history")
    if not name or not isinstance(steps, list) or not steps or not all("value" in step for step in steps):
        raise BadInput("bad_value", f"数值“{name}”缺少 name 或 history（每步须有 value 与 citation）。", where=where)
    history = [(day(step, "from", where), step["value"], read_source(step, where)) for step in steps]
    history.sort(key=lambda step: step[0] or date.min)
    return DatedValue(name, str(row.get("unit", "")), tuple(history), file)


def read_series(path: Path) -> Iterator[SeriesRow]:
    """The mapping; the GBM code is a checksum of the prefix (001-100)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != SERIES_COLUMNS:
            raise BadInput("bad_columns", f"表头应为 {','.join(SERIES_COLUMNS)}。", where=str(path))
        for number, row in enumerate(reader, start=2):
            expected = row["code"].replace("-", "").ljust(5, "0")
            if row["gbm"] and row["gbm"] != expected:
                raise BadInput("gbm_checksum", f"GBM 码 {row['gbm']} 与编码 {row['code']} 不符，应为 {expected}。",
                               where=f"{path} 第 {number} 行")
            places = tuple(part for part in row["condition"].split("|") if part)
            yield SeriesRow(row["series"], row["kind"], row["code"], row["gbm"], row["name"], places,
                            row["printed"], row["source"])
