"""Is a bank ready to make papers? One line an area, each with what is to be done; known while the bank is shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.engine_io import bank_state, coverage_findings
from liangcai.apps.item_quality.models import CheckRun, DuplicateRun, ItemFigures
from liangcai.apps.item_quality.selectors import (
    latest_check,
    latest_search,
    open_findings,
    open_pairs,
    open_proposals,
)
from liangcai.apps.papers.engine_io import bank_table_for, plan_of, read_table
from liangcai.apps.papers.printing import cell_words
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.assembly import BankShort
from liangcai.engines.assembly.infeasible import shortages
from liangcai.engines.assembly.model import build_model
from liangcai.engines.item_files import Finding, ParsedItem
from liangcai.engines.similarity import DUPLICATE
from liangcai.kernel.refusals import Refused

READY, TODO, UNKNOWN = "ready", "todo", "unknown"
FORMS = 2  # papers A and B, the least that a sitting uses
MONTH = timedelta(days=30.44)
ENOUGH = 100  # fewer answers give negative discriminations by chance
SUSPICIOUS = {"reversed", "distractor_draws_the_best"}  # the key may be wrong


@dataclass(frozen=True)
class Line:
    """`todo` says what to do, one thing an entry. A line that does not count informs and never makes a bank unready."""

    area: str
    state: str
    words: str
    todo: tuple[str, ...] = ()
    source: str = ""
    counts: bool = True


@dataclass(frozen=True)
class Readiness:
    """`unknown` where nothing is to be mended but evidence is missing: that is not a no."""

    lines: tuple[Line, ...]
    items_in_use: int

    @property
    def state(self) -> str:
        states = {line.state for line in self.lines if line.counts}
        return TODO if TODO in states else UNKNOWN if UNKNOWN in states else READY


def readiness(bank: Bank, on: date) -> Readiness:
    columns = ("item_number", "type", "scope", "point", "importance")
    items = [ParsedItem(number, kind, "", scope=scope, point=point, importance=importance) for number, kind, scope, point, importance
             in bank.items.filter(state=ItemState.IN_USE).values_list(*columns)]  # fmt: skip
    findings = coverage_findings(bank, items, on) if items else []
    now = bank_state(bank)
    lines = (
        review_line(bank), check_line(bank, now), scope_table_line(bank), points_line(bank, findings, on),
        importance_line(bank, findings, on), duplicates_line(bank, now), blueprint_line(bank), statistics_line(bank, on),
    )  # fmt: skip
    return Readiness(lines, len(items))


def review_line(bank: Bank) -> Line:
    states = list(bank.items.values_list("state", flat=True))
    used, waiting = states.count(ItemState.IN_USE), sum(s not in (ItemState.IN_USE, ItemState.RETIRED, ItemState.RESTING) for s in states)
    words = f"使用中 {used} 题，未启用（草稿、审题、待启用）{waiting} 题。"
    if not used:
        return Line("审定与启用", TODO, words, ("审定试题并转为“使用中”。",), "S002 三(五)")
    return Line("审定与启用", READY, words, source="S002 三(五)")


def stale(run: CheckRun | DuplicateRun | None, now: str, what: str) -> str:
    if run is None:
        return f"尚未{what}。"
    return "" if run.bank_state == now else f"上次{what}（{run.ran_at:%Y-%m-%d}）之后题库有变动。"


def check_line(bank: Bank, now: str) -> Line:
    run = latest_check(bank)
    if missing := stale(run, now, "检查"):
        return Line("机器检查", UNKNOWN, missing, ("开库后运行机器检查。",))
    found = open_findings(bank).filter(item__isnull=False)
    must, advice = found.filter(must=True).count(), found.filter(must=False).count()
    words = f"检查 {run.items} 题，必须修改 {must} 项，建议 {advice} 项。"  # type: ignore[union-attr]
    return Line("机器检查", TODO, words, (f"修改 {must} 项必须修改的发现。",)) if must else Line("机器检查", READY, words)


def scope_table_line(bank: Bank) -> Line:
    points = len(bank.scope_table.get("points") or {})
    if not points:
        return Line("鉴定要素细目表", UNKNOWN, "未录入细目表，不能发现空缺的鉴定点。", ("录入鉴定要素细目表。",))
    return Line("鉴定要素细目表", READY, f"{points} 个鉴定点。")


def points_line(bank: Bank, findings: list[Finding], on: date) -> Line:
    per_point = setting_on("items_per_point", on)
    empty = [f.item for f in findings if f.code == "point_without_items"]
    few = [f.item for f in findings if f.code == "point_with_few_items"]
    wrong = [f.item for f in findings if f.code in ("missing_point", "unknown_point", "importance_differs", "scope_differs")]
    todo = tuple(f"{words} {len(found)} 个：{'、'.join(found[:8])}{'…' if len(found) > 8 else ''}。"
                 for words, found in (("补充没有试题的鉴定点", empty), (f"补足不到 {per_point} 题的鉴定点", few),
                                      ("更正鉴定点标错的试题", wrong)) if found)  # fmt: skip
    source = f"每点不少于 {per_point} 题（设置）"
    if not findings and not bank.items.filter(state=ItemState.IN_USE).exists():
        return Line("鉴定点试题数", UNKNOWN, "没有使用中的试题。", source=source)
    words = f"无题 {len(empty)} 个，不足 {len(few)} 个，标错 {len(wrong)} 题。"
    return Line("鉴定点试题数", TODO if todo else READY, words, todo, source)


def importance_line(bank: Bank, findings: list[Finding], on: date) -> Line:
    x, y, z = (setting_on(f"importance_{name}", on) for name in ("x_least", "y_most", "z_most"))
    source = f"X 不少于 {x:.0%}、Y 不多于 {y:.0%}、Z 不多于 {z:.0%}（设置）"
    if not bank.scope_table.get("points"):
        return Line("重要程度比例", UNKNOWN, "未录入细目表，无从比较。", source=source)
    wrong = tuple(f.words for f in findings if f.code == "importance_share")
    return Line("重要程度比例", TODO if wrong else READY, f"{len(wrong)} 类不合。" if wrong else "符合。", wrong, source)


def duplicates_line(bank: Bank, now: str) -> Line:
    run = latest_search(bank)
    if missing := stale(run, now, "查重"):
        return Line("近似题", UNKNOWN, missing, ("开库后运行查重。",))
    copies, alike = open_pairs(bank).filter(kind=DUPLICATE).count(), open_pairs(bank).exclude(kind=DUPLICATE).count()
    words = f"查重 {run.items} 题，待处理：重复 {copies} 对，只是相像 {alike} 对。"  # type: ignore[union-attr]
    return Line("近似题", TODO, words, (f"处理 {copies} 对重复题。",)) if copies else Line("近似题", READY, words)


def blueprint_line(bank: Bank) -> Line:
    source, plans = f"按 {FORMS} 套平行卷验算；S002 四(一)", list(bank.blueprints.order_by("pk"))
    if not plans:
        return Line("组卷方案可行", UNKNOWN, "没有组卷方案，无从验算。", ("录入组卷方案。",), source)
    todo: list[str] = []
    for plan in plans:
        todo += missing_for(bank, plan)
    words = f"{len(plans)} 个方案" + (f"，缺题 {len(todo)} 处。" if todo else "，均能组出。")
    return Line("组卷方案可行", TODO if todo else READY, words, tuple(todo), source)


def missing_for(bank: Bank, plan) -> list[str]:
    """What the bank lacks for the plan's papers, as an order to item writers."""
    try:
        blueprint = plan_of(plan.text, plan.name)
        table, _left_out = bank_table_for(bank, blueprint, FORMS)
        missing = shortages(build_model(read_table(table, blueprint), blueprint, FORMS), blueprint)
    except BankShort as short:
        missing = short.shortages
    except Refused as no:
        return [f"{plan.name}：{no.message}"]
    return [f"{plan.name}：{cell_words(one.cell)} 需 {one.needed} 题次，可用 {one.available}，缺 {one.short}。" for one in missing]


def statistics_line(bank: Bank, on: date) -> Line:
    months = setting_on("statistics_months", on)
    fresh = ItemFigures.objects.filter(item__bank=bank, item__state=ItemState.IN_USE,
                                       response_set__held_on__gte=on - months * MONTH)  # fmt: skip
    measured, used = fresh.values("item").distinct().count(), bank.items.filter(state=ItemState.IN_USE).count()
    flagged = sum(bool(SUSPICIOUS & set(flags)) for flags in fresh.filter(answered__gte=ENOUGH).values_list("flags", flat=True))
    waiting = open_proposals(bank).count()
    todo = tuple(words for n, words in ((flagged, f"核对 {flagged} 题的答案（高分者反而答错）。"), (waiting, f"处理 {waiting} 条难度建议。")) if n)
    words = f"{months} 个月内有统计的 {measured} 题，占使用中的 {measured / used:.0%}。" if used else "没有使用中的试题。"
    return Line("试题统计", TODO if todo else READY if measured else UNKNOWN, words, todo, f"有效期 {months} 个月（设置）", counts=bool(flagged))
