"""What a change of the policy does to a population: who gains, who loses, by target, rule and city.

Both policies decide the same persons on the same day; the file streams through as in `bulk_files.screen`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from liangcai.engines.rules.book import View
from liangcai.engines.rules.bulk_files import Progress, Reading, good_rows, outcome_word, with_facts
from liangcai.engines.rules.bulk_polars import outcome_columns, rule_columns
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheet_text import safe

KINDS = ("gain", "lose", "may_gain", "may_lose")
NEW = "@"  # after a column's name: under the other policy
KIND = "?"  # after a column's name: how it changed
BOM = b"\xef\xbb\xbf"


@dataclass
class Comparison(Reading):
    """Counts of persons by kind of change. gain: surely more than before; lose: surely less; may_gain and
    may_lose: the sure outcome stays, the possible one rises or falls. `moves`: sure outcome before → after.
    `examples`: the first changed outcomes, as in the file of changes."""

    persons: Counter[str] = field(default_factory=Counter)
    target: dict[str, Counter[str]] = field(default_factory=dict)
    moves: dict[str, Counter[str]] = field(default_factory=dict)
    rule: dict[str, Counter[str]] = field(default_factory=dict)
    city: dict[str, Counter[str]] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.rule and not self.target


def compare(source: Path, before: View, after: View, *, out: Path | None = None, examples: int = 20,
            accept_valid: bool = False, progress: Progress = lambda done, rows: None) -> Comparison:
    """The difference that `after` makes on the persons of the file (CSV, XLSX, Parquet). `out`: every changed
    outcome as CSV, one line a person and target. `RowErrors` as for `screen`."""
    if before.on != after.on:
        raise BadInput("other_day", f"两份政策须按同一天比较，现为 {before.on} 与 {after.on}。")
    if out is not None and out.resolve() == source.resolve():
        raise BadInput("same_file", "结果文件与输入文件相同。", where=str(out))
    found = Comparison()
    with put_in_place(out) as file:
        for good in good_rows(source, before.on, found, accept_valid, progress):
            both = decided_twice(good, before, after)
            count(both, before, after, found)
            changes = changed_outcomes(both, before, after)
            found.examples += changes.head(examples - len(found.examples)).to_dicts()
            if file is not None:
                for_spreadsheets(changes).write_csv(file, include_header=file.tell() == len(BOM))
    return found


@contextmanager
def put_in_place(out: Path | None) -> Iterator[BinaryIO | None]:
    """A file that stands at `out` only when complete."""
    if out is None:
        yield None
        return
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as folder:
        whole = Path(folder) / "changes.csv"
        with whole.open("wb") as file:
            file.write(BOM)
            yield file
        whole.replace(out)


def for_spreadsheets(changes: pl.DataFrame) -> pl.DataFrame:
    """Text of the given file never runs as a formula where the result is opened."""
    return changes.with_columns(pl.col("person_id", "city").map_elements(safe, return_dtype=pl.String))


def decided_twice(good: pl.DataFrame, before: View, after: View) -> pl.DataFrame:
    """One line a person: rules and outcomes under both policies, and how each changed (null = not at all)."""
    facts = with_facts(good, before.policy, before.on)
    other = facts if before.policy.series == after.policy.series else with_facts(good, after.policy, after.on)
    old, new = decided(facts, before), decided(other, after).rename(lambda name: name + NEW)
    both = pl.concat([good.select("person_id", "city"), old, new], how="horizontal")
    # a rule that only one policy has decides nothing under the other
    rules = either(before, after)
    absent = [pl.lit(False).alias(name) for rule in rules for name in (rule, rule + NEW) if name not in both.columns]
    return both.with_columns(absent).with_columns(
        *(rule_kind(rule) for rule in rules), *(target_kind(target) for target in before.targets))


def decided(facts: pl.DataFrame, view: View) -> pl.DataFrame:
    names = [*rule_ids(view), *(name for target in view.targets for name in (target, f"{target}_possible"))]
    return facts.lazy().with_columns(rule_columns(view)).with_columns(outcome_columns(view)).select(names).collect()


def rule_ids(view: View) -> list[str]:
    return [clause.rule.id for clause in view.clauses]


def either(before: View, after: View) -> list[str]:
    return list(dict.fromkeys([*rule_ids(before), *rule_ids(after)]))


def rule_kind(rule: str) -> pl.Expr:
    old, new = pl.col(rule), pl.col(rule + NEW)
    return kind_of(old.fill_null(False), new.fill_null(False), old.fill_null(True), new.fill_null(True)).alias(
        rule + KIND)


def target_kind(target: str) -> pl.Expr:
    possible = f"{target}_possible"
    return kind_of(pl.col(target), pl.col(target + NEW), pl.col(possible), pl.col(possible + NEW)).alias(target + KIND)


def kind_of(sure: pl.Expr, sure_new: pl.Expr, possible: pl.Expr, possible_new: pl.Expr) -> pl.Expr:
    """What is sure goes before what is possible."""
    return (pl.when(sure_new > sure).then(pl.lit("gain")).when(sure_new < sure).then(pl.lit("lose"))
            .when(possible_new > possible).then(pl.lit("may_gain"))
            .when(possible_new < possible).then(pl.lit("may_lose")))


def count(both: pl.DataFrame, before: View, after: View, found: Comparison) -> None:
    for held, names in ((found.rule, either(before, after)), (found.target, before.targets)):
        for name in names:
            add(held, name, both.get_column(name + KIND).drop_nulls().value_counts().iter_rows())
    for target in before.targets:
        moved = both.filter(pl.col(target) != pl.col(target + NEW)).select(
            pl.concat_str(shown(target, target), pl.lit(" → "), shown(target, target + NEW)).alias("move"))
        add(found.moves, target, moved.group_by("move").len().iter_rows())
    kinds = [pl.any_horizontal(pl.col(target + KIND) == kind for target in before.targets).fill_null(False).alias(kind)
             for kind in KINDS]
    changed = both.select(pl.col("city"), *kinds).filter(pl.any_horizontal(KINDS))
    for row in changed.group_by("city").agg(pl.col(kind).sum() for kind in KINDS).sort("city").iter_rows(named=True):
        city = row.pop("city") or "未填"
        some = {kind: n for kind, n in row.items() if n}
        found.persons.update(some)
        add(found.city, city, some.items())


def add(held: dict[str, Counter[str]], name: str, counts: Any) -> None:
    """Only what changed is kept, so that an empty tally means no difference."""
    some = {key: n for key, n in counts if n}
    if some:
        held.setdefault(name, Counter()).update(some)


def shown(target: str, column: str) -> pl.Expr:
    return outcome_word(target, column).fill_null("无")


def changed_outcomes(both: pl.DataFrame, before: View, after: View) -> pl.DataFrame:
    """One line a person and target that changed, with the rules of that target that made it, in order of the file."""
    lists = []
    for target in before.targets:
        rules = dict.fromkeys(c.rule.id for view in (before, after) for c in view.of(target))
        why = pl.concat_list([pl.when(pl.col(rule + KIND).is_not_null()).then(pl.lit(rule)) for rule in rules]
                             ).list.drop_nulls().list.join("、") if rules else pl.lit("")
        lists.append(both.with_row_index("_row").filter(pl.col(target + KIND).is_not_null()).select(
            "_row", "person_id", "city", pl.lit(target).alias("target"), pl.col(target + KIND).alias("change"),
            shown(target, target).alias("before"), shown(target, target + NEW).alias("after"),
            shown(target, f"{target}_possible").alias("before_possible"),
            shown(target, f"{target}_possible{NEW}").alias("after_possible"), why.alias("rules")))
    return pl.concat(lists).sort("_row", maintain_order=True).drop("_row")
