"""Decide a file of any length: CSV, XLSX or Parquet in, Parquet out, streamed; bad rows named, never guessed."""

from __future__ import annotations

import codecs
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from liangcai.engines.rules.book import View
from liangcai.engines.rules.bulk_polars import expression, outcome_columns, rule_columns
from liangcai.engines.rules.facts import TARGETS
from liangcai.engines.rules.language import All, Compare, Fact, Fixed, Named, Node, Not
from liangcai.engines.rules.policy import Policy
from liangcai.engines.rules.table import (
    BY_NAME,
    CODES,
    FILE_COLUMNS,
    FileColumn,
    fact_columns,
    honour_lookup,
    series_lookup,
    with_helpers,
)
from liangcai.kernel.refusals import BadInput, RowErrors

TRUE, FALSE = ["true", "1", "是", "TRUE", "True"], ["false", "0", "否", "FALSE", "False"]
ROW, BAD = "_row", "_bad"
BATCH = 100_000
CHUNK = 1 << 20
LARGEST_XLSX_ROWS = 1_000_000
Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass
class Tally:
    """Persons by rule (true, unknown), by outcome of each target, and by city and series."""

    rule: dict[str, Counter[str]] = field(default_factory=dict)
    outcome: dict[str, Counter[str]] = field(default_factory=dict)
    city: dict[str, Counter[str]] = field(default_factory=dict)
    series: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, decided: pl.DataFrame, result: pl.DataFrame, view: View) -> None:
        ids = [clause.rule.id for clause in view.clauses]
        true = decided.select(pl.col(ids).sum()).row(0) if decided.height else [0] * len(ids)
        unknown = decided.select(pl.col(ids).null_count()).row(0) if decided.height else [0] * len(ids)
        for rule, yes, open_ in zip(ids, true, unknown, strict=True):
            self.rule.setdefault(rule, Counter()).update({"true": yes, "unknown": open_})
        targets = [name for name in view.targets if name != "exemption"]
        for name in targets:
            for word, count in result.group_by(name).len().iter_rows():
                self.outcome.setdefault(name, Counter())[word or "无"] += count
        for key, held in (("city", self.city), ("series", self.series)):
            by = result.group_by(key).agg(pl.len().alias("persons"), *(pl.col(name).count() for name in targets))
            for row in by.iter_rows(named=True):
                name = row.pop(key) or "未填"
                held.setdefault(name, Counter()).update(row)


@dataclass
class Reading:
    """How far a file was read; `refused` the bad cells."""

    rows: int = 0
    decided: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    refused_rows: int = 0


@dataclass
class Screening(Reading):
    """What a bulk run found: `counts` by rule, outcome, city and series."""

    counts: Tally = field(default_factory=Tally)


def screen(source: Path, target: Path, view: View, *, accept_valid: bool = False, near: Path | None = None,
           progress: Progress = lambda done, rows: None) -> Screening:
    """Decide `source` into `target` (and `near`: those one condition away), a batch at a time. Nothing is written
    when a row is bad, unless `accept_valid`; then only the good rows are decided."""
    if target.suffix.lower() != ".parquet":
        raise BadInput("bad_file_kind", "结果文件须为 .parquet。", where=str(target))
    if target.resolve() == source.resolve():
        raise BadInput("same_file", "结果文件与输入文件相同。", where=str(target))
    found = Screening()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        parts = Path(folder)
        for number, good in enumerate(good_rows(source, view.on, found, accept_valid, progress)):
            take(good, view, found.counts, parts / f"{number:06d}", near is not None)
        join_parts(parts, "*.parquet", target)
        if near is not None:
            join_parts(parts, "*.csv", near)
    return found


def good_rows(source: Path, on: date, found: Reading, accept_valid: bool, progress: Progress) -> Iterator[pl.DataFrame]:
    """The readable rows, typed, a batch at a time, counted in `found`. Once a row is bad the rest is only checked
    and `RowErrors` ends it, unless `accept_valid`."""
    try:
        whole = scan(source)
        rows = int(whole.select(pl.len()).collect(engine="streaming").item())
        for batch in batches(source, whole, rows):
            table = typed(batch.lazy(), source, on, found.rows)
            read = table.with_columns(is_bad().alias(BAD)).collect()
            bad = read.filter(pl.col(BAD))
            found.rows += read.height
            found.refused_rows += bad.height
            found.refused += errors_of(bad, batch.filter(read.get_column(BAD)))
            if accept_valid or not found.refused_rows:
                good = read.filter(~pl.col(BAD)).select(pl.exclude("^.*__bad$"))
                found.decided += good.height
                yield good
            progress(found.rows, rows)
    except pl.exceptions.PolarsError as wrong:
        raise unreadable(source, wrong) from None
    if found.refused_rows and not accept_valid:
        first = found.refused[0]
        example = f"第 {first['row']} 行 {first['field']} 为“{first['found']}”，应为 {first['expected']}"
        message = f"{found.refused_rows} 行有误，未写任何结果；如{example}。"
        raise RowErrors(message, found.refused, where=str(source),
                        hint="更正后重试，或加 --accept-valid 只判定其余各行。")


def take(good: pl.DataFrame, view: View, counts: Tally, part: Path, with_near: bool) -> None:
    """Decide one batch and keep it."""
    facts = with_facts(good, view.policy, view.on)
    decided = facts.lazy().with_columns(rule_columns(view)).with_columns(outcome_columns(view)).collect()
    result = decided.select(result_columns(view))
    result.write_parquet(part.with_suffix(".parquet"))
    counts.add(decided, result, view)
    if with_near:
        nearly(decided, view).write_csv(part.with_suffix(".csv"))


def join_parts(folder: Path, pattern: str, target: Path) -> None:
    """The batches as one file, put in place only when complete."""
    whole = folder / f"whole{target.suffix}"
    files = sorted(folder.glob(pattern))
    if target.suffix.lower() == ".parquet":
        pl.scan_parquet(files).sink_parquet(whole)
    else:
        pl.scan_csv(files, infer_schema=False).sink_csv(whole)
    whole.replace(target)


def batches(source: Path, whole: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    """The file in order, about BATCH rows at a time; an empty file is one empty batch."""
    if source.suffix.lower() == ".csv":
        reader = pl.read_csv_batched(source, infer_schema_length=0, batch_size=BATCH)
        some = False
        while got := reader.next_batches(1):
            some = True
            yield from got
        if not some:
            yield whole.head(0).collect()
        return
    for start in range(0, max(rows, 1), BATCH):
        yield whole.slice(start, BATCH).collect()


def scan(source: Path) -> pl.LazyFrame:
    """The file as it is; CSV and XLSX as text."""
    kind = source.suffix.lower()
    if not source.exists():
        raise FileNotFoundError(2, "no such file", str(source))
    try:
        if kind == ".parquet":
            table = pl.scan_parquet(source)
            table.collect_schema()
            return table
        if kind == ".csv":
            refuse_other_than_utf8(source)
            table = pl.scan_csv(source, infer_schema=False)
            table.collect_schema()
            return table
        if kind == ".xlsx":
            return read_xlsx(source).lazy()
    except (pl.exceptions.PolarsError, OSError, ValueError, KeyError) as wrong:
        if isinstance(wrong, OSError) and getattr(wrong, "errno", None):
            raise
        raise unreadable(source, wrong) from None
    raise BadInput("bad_file_kind", f"不支持 {kind or '无后缀'} 文件。", where=str(source),
                   hint="请用 CSV、XLSX 或 Parquet。")


def refuse_other_than_utf8(source: Path) -> None:
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with source.open("rb") as file:
        while block := file.read(CHUNK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                raise ValueError(f"第 {line} 行之后有非 UTF-8 文字") from None
            line += block.count(b"\n")


def unreadable(source: Path, wrong: Exception) -> BadInput:
    return BadInput("bad_file", f"文件无法读取：{(str(wrong).splitlines() or [''])[0][:200]}", where=str(source),
                    hint="CSV 须为 UTF-8，每行列数与表头相同。")


def read_xlsx(source: Path) -> pl.DataFrame:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        sheet = load_workbook(source, read_only=True, data_only=True).active
    except (BadZipFile, InvalidFileException, KeyError) as wrong:
        raise ValueError(str(wrong) or "不是 XLSX 文件") from None
    lines = sheet.iter_rows(values_only=True)
    head = [str(name or "").strip() for name in next(lines, ())]
    body = []
    for number, line in enumerate(lines):
        if number >= LARGEST_XLSX_ROWS:
            raise ValueError(f"多于 {LARGEST_XLSX_ROWS} 行，请改用 CSV 或 Parquet")
        body.append([as_text(value) for value in line])
    if len(set(head)) != len(head):
        raise ValueError("表头有重名的列")
    return pl.DataFrame(body, schema=dict.fromkeys(head, pl.String), orient="row")


def as_text(value: Any) -> str | None:
    if value is None:
        return None
    if hasattr(value, "date"):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def typed(table: pl.LazyFrame, source: Path, on: date, before: int = 0) -> pl.LazyFrame:
    """Every column of the table in its type, absent ones unknown; `<column>__bad` marks cells that cannot be
    read. Row numbers go on from `before`."""
    schema = table.collect_schema()
    names = {name: column_of(name) for name in schema.names()}
    unknown = [name for name, column in names.items() if column is None]
    if unknown:
        raise BadInput("unknown_columns", f"未知的列：{'、'.join(unknown[:10])}。", where=str(source),
                       hint="列名见 `liangcai rules columns`。")
    given = {column.name: name for name, column in names.items() if column}
    if len(given) != len(names):
        raise BadInput("repeated_columns", "同一列写了两次（中英文名）。", where=str(source))
    if "person_id" not in given:
        raise BadInput("missing_column", "缺少 person_id（人员编号）列。", where=str(source))
    columns = []
    for column in FILE_COLUMNS:
        name = given.get(column.name)
        columns += read_column(column, name, schema[name] if name else None, str(source), on)
    return table.with_row_index(ROW, offset=before + 1).select(pl.col(ROW), *columns).with_columns(contradictions())


LEVEL_OF_DATE = {"level_3_on": ("skill_level", "三级"), "level_2_on": ("skill_level", "二级"),
                 "level_1_on": ("skill_level", "一级"), "special_on": ("skill_level", "特级技师"),
                 "assistant_on": ("title", "助理级"), "intermediate_on": ("title", "中级"),
                 "associate_on": ("title", "副高级"), "senior_on": ("title", "正高级")}


def contradictions() -> list[pl.Expr]:
    """A spell that ends before it begins; a certificate above the highest level that the row itself gives."""
    ended = pl.col("skill_work_until") < pl.col("skill_work_since")
    wrong = {"skill_work_until": ended} | {
        name: pl.col(name).is_not_null() & (pl.col(rank) < CODES[rank][word])
        for name, (rank, word) in LEVEL_OF_DATE.items()
    }
    return [(pl.col(f"{name}__bad") | test.fill_null(False)).alias(f"{name}__bad") for name, test in wrong.items()]


def read_column(column: FileColumn, name: str | None, dtype: pl.DataType | None, where: str,
                on: date) -> list[pl.Expr]:
    mark = f"{column.name}__bad"
    if name is None or dtype is None or dtype == pl.Null:
        empty = pl.lit(None, pl.Int8 if column.name in CODES else TYPES[column.kind]).alias(column.name)
        if column.name == "person_id":
            raise BadInput("empty_column", "person_id 列是空的。", where=where)
        return [empty, pl.lit(False).alias(mark)]
    raw = pl.col(name)
    if dtype == pl.String:
        raw = raw.str.strip_chars()
        raw = pl.when(raw != "").then(raw)
        value = from_text(column, raw)
    else:
        value = from_type(column, raw, dtype, where)
    final = coded(column, value)
    good = final.is_not_null() if column.name in CODES else in_range(column, value, on)
    # what was there but cannot be read is bad; it becomes unknown so that later steps stay typed
    wrong = raw.is_not_null() & ~good.fill_null(False)
    if column.name == "person_id":
        wrong = raw.is_null()
    return [pl.when(~wrong).then(final).alias(column.name), wrong.alias(mark)]


TYPES: dict[str, Any] = {"text": pl.String, "code": pl.String, "word": pl.String, "yes_no": pl.Boolean,
                         "date": pl.Date, "whole": pl.Int8}


def from_text(column: FileColumn, raw: pl.Expr) -> pl.Expr:
    if column.kind == "yes_no":
        return pl.when(raw.is_in(TRUE)).then(True).when(raw.is_in(FALSE)).then(False)
    if column.kind == "date":
        return raw.str.to_date("%Y-%m-%d", strict=False)
    if column.kind == "whole":
        return raw.cast(pl.Int64, strict=False)
    return raw


def from_type(column: FileColumn, raw: pl.Expr, dtype: pl.DataType, where: str) -> pl.Expr:
    fits = {"yes_no": dtype == pl.Boolean, "date": dtype == pl.Date, "whole": dtype.is_integer(),
            "text": column.name == "person_id" and dtype.is_integer()}
    if not fits.get(column.kind, False):
        raise BadInput("bad_column_type", f"列 {column.name} 的类型是 {dtype}，应为{KINDS[column.kind]}。", where=where)
    return raw.cast(pl.String) if column.kind == "text" else raw


KINDS = {"yes_no": "布尔", "date": "日期", "whole": "整数", "text": "文字", "code": "文字", "word": "文字"}


def in_range(column: FileColumn, value: pl.Expr, on: date) -> pl.Expr:
    if column.kind == "word":
        return value.is_in(list(column.words))
    if column.kind == "whole":
        return value.is_between(*column.span)
    if column.name == "occupation":
        return value.str.contains(r"^[1-8]-\d{2}-\d{2}-\d{2}$")
    if column.name == "province":
        return value.str.contains(r"^\d{2}$")
    if column.kind == "date":
        last = date(2200, 12, 31) if column.name == "skill_work_until" else on
        return value.is_between(date(1900, 1, 1), last)
    return value.is_not_null()


def coded(column: FileColumn, value: pl.Expr) -> pl.Expr:
    codes = CODES.get(column.name)
    if codes is not None:
        return value.replace_strict(list(codes), list(codes.values()), default=None, return_dtype=pl.Int8)
    return value.cast(pl.Int8, strict=False) if column.kind == "whole" else value


def is_bad() -> pl.Expr:
    return pl.any_horizontal(f"{column.name}__bad" for column in FILE_COLUMNS)


def errors_of(bad: pl.DataFrame, raw: pl.DataFrame) -> list[dict[str, Any]]:
    """The bad cells with row number (of the data, first row 1) and what they held. `raw`: the same rows as read."""
    names = {column.name: name for name in raw.columns if (column := column_of(name))}
    errors = []
    for row, held in zip(bad.iter_rows(named=True), raw.iter_rows(named=True), strict=True):
        for column in FILE_COLUMNS:
            if row[f"{column.name}__bad"]:
                found = held[names[column.name]]
                errors.append({"row": row[ROW], "person_id": row["person_id"], "field": column.name,
                               "found": "（空）" if found is None else str(found), "expected": expected(column)})
    return errors


def column_of(name: str) -> FileColumn | None:
    return BY_NAME.get(name.strip().lstrip("\ufeff"))


def expected(column: FileColumn) -> str:
    if column.kind == "word":
        return "、".join(column.words)
    if column.kind == "whole":
        return f"{column.span[0]}–{column.span[1]} 的整数"
    return {"yes_no": "true 或 false", "date": "不晚于判定日的日期，写作 2021-12-30"}.get(column.kind, column.meaning)


def with_facts(table: pl.DataFrame, policy: Policy, on: date) -> pl.DataFrame:
    """The fact columns beside the file's; what depends on text is looked up once per distinct text."""
    series = series_lookup(table.select("occupation", "place_kind").unique(), policy.series)
    honours = honour_lookup(table.get_column("honours").unique())
    return with_helpers(table.lazy(), series.lazy(), honours.lazy()).with_columns(fact_columns(on)).collect()


def outcome_word(target: str, column: str) -> pl.Expr:
    scale = TARGETS[target]
    return pl.col(column).replace_strict(list(scale.values()), list(scale), default=None,
                                         return_dtype=pl.String).alias(column)


def result_columns(view: View) -> list[pl.Expr]:
    outcomes = [outcome_word(target, column) for target in view.targets for column in (target, f"{target}_possible")]
    return [pl.col("person_id"), pl.col("city"), pl.col("_series").list.join("、").alias("series"), *outcomes]


def parts_of(node: Node) -> list[Node]:
    """The conditions that must all hold, shared ones opened."""
    if isinstance(node, Named):
        inner = parts_of(node.part)
        return inner if len(inner) > 1 else [node]
    if isinstance(node, All):
        return [part for inner in node.parts for part in parts_of(inner)]
    return [node]


def label(node: Node) -> str:
    if isinstance(node, Named):
        return node.name
    if isinstance(node, Compare):
        return f"{node.column.name} {node.sign} {node.shown}"
    if isinstance(node, Fact):
        return node.column.name
    if isinstance(node, Not):
        return f"非 {label(node.part)}"
    return node.name if isinstance(node, Fixed) else " 或 ".join(label(part) for part in node.parts)


def nearly(decided: pl.DataFrame, view: View) -> pl.DataFrame:
    """Persons for whom exactly one condition of an outcome above their own fails and none is open."""
    lists = []
    for clause in view.clauses:
        if clause.rule.target not in ("title_review", "skill_evaluation"):
            continue
        parts = parts_of(clause.node)
        fails = [(~expression(part)).cast(pl.Int8) for part in parts]
        lacking = pl.coalesce(*(pl.when(~expression(part)).then(pl.lit(label(part))) for part in parts))
        one_short = pl.sum_horizontal(*fails, ignore_nulls=False) == 1
        lists.append(decided.lazy().filter(one_short & (pl.col(clause.rule.target) < clause.rank)).select(
            "person_id", "city", pl.lit(clause.rule.id).alias("rule"), pl.lit(clause.rule.target).alias("target"),
            pl.lit(clause.rule.outcome).alias("outcome"), lacking.alias("lacking")))
    return pl.concat(lists).collect()
