"""What custody ledgers say against each other (S002 四(三), 002-045).

Rows are never changed: a row may be closed by a later one (somebody left) or corrected by a later one (with a reason).
`folded` reads them together; `cross_check` then looks for what cannot be. Moments carry the local offset.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

ROOM, COMPUTER, ASSEMBLY, DISC = "room", "computer", "assembly", "disc"
TWO = 2  # persons in the room while the bank is worked with
BACK = ("receipt", "in", "returned", "destroyed")

# check → (what it found, what to do)
CHECKS = {
    "assembly_without_computer": ("组卷制卷而无计算机使用登记", "查明何人何时使用计算机，补登计算机使用，写明补登原因。"),
    "disc_without_computer": ("光盘出入而无计算机使用登记", "核对光盘编号与刻录记录，补登计算机使用或报告保密事故。"),
    "computer_without_room": ("计算机使用而无场所出入登记", "调阅门禁与视频记录，补登出入人员，写明补登原因。"),
    "alone": ("应两人在场而登记在场不足两人", "核对门禁与视频记录；确为一人操作的，按保密规定报告。"),
    "copies": ("印制份数与登记份数不符", "清点实物与废卷，查明多出或缺少的份数后更正登记。"),
    "disc_not_back": ("光盘出库后逾期无回执或归还销毁登记", "向接收方催要回执；收不到的按失控介质报告。"),
    "order": ("登记次序颠倒", "查明是补登还是时钟被调；补登应写明原因。"),
    "left_open": ("进入场所后未登记离开", "核对门禁记录，登记离开时间。"),
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of a ledger. `facts` may hold `closes` or `corrects` (a sequence of the same ledger) with `instead`,
    `copies` and `printed`, `direction`, `sha256` and `due_on` (ISO day)."""

    kind: str
    sequence: int
    at: datetime
    ended_at: datetime | None
    persons: tuple[str, ...]
    purpose: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is a key of `CHECKS`; `lines` the rows concerned, the one that is wrong first."""

    check: str
    lines: tuple[LedgerLine, ...]
    detail: str = ""

    @property
    def title(self) -> str:
        return CHECKS[self.check][0]

    @property
    def to_do(self) -> str:
        return CHECKS[self.check][1]


def folded(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """The rows as they now stand: closed and corrected, the closing and correcting rows themselves left out."""
    standing: dict[tuple[str, int], LedgerLine] = {}
    for line in sorted(lines, key=lambda one: (one.kind, one.sequence)):
        target = (line.kind, line.facts.get("closes") or line.facts.get("corrects") or 0)
        if "closes" in line.facts and target in standing:
            standing[target] = replace(standing[target], ended_at=line.at)
        elif "corrects" in line.facts and target in standing:
            standing[target] = _corrected(standing[target], line.facts.get("instead", {}))
        else:
            standing[line.kind, line.sequence] = line
    return list(standing.values())


def _corrected(line: LedgerLine, instead: Mapping[str, Any]) -> LedgerLine:
    def moment(name: str, now: datetime | None) -> datetime | None:
        return datetime.fromisoformat(instead[name]).astimezone(line.at.tzinfo) if instead.get(name) else now

    return replace(
        line,
        at=moment("at", line.at) or line.at,
        ended_at=moment("ended_at", line.ended_at),
        persons=tuple(instead.get("persons", line.persons)),
        purpose=instead.get("purpose", line.purpose),
        facts={**line.facts, **{k: instead[k] for k in ("copies", "printed") if k in instead}},
    )  # fmt: skip


def cross_check(lines: Sequence[LedgerLine], first: date, last: date, on: date) -> list[Finding]:
    """What does not fit among the rows of `first` to `last`, both days included, as known on the day `on`. Give the
    rows before and after too: a stay may reach over midnight and a disc come back later."""
    there = folded(lines)
    within = [line for line in there if first <= line.at.date() <= last]
    room, computer = _by_day(there, ROOM), _by_day(there, COMPUTER)
    findings = []
    for line in within:
        findings += _presence(line, room, computer)
        findings += _copies(line)
        findings += _left_open(line, on)
    findings += _discs(within, lines, on)
    findings += _order(lines, first, last)
    rank = list(CHECKS)
    return sorted(findings, key=lambda f: (rank.index(f.check), f.lines[0].at, f.lines[0].sequence))


def _presence(line: LedgerLine, room: Mapping[date, list[LedgerLine]], computer: Mapping[date, list[LedgerLine]]) -> list[Finding]:
    if line.kind == ROOM:
        return []
    found = []
    if line.kind == COMPUTER and not _covering(room, line.at):
        found.append(Finding("computer_without_room", (line,)))
    if line.kind in (ASSEMBLY, DISC) and line.facts.get("direction") != "receipt" and not _covering(computer, line.at):
        found.append(Finding(f"{line.kind}_without_computer", (line,)))
    entries = _covering(room, line.at)
    present = {person for entry in entries for person in entry.persons}
    if entries and len(present) < TWO:
        found.append(Finding("alone", (line, *entries), f"登记在场：{'、'.join(sorted(present)) or '无人'}"))
    return found


def _by_day(lines: Iterable[LedgerLine], kind: str) -> dict[date, list[LedgerLine]]:
    days: dict[date, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        if line.kind == kind:
            last = (line.ended_at or line.at).date()
            for n in range(max(0, (last - line.at.date()).days) + 1):
                days[line.at.date() + timedelta(days=n)].append(line)
    return days


def _covering(days: Mapping[date, list[LedgerLine]], moment: datetime) -> list[LedgerLine]:
    """Rows that were running at the moment; one without an end runs to the end of its day."""
    return [one for one in days.get(moment.date(), ()) if one.at <= moment and (one.ended_at is None or moment <= one.ended_at)]


def _copies(line: LedgerLine) -> list[Finding]:
    due, made = line.facts.get("copies"), line.facts.get("printed")
    if made is None or due == made:
        return []
    return [Finding("copies", (line,), f"登记 {due} 份，印制 {made} 份")]


def _left_open(line: LedgerLine, on: date) -> list[Finding]:
    if line.kind != ROOM or line.ended_at is not None or line.at.date() >= on:
        return []
    return [Finding("left_open", (line,))]


def _discs(within: Iterable[LedgerLine], lines: Iterable[LedgerLine], on: date) -> list[Finding]:
    """Discs that left, were due back or receipted by a day now past, and of which nothing was heard since."""
    heard: dict[str, int] = {}
    for line in lines:
        if line.kind == DISC and line.facts.get("direction") in BACK:
            digest = str(line.facts.get("sha256", ""))
            heard[digest] = max(heard.get(digest, 0), line.sequence)
    found = []
    for line in within:
        due = line.facts.get("due_on")
        if line.kind != DISC or line.facts.get("direction") != "out" or not due or date.fromisoformat(due) >= on:
            continue
        if heard.get(str(line.facts.get("sha256", "")), 0) < line.sequence:
            found.append(Finding("disc_not_back", (line,), f"应于 {due} 前收到回执"))
    return found


def _order(lines: Iterable[LedgerLine], first: date, last: date) -> list[Finding]:
    found, before = [], dict[str, LedgerLine]()
    for line in sorted(lines, key=lambda one: (one.kind, one.sequence)):
        earlier = before.get(line.kind)
        if earlier and line.at < earlier.at and first <= line.at.date() <= last:
            found.append(Finding("order", (line, earlier), f"第 {line.sequence} 条早于第 {earlier.sequence} 条"))
        before[line.kind] = line
    return found
