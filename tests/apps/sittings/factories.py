"""A session opened from a sealed package, with candidates. All names are generated."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.sittings.actions.enter_room import enter_room
from liangcai.apps.sittings.actions.open_papers import open_papers
from liangcai.apps.sittings.actions.open_practical import open_practical
from liangcai.apps.sittings.actions.receive_package import receive_package
from liangcai.apps.sittings.actions.start_sitting import start_sitting
from liangcai.apps.sittings.models import ArrivedPackage, Seat, Sitting
from tests.apps.custody.factories import account
from tests.apps.papers.factories import OPENS, PLAN, sealed

CRITERIA = {"操作规范": "40", "作业质量": "40", "安全文明": "20"}
ARRIVES = OPENS - timedelta(hours=10)
STARTS = OPENS + timedelta(minutes=30)
ENDS = STARTS + timedelta(minutes=90)


def roster(count: int = 2) -> list[dict[str, str]]:
    return [{"ticket_number": f"2021{n:04d}", "name": f"演示考生{n:03d}", "identity_last4": f"{n:04d}", "seat": f"{n:02d}",
             "paper_code": "AB"[n % 2]} for n in range(1, count + 1)]  # fmt: skip


def proctor() -> User:
    return account("invigilator")


def arrived(package: Path, at: datetime = ARRIVES) -> ArrivedPackage:
    return receive_package(actor=proctor(), at=at, package=package)


def opened(dispatch: Dispatch | None = None, at: datetime = OPENS, **given: Any) -> Sitting:
    dispatch = dispatch or sealed()
    values = {"actor": proctor(), "second": proctor(), "roster": roster(), "mode": "screen", "shares": dispatch.typed} | given
    there = ArrivedPackage.objects.filter(sha256=dispatch.package_sha256).first() or arrived(Path(dispatch.package.path))
    return open_papers(at=at, arrived=there, **values)[0]


def running(**given: Any) -> Sitting:
    return start_sitting(actor=proctor(), at=STARTS, sitting=opened(**given))


def entered(sitting: Sitting | None = None, n: int = 1) -> Seat:
    sitting = sitting or running()
    return enter_room(actor="candidate", at=STARTS, sitting=sitting, ticket_number=f"2021{n:04d}",
                      identity_last4=f"{n:04d}")[0]  # fmt: skip


def practical(count: int = 1) -> Sitting:
    sitting = open_practical(actor=proctor(), at=STARTS, plan_number=PLAN, title="织布工操作技能（演示）", minutes=120,
                             mode="workpiece", criteria=CRITERIA, roster=roster(count))  # fmt: skip
    return start_sitting(actor=proctor(), at=STARTS, sitting=sitting)
