"""Banks with planted faults and pairs, and a sitting's anonymous responses. Everything is generated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from liangcai.apps.accounts.models import User
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.sealing import open_content, seal_content
from liangcai.apps.item_quality.actions.record_check_run import record_check_run
from liangcai.apps.item_quality.actions.record_duplicate_run import record_duplicate_run
from liangcai.apps.item_quality.actions.take_in_responses import take_in_responses
from liangcai.apps.item_quality.engine_io import bank_state, check_in_steps, compare_in_steps
from liangcai.apps.item_quality.models import CheckRun, DuplicateRun, ResponseSet
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.station.signing import PACKAGE, RECEIVER, station_key
from liangcai.engines.sealing.keys import public_of
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, bank
from tests.apps.papers.factories import OPENS


def end(steps):
    """What a generator of steps returns."""
    while True:
        try:
            assert 0 <= next(steps) <= 1
        except StopIteration as stop:
            return stop.value


def bank_of(*rows: dict[str, Any], actor: User | None = None, points: dict[str, str] | None = None) -> Bank:
    """A bank as it may have come to be: with faults that no import would let through today."""
    actor = actor or custodian()
    made = bank(actor)
    if points:
        made.scope_table = {"points": points}
        made.save()
    items = [Item(bank=made, state="in_use", author=actor, **{k: v for k, v in row.items() if k != "content"}) for row in rows]
    for row, one in zip(rows, items, strict=True):
        one.sealed_content = seal_content(row["content"], KEY, str(one.public_id))
    Item.objects.bulk_create(items)
    return made


SUBJECTS = "织机引纬打送经卷取开口综框停钢筘梭纱张力布边坯验穿浆整络捻并条粗细清梳棉毛麻丝染印烫"


def good(n: int, **changes: Any) -> dict[str, Any]:
    """An item without a fault, unlike every other."""
    a, b, c, d = (SUBJECTS[(n * k) % len(SUBJECTS)] for k in (1, 7, 11, 17))
    content = {"stem": f"{a}{b}{n}工序中{c}{d}异常时先检查什么（　）。", "options": [f"{a}轴{n}", f"{b}架{n}", f"{c}杆{n}", f"{d}盘{n}"],
               "answer": "ABCD"[n % 4]}  # fmt: skip
    content |= {k: changes.pop(k) for k in ("stem", "answer", "options") if k in changes}
    return {"item_number": f"D{n:03d}", "type": "single_choice", "scope": "A-B", "point": "A-B-A-001", "importance": "X",
            "difficulty": 0.65, "content": content} | changes  # fmt: skip


def checked(of: Bank, actor: User | None = None, at=AT) -> CheckRun:
    found = end(check_in_steps(of, KEY, at.date()))
    return record_check_run(actor=actor or custodian(), at=at, bank=of, found=found, items=of.items.count(),
                            bank_state=bank_state(of))  # fmt: skip


def compared(of: Bank, actor: User | None = None, threshold: float = 0.5) -> DuplicateRun:
    items, pairs = end(compare_in_steps(of, KEY, threshold))
    return record_duplicate_run(actor=actor or custodian(), at=AT, bank=of, items=items, pairs=pairs, threshold=threshold,
                                bank_state=bank_state(of))  # fmt: skip


def answers(dispatch: Dispatch, candidates: int, seed: int = 1, shift: float = 0.0) -> list[dict[str, Any]]:
    """Rows of candidates whose chance of a right answer follows a Rasch model; `shift` makes every item harder."""
    chance, rows = np.random.default_rng(seed), []
    for paper in dispatch.run.papers.order_by("code"):
        places = list(paper.items.select_related("item").order_by("position"))
        keys = [open_content(p.item.sealed_content, KEY, str(p.item.public_id))["answer"] for p in places]
        hardness = np.array([(p.item.pk % 7 - 3) / 2 + shift for p in places])
        theta = chance.normal(0, 1, candidates)
        right = chance.random((candidates, len(places))) < 1 / (1 + np.exp(hardness - theta[:, None]))
        for row in right:
            rows.append({"paper": paper.code, "answers": [
                key if hit else chance.choice([c for c in ("AB" if p.item.type == "true_false" else "ABCD") if c != key])
                for key, hit, p in zip(keys, row.tolist(), places, strict=True)]})  # fmt: skip
    return rows


def package(folder: Path, dispatch: Dispatch, rows: list[dict[str, Any]], *, kind: str = "responses", name: str = "r.lcp",
            more: dict[str, Any] | None = None, files: dict[str, bytes] | None = None) -> Path:  # fmt: skip
    """A response package as a room seals it, to this vault's own key."""
    content = {"package_sha256": dispatch.package_sha256, "held_on": OPENS.date().isoformat(), "rows": rows} | (more or {})
    receiver = public_of(station_key(RECEIVER, on=AT.date(), owner="题库工作站"), "题库工作站", AT.date())
    manifest = Manifest(kind=kind, sender="room", receiver="vault", session="JH2021-001")
    seal(folder / name, {"responses.json": json.dumps(content, ensure_ascii=False).encode()} | (files or {}), manifest,
         [station_key(PACKAGE, on=AT.date(), owner="演示考场机")], receivers=[receiver])  # fmt: skip
    return folder / name


def taken_in(folder: Path, dispatch: Dispatch, candidates: int = 120, **given: Any) -> ResponseSet:
    rows = answers(dispatch, candidates, **given)
    path = package(folder, dispatch, rows, name=f"{dispatch.slip_number}.lcp")
    return take_in_responses(actor=custodian(), at=OPENS, package=path, key=KEY)


def numbered(of: Bank, number: str) -> Item:
    return of.items.get(item_number=number)
