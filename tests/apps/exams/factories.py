"""Named situations of examination plans: a special-ability project with a filed norm, unless said otherwise."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from liangcai.apps.exams.actions.plan_exam import plan_exam
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.models import Body, Filing
from liangcai.apps.resources.models import Standard
from tests.apps.organizations.factories import *  # noqa: F403
from tests.apps.organizations.factories import PROJECT, SCOPE, at, body, card, confirmed, worker

EXAM_DAY, CLOSES_ON = "2021-12-11", date(2021, 11, 10)
_plan = count(1)


def special_norm(**more: Any) -> Standard:
    given = {"state": "in_force", "filed_on": date(2020, 6, 1), **more}
    return Standard.objects.create(kind="special_ability", occupation_name=PROJECT, levels=[],
                                   published_on=date(2020, 1, 1), document_number="演示", **given)  # fmt: skip


def sessions(day: str = EXAM_DAY) -> list[dict[str, Any]]:
    return [
        {"subject": "theory", "theory_mode": "sheet", "starts_at": at(day, 9), "minutes": 90},
        {"subject": "practical", "practical_mode": "workpiece", "starts_at": at(day, 14), "minutes": 120},
    ]


def request_of(filing: Filing, **more: Any) -> dict[str, Any]:
    """The arguments of `plan_exam` for a filing; any of them may be given otherwise."""
    given = {
        "actor": worker(filing.body), "at": at("2021-10-25"), "body": filing.body, "filing_scope": filing.scopes.get(),
        "bank": None, "plan_number": f"ZX{next(_plan):08d}", "kind": filing.kind, "occupation_code": "",
        "occupation_name": PROJECT, "level": "", "registration_closes_on": CLOSES_ON, "capacity": 20,
        "sessions": sessions(), "rooms": [{"name": "第一考场", "seats": 20, "address": "演示路 1 号"}],
    }  # fmt: skip
    if "standard" not in more:
        given["standard"] = special_norm()
    return {**given, **more}


def planned(owner: Body | None = None, filing: Filing | None = None, **more: Any) -> ExamPlan:
    return plan_exam(**request_of(filing or confirmed(owner or body(), scope=SCOPE), **more))


def fit_cards(assessors: int = 4, leaders: int = 2) -> list[Any]:
    return [card("assessor") for _ in range(assessors)] + [card("lead_assessor") for _ in range(leaders)]
