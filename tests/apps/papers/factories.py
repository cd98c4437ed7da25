"""A blueprint for the generated bank, papers assembled from it, and a sealed package."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.actions.seal_papers import RoomOrder, Sealed, seal_papers
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Dispatch
from liangcai.apps.station.signing import RECEIVER, publish, published_keys, station_key
from liangcai.engines.sealing.keys import PublicKey, generate_receiver_key, public_of
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, filled_bank

OPENS = datetime(2021, 12, 11, 0, 30, tzinfo=UTC)
PLAN = "JH2021-001"
PROVINCE = ("省甲", "省乙", "省丙")
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


def known_room() -> PublicKey:
    """The public key of a room elsewhere, as the vault knows it."""
    key = public_of(generate_receiver_key("room-receiver-1"), "演示考场机", AT.date())
    publish(key)
    return key


def room_order(key: PublicKey | None = None, slip_number: str = f"SJ-{PLAN}") -> RoomOrder:
    return RoomOrder(key or room_receiver(), slip_number, ("主考", "监考乙", "监考丙"))


def sealing(run: AssemblyRun | None = None, **given: Any) -> Sealed:
    values = {"actor": custodian(), "at": AT, "run": run or assembled(), "rooms": [room_order()], "province": PROVINCE, "needed": 2,
              "not_before": OPENS, "plan_number": PLAN, "title": "织布工（演示）", "key": KEY} | given  # fmt: skip
    assert published_keys()
    return seal_papers(**values)


def sealed(run: AssemblyRun | None = None, **given: Any) -> Dispatch:
    """One room's package. What is printed on its envelopes is kept beside it: `typed`, as two persons would type it."""
    done = sealing(run, **given)
    dispatch = done.dispatches[0]
    province, site = ([s.text for s in done.shares if bool(s.envelope.dispatch_id) == own] for own in (False, True))
    dispatch.typed = [[province[0], site[0]], [province[1], site[1]]]
    return dispatch
