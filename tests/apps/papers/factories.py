"""A blueprint for the generated bank, papers assembled from it, and a sealed package."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.actions.seal_papers import seal_papers
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Dispatch
from liangcai.apps.station.signing import RECEIVER, published_keys, station_key
from liangcai.engines.sealing.keys import PublicKey, public_of
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, filled_bank

OPENS = datetime(2021, 12, 11, 0, 30, tzinfo=UTC)
PLAN = "JH2021-001"
TEXT = """occupation = "6-04-03-03"
level = "四级"
[[cells]]
scope = "A-C"
type = "single_choice"
count = 6
score = 5
[[cells]]
scope = "A-D"
type = "single_choice"
count = 4
score = 10
[[cells]]
scope = "A-B"
type = "true_false"
count = 6
score = 5
[forms]
max_item_use = 1
"""


def blueprint(actor: User | None = None, text: str = TEXT) -> Blueprint:
    actor = actor or custodian()
    return save_blueprint(actor=actor, at=AT, bank=filled_bank(actor), name="演示方案", text=text, minutes=90)


def assembled(actor: User | None = None, forms: int = 2, seed: int = 1) -> AssemblyRun:
    actor = actor or custodian()
    return assemble_papers(actor=actor, at=AT, blueprint=blueprint(actor), forms=forms, seed=seed, key=KEY)


def room_receiver() -> PublicKey:
    return public_of(station_key(RECEIVER, on=AT.date(), owner="演示考场机"), "演示考场机", AT.date())


def sealed(run: AssemblyRun | None = None, **given: Any) -> Dispatch:
    values = {"actor": custodian(), "at": AT, "run": run or assembled(), "receiver": "演示考场机",
              "receiver_key": room_receiver(), "not_before": OPENS, "slip_number": f"SJ-{PLAN}", "plan_number": PLAN,
              "title": "织布工（演示）", "key": KEY} | given  # fmt: skip
    assert published_keys()
    return seal_papers(**values)
