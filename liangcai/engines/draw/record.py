"""DRAW.json: the complete record of a draw, and its recomputation from the inputs in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from liangcai.engines.draw.method import (
    METHOD,
    Assignment,
    DrawInputs,
    Reveal,
    assign,
    canonical_list,
    clean,
    seed_of,
    select,
    sha256,
)
from liangcai.kernel.refusals import BadInput, Refused


@dataclass(frozen=True, slots=True)
class Difference:
    """`field` of the record holds `recorded`; recomputing gives `recomputed`."""

    field: str
    recorded: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class DrawReport:
    """`ok` where every value follows from the inputs; `missing_parties` committed but kept their secret back."""

    ok: bool
    title: str
    seed: str
    selected: Mapping[str, tuple[str, ...]]
    assigned: Mapping[str, tuple[str, ...]]
    missing_parties: tuple[str, ...]
    differences: tuple[Difference, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def draw(inputs: DrawInputs) -> dict[str, Any]:
    """Draws, and returns the record from which anyone can draw again."""
    seed = seed_of(inputs)
    selected = select(seed, inputs.members, inputs.quota)
    record: dict[str, Any] = {
        "method": METHOD,
        "title": clean(inputs.title, "标题"),
        "rule": inputs.rule,
        "rule_sha256": sha256(clean(inputs.rule, "抽取规则")),
        "list": [line.split("\t") for line in canonical_list(inputs.members).splitlines()],
        "list_sha256": sha256(canonical_list(inputs.members)),
        "quota": dict(sorted(inputs.quota.items())),
        "announced_at": inputs.announced_at,
        "commitments": dict(sorted(inputs.commitments.items())),
        "reveals": {party: asdict(reveal) for party, reveal in sorted(inputs.reveals.items())},
        "beacon": {"source": inputs.beacon_source, "at": inputs.beacon_at, "value": inputs.beacon_value},
        "seed": seed,
        "selected": {stratum: list(ids) for stratum, ids in selected.items()},
        "assignment": None,
    }
    if inputs.assignment:
        record["assignment"] = _assignment_record(seed, record["selected"], inputs.assignment)
    return record


def _assignment_record(seed: str, selected: Mapping[str, list[str]], assignment: Assignment) -> dict[str, Any]:
    targets = [member for ids in selected.values() for member in ids]
    return {
        "inspectors": sorted(assignment.inspectors),
        "conflicts": sorted(list(pair) for pair in assignment.conflicts),
        "per_target": assignment.per_target,
        "result": {target: list(chosen) for target, chosen in assign(seed, targets, assignment).items()},
    }


def read_inputs(record: Any) -> DrawInputs:
    """The inputs in a record; `BadInput` where it is no record of this method."""
    if not isinstance(record, Mapping) or record.get("method") != METHOD:
        raise BadInput("not_a_draw", f"不是抽取记录：应有 method = {METHOD}。")
    try:
        second = record["assignment"]
        return DrawInputs(
            title=record["title"],
            rule=record["rule"],
            members=tuple((stratum, member) for stratum, member in record["list"]),
            quota=dict(record["quota"]),
            announced_at=record["announced_at"],
            beacon_source=record["beacon"]["source"],
            beacon_at=record["beacon"]["at"],
            beacon_value=record["beacon"]["value"],
            commitments=dict(record["commitments"]),
            reveals={party: Reveal(r["secret"], r["nonce"]) for party, r in record["reveals"].items()},
            assignment=second
            and Assignment(
                inspectors=tuple(second["inspectors"]),
                conflicts=frozenset((target, inspector) for target, inspector in second["conflicts"]),
                per_target=int(second["per_target"]),
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise BadInput("draw_unreadable", f"抽取记录不完整或形式不对：{wrong}。") from None


def replay(record: Any) -> DrawReport:
    """Draws again from the record's inputs and names every value that differs. Signatures put on the record are
    checked by `sealing.signed_document`, not here."""
    inputs = read_inputs(record)
    try:
        again = draw(inputs)
    except Refused as no:
        if isinstance(no, BadInput):
            raise
        return _report(inputs, {}, (Difference(no.code, no.message, None),))
    unsigned = {key: value for key, value in record.items() if key not in ("kind", "signatures")}
    return _report(inputs, again, tuple(_differences(unsigned, again)))


def _report(inputs: DrawInputs, again: Mapping[str, Any], differences: tuple[Difference, ...]) -> DrawReport:
    return DrawReport(
        ok=not differences,
        title=inputs.title,
        seed=again.get("seed", ""),
        selected={s: tuple(ids) for s, ids in again.get("selected", {}).items()},
        assigned={t: tuple(ids) for t, ids in ((again.get("assignment") or {}).get("result") or {}).items()},
        missing_parties=tuple(sorted(set(inputs.commitments) - set(inputs.reveals))),
        differences=differences,
    )


def _differences(recorded: Any, again: Any, path: str = "") -> list[Difference]:
    if isinstance(recorded, Mapping) and isinstance(again, Mapping):
        found = []
        for key in sorted(recorded.keys() | again.keys()):
            place = f"{path}.{key}" if path else key
            found += _differences(recorded.get(key), again.get(key), place)
        return found
    return [] if recorded == again else [Difference(path, recorded, again)]
