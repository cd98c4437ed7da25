"""Named situations of supervision."""

from __future__ import annotations

from liangcai.apps.supervision.actions.draw_inspection import draw_inspection
from liangcai.apps.supervision.models import Inspection
from tests.apps.exams.factories import *  # noqa: F403
from tests.apps.exams.factories import account, at, card, city, planned


def supervisors(count: int = 4, **more):
    return [card("supervisor", scope=[], user=account("supervisor"), **more) for _ in range(count)]


def drawn(plans=None, inspectors=None, actor=None, count: int = 1, per_target: int = 2) -> Inspection:
    return draw_inspection(
        actor=actor or city(), at=at("2021-12-22"), title="演示抽查", plans=plans or [planned(), planned()],
        inspectors=inspectors or supervisors(), count=count, per_target=per_target, announced_at=at("2021-12-21"),
        beacon_source="演示公开数", beacon_value="0.7",
    )  # fmt: skip
