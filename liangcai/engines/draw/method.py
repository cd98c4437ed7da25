"""The double-random draw: what is drawn from, who contributes to the seed, how tickets decide.

Order of events: the list is closed and its hash published; each party commits to a secret; the
secrets are revealed; last comes a public number announced beforehand (a lottery result, a stock index),
which nobody could know when committing. ticket = SHA-256(seed ⇥ stratum ⇥ id); in every stratum the
smallest tickets win. No operator, and no party that keeps its secret back, can steer the outcome.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from liangcai.kernel.refusals import BadInput, Refused

METHOD = "liangcai-draw-1"


@dataclass(frozen=True, slots=True)
class Reveal:
    secret: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Second random: every selected target gets `per_target` of `inspectors`; `conflicts` are (target, inspector)
    pairs that recusal forbids."""

    inspectors: tuple[str, ...]
    conflicts: frozenset[tuple[str, str]]
    per_target: int


@dataclass(frozen=True)
class DrawInputs:
    """Everything a draw depends on. `members` are (stratum, id); `quota` says how many of each stratum; `announced_at`
    and `beacon_at` are ISO 8601 with offset; `commitments` party → hash of `commitment()`; a party missing from
    `reveals` is recorded as missing."""

    title: str
    rule: str
    members: tuple[tuple[str, str], ...]
    quota: Mapping[str, int]
    announced_at: str
    beacon_source: str
    beacon_at: str
    beacon_value: str
    commitments: Mapping[str, str] = field(default_factory=dict)
    reveals: Mapping[str, Reveal] = field(default_factory=dict)
    assignment: Assignment | None = None


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def clean(text: str, what: str) -> str:
    """One spelling for a name or id; a tab or line break would let two lists look the same."""
    if not isinstance(text, str) or not text.strip() or not text.isprintable():
        raise BadInput("draw_text", f"{what}应为可打印的文字，读到 {text!r}。", where=what)
    return unicodedata.normalize("NFC", text)


def canonical_list(members: Iterable[tuple[str, str]]) -> str:
    """One line a member, `stratum ⇥ id`, sorted by code point; a member twice is `BadInput`."""
    rows = [f"{clean(stratum, '分层')}\t{clean(member, '编号')}" for stratum, member in members]
    if not rows:
        raise BadInput("empty_list", "抽取名单是空的。", where="members")
    if len(set(rows)) != len(rows):
        twice = next(row for row in rows if rows.count(row) > 1).replace("\t", " / ")
        raise BadInput("member_twice", f"名单中“{twice}”出现不止一次。", where="members")
    return "".join(row + "\n" for row in sorted(rows))


def canonical_assignment(assignment: Assignment | None) -> str:
    """How many to each target, the inspectors, the recusals as `target ⇥ inspector`; sorted, one a line."""
    if assignment is None:
        return ""
    inspectors = sorted(clean(inspector, "检查人员") for inspector in assignment.inspectors)
    recusals = sorted(f"{clean(t, '编号')}\t{clean(i, '检查人员')}" for t, i in assignment.conflicts)
    return "".join(f"{line}\n" for line in (assignment.per_target, *inspectors, *recusals))


def commitment(party: str, reveal: Reveal) -> str:
    """What a party publishes before the beacon; `nonce` keeps a short secret from being guessed."""
    parts = (clean(party, "参与方"), clean(reveal.secret, "秘密数"), clean(reveal.nonce, "随机串"))
    return sha256("".join(part + "\n" for part in parts))


def seed_of(inputs: DrawInputs) -> str:
    """SHA-256 over everything that was announced (title, time, hashes of list, rule and assignment, quota), then the
    beacon and every party's reveal, one a line: nothing can be changed afterwards without changing the seed."""
    _check_order(inputs)
    lines = [METHOD, clean(inputs.title, "标题"), inputs.announced_at]
    lines += [sha256(canonical_list(inputs.members)), sha256(clean(inputs.rule, "抽取规则"))]
    lines.append(sha256(canonical_assignment(inputs.assignment)))
    lines += [f"{clean(stratum, '分层')}\t{count}" for stratum, count in sorted(inputs.quota.items())]
    lines += [clean(inputs.beacon_source, "公开数来源"), inputs.beacon_at, clean(inputs.beacon_value, "公开数")]
    for party in sorted(inputs.commitments):
        reveal = inputs.reveals.get(party)
        if reveal is None:
            lines.append(f"{clean(party, '参与方')}\tMISSING")
            continue
        if commitment(party, reveal) != inputs.commitments[party]:
            raise Refused("reveal_differs", f"“{party}”公开的秘密数与其事先的承诺不符。", facts={"party": party})
        lines.append(f"{clean(party, '参与方')}\t{reveal.secret}\t{reveal.nonce}")
    return sha256("".join(line + "\n" for line in lines))


def _check_order(inputs: DrawInputs) -> None:
    announced, beacon = _moment(inputs.announced_at, "announced_at"), _moment(inputs.beacon_at, "beacon_at")
    if beacon <= announced:
        raise Refused(
            "beacon_not_last",
            f"公开数产生于 {inputs.beacon_at}，不晚于名单公布的 {inputs.announced_at}：结果可以预先算出。",
            hint="公开数须在名单与承诺公布之后产生。",
        )
    strangers = sorted(set(inputs.reveals) - set(inputs.commitments))
    if strangers:
        raise Refused("reveal_without_commitment", f"“{strangers[0]}”没有事先承诺，不能参与。")


def _moment(text: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    except (TypeError, ValueError):
        pass
    raise BadInput("draw_time", f"时间应为带时区的 ISO 8601，读到 {text!r}。", where=where)


def ticket(seed: str, *parts: str) -> str:
    return sha256("\t".join((seed, *parts)))


def select(seed: str, members: Iterable[tuple[str, str]], quota: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The ids drawn in every stratum of `quota`, in ticket order."""
    strata: dict[str, list[str]] = {}
    for line in canonical_list(members).splitlines():
        stratum, _, member = line.partition("\t")
        strata.setdefault(stratum, []).append(member)
    chosen = {}
    for name, count in sorted(quota.items()):
        stratum = clean(name, "分层")
        pool = strata.get(stratum, [])
        if type(count) is not int or count < 0:
            raise BadInput("draw_quota", f"“{stratum}”的抽取数应为不小于 0 的整数，读到 {count!r}。", where="quota")
        if count > len(pool):
            raise Refused(
                "too_few_members", f"“{stratum}”应抽 {count} 个，名单中只有 {len(pool)} 个。",
                facts={"stratum": stratum, "needed": count, "found": len(pool)},
            )  # fmt: skip
        chosen[stratum] = tuple(sorted(pool, key=lambda member: ticket(seed, stratum, member))[:count])
    return chosen


def assign(seed: str, targets: Sequence[str], assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """Targets in ticket order each take the free inspectors with the least load, ties by ticket."""
    load = {clean(inspector, "检查人员"): 0 for inspector in assignment.inspectors}
    conflicts = {(clean(target, "编号"), clean(inspector, "检查人员")) for target, inspector in assignment.conflicts}
    if len(load) != len(assignment.inspectors):
        raise BadInput("member_twice", "检查人员名单中有人出现不止一次。", where="inspectors")
    if len(set(targets)) != len(targets):
        raise BadInput("member_twice", "不同分层中抽出了同一编号，无法分派检查人员。", where="members")
    if assignment.per_target < 1:
        raise BadInput("draw_quota", "每个对象的检查人员数应不小于 1。", where="per_target")
    result = {}
    for target in sorted(targets, key=lambda target: ticket(seed, "target", target)):
        free = [i for i in load if (target, i) not in conflicts]
        if len(free) < assignment.per_target:
            raise Refused(
                "too_few_inspectors",
                f"“{target}”需要 {assignment.per_target} 名检查人员，回避之后只剩 {len(free)} 名。",
                facts={"target": target, "needed": assignment.per_target, "found": len(free)},
            )
        free.sort(key=lambda i: (load[i], ticket(seed, "inspector", target, i)))
        result[target] = tuple(free[: assignment.per_target])
        for inspector in result[target]:
            load[inspector] += 1
    return result
