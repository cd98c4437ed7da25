"""A changed value, proposed: the policy as it would then stand, and the policy file with the step added.

Nothing is in force until someone merges the file.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from liangcai.engines.rules.policy import Condition, DatedValue, Policy, Rule, Source
from liangcai.kernel.refusals import BadInput

MOST = 100  # years, places and months of the policy are all smaller
YES_NO = {"是": True, "true": True, "否": False, "false": False}
ENTRY = re.compile(r"^\[\[value\]\][ \t]*$", re.MULTILINE)
QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class Change:
    """One dated value that would be `value` from the day on. `value` is a whole number, a word or yes/no."""

    name: str
    from_on: date
    value: int | bool | str
    citation: Source


def with_value(policy: Policy, name: str, from_on: date, value: int | bool | str, citation: Source) -> Policy:
    """The policy with one more step of a dated value; its version is marked as proposed. `BadInput` where the
    value does not exist, is of another kind, or has a step on that day."""
    held = known_value(policy, name)
    refuse_unfit(held, from_on, value)
    steps = sorted([*held.history, (from_on, value, citation)], key=lambda step: step[0] or date.min)
    changed = replace(held, history=tuple(steps))
    what = json.dumps([policy.version, name, from_on.isoformat(), value, citation.document, citation.article])
    version = "proposed-sha256:" + hashlib.sha256(what.encode()).hexdigest()
    return replace(policy, values={**policy.values, name: changed}, version=version)


def known_value(policy: Policy, name: str) -> DatedValue:
    held = policy.values.get(name)
    if held is None:
        near = get_close_matches(name, policy.values, n=3, cutoff=0.3)
        raise BadInput("unknown_value", f"没有名为“{name}”的数值。", where=name,
                       hint=f"是否指 {'、'.join(near)}？" if near else "数值名见 policy/values。")
    return held


def refuse_unfit(held: DatedValue, from_on: date, value: int | bool | str) -> None:
    now = held.history[-1][1]
    if type(value) is not type(now):
        raise BadInput("bad_value", f"“{held.name}”现为 {now!r}，不能改为 {value!r}。", where=held.name)
    if type(value) is int and not 0 <= value <= MOST:
        raise BadInput("bad_value", f"“{held.name}”不能为 {value}。", where=held.name, hint=f"应为 0–{MOST} 的整数。")
    if any(start == from_on for start, _, _ in held.history):
        raise BadInput("step_exists", f"“{held.name}”自 {from_on} 起已有数值。", where=held.name,
                       hint="改动须写自另一天起；更正原有数值请直接改政策文件。")


def value_from_text(policy: Policy, name: str, text: str) -> int | bool | str:
    """A value as typed, read as the kind that the named value has."""
    now = known_value(policy, name).history[-1][1]
    word = text.strip()
    if isinstance(now, bool):
        if word.lower() not in YES_NO:
            raise BadInput("bad_value", f"“{word}”应为 是 或 否。", where=name)
        return YES_NO[word.lower()]
    if isinstance(now, int):
        if not re.fullmatch(r"\d{1,4}", word, re.ASCII):
            raise BadInput("bad_value", f"“{word}”应为 0–{MOST} 的整数。", where=name)
        return int(word)
    if not word:
        raise BadInput("bad_value", "新数值是空的。", where=name)
    return word


def proposed_file(text: str, change: Change) -> str:
    """The policy file with the step added after the last one of the value, everything else untouched.
    `BadInput` where the file does not define the value."""
    places = [found.start() for found in ENTRY.finditer(text)] + [len(text)]
    entries = tomllib.loads(text).get("value", [])
    number = next((n for n, entry in enumerate(entries) if entry.get("name") == change.name), None)
    if number is None or len(entries) != len(places) - 1:
        raise BadInput("unknown_value", f"文件中没有名为“{change.name}”的数值。", where=change.name)
    before, after = text[: places[number + 1]].rstrip("\n"), text[places[number + 1]:]
    return f"{before}\n\n{step(change)}" + (f"\n{after}" if after else "")


def step(change: Change) -> str:
    value = str(change.value).lower() if isinstance(change.value, bool) else (
        quoted(change.value) if isinstance(change.value, str) else change.value)
    cited = f"{{document = {quoted(change.citation.document)}, article = {quoted(change.citation.article)}"
    rule = f", rule = {quoted(change.citation.rule)}" if change.citation.rule else ""
    return f"[[value.history]]\nfrom = {change.from_on}\nvalue = {value}\ncitation = {cited}{rule}}}\n"


def quoted(word: str) -> str:
    return f'"{word.translate(QUOTED)}"'


@dataclass(frozen=True, slots=True)
class Basis:
    """What a condition rests on, each once: shared conditions, dated values, and other rules (through a target)."""

    conditions: tuple[Condition, ...]
    values: tuple[DatedValue, ...]
    rules: tuple[Rule, ...]


def basis(policy: Policy, rules: list[Rule]) -> Basis:
    """Everything that the conditions of these rules name, directly or through one another."""
    conditions: dict[str, Condition] = {}
    values: dict[str, DatedValue] = {}
    others: dict[str, Rule] = {}
    waiting = [(rule.when, rule.subject) for rule in rules]
    while waiting:
        when, subject = waiting.pop(0)
        for name in re.findall(r"\w+", when):
            if name in policy.values:
                values[name] = policy.values[name]
            elif name in policy.conditions and name not in conditions:
                conditions[name] = policy.conditions[name]
                waiting.append((conditions[name].when, subject))
            else:
                found = [r for r in policy.rules if r.when and r.subject == subject and r.target == name]
                new = [r for r in found if r.id not in others]
                others.update({r.id: r for r in new})
                waiting += [(r.when, subject) for r in new]
    return Basis(tuple(conditions.values()), tuple(values.values()), tuple(others.values()))


def refuse_unused(policy: Policy, name: str, subject: str = "career") -> None:
    """A value that no rule of the subject reads would show "no difference" without meaning it."""
    names = [value.name for value in changeable(policy, subject)]
    if name not in names:
        raise BadInput("value_not_used", f"{subject} 的规则都不用“{name}”，无从比较。", where=name,
                       hint=f"可比较的数值：{'、'.join(names)}。")


def changeable(policy: Policy, subject: str = "career") -> tuple[DatedValue, ...]:
    """The dated values that rules of the subject use, in the order of the policy."""
    used = basis(policy, [rule for rule in policy.rules if rule.when and rule.subject == subject]).values
    return tuple(value for value in policy.values.values() if value in used)
