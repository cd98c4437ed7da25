"""Checking registration rows before anything is written: every fault of every row at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.apps.accounts.identity import number_index
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.workbook import COLUMNS, REQUIRED, Row
from liangcai.kernel.identity_numbers import age_on, birth_date, parse_resident_id
from liangcai.kernel.refusals import BadInput

LEGAL_WORKING_AGE = 16  # 004-004; Labour Law


@dataclass(frozen=True)
class Entrant:
    """A row that passed: the person as typed, number normalised, index for look-up."""

    row: int
    name: str
    identity_number: str
    identity_index: str
    born_on: date
    phone: str
    employer: str
    condition: str


def check_rows(rows: list[Row], plan: ExamPlan, on: date) -> tuple[list[Entrant], list[dict[str, Any]]]:
    """(good rows, faults). Two queries whatever the number of rows: who is in this plan, who is in another
    plan with a session at the same time."""
    entrants: list[Entrant] = []
    errors: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in rows:
        faults = list(_faults(row, on))
        if faults:
            errors += faults
            continue
        number = parse_resident_id(row.values["identity_number"])
        if number in seen:
            errors.append(_fault(row.number, "identity_number", f"与第 {seen[number]} 行重复", "每人一行"))
            continue
        seen[number] = row.number
        v = row.values
        entrants.append(Entrant(row.number, v["name"], number, number_index(number), birth_date(number), v["phone"],
                                v["employer"], v["condition"]))  # fmt: skip
    return _without_clashes(entrants, plan, errors), sorted(errors, key=lambda e: e["row"])


def _faults(row: Row, on: date):
    for key in REQUIRED:
        if not row.values[key]:
            yield _fault(row.number, key, "未填写", f"{COLUMNS[key]}为必填")
    if row.values["consent"] and row.values["consent"] != "是":
        yield _fault(row.number, "consent", f"读到“{row.values['consent']}”", "考生自愿，须填“是”（004-005）")
    if row.values["phone"] and not re.fullmatch(r"1\d{10}", row.values["phone"]):
        yield _fault(row.number, "phone", f"读到“{row.values['phone']}”", "应为 11 位手机号码")
    if row.values["identity_number"]:
        try:
            born = birth_date(parse_resident_id(row.values["identity_number"]))
        except BadInput as wrong:
            yield _fault(row.number, "identity_number", wrong.message, wrong.hint or "请核对证件")
            return
        if age_on(born, on) < LEGAL_WORKING_AGE:
            yield _fault(row.number, "identity_number", f"报名时 {age_on(born, on)} 周岁", "须年满 16 周岁（004-004）")


def _without_clashes(entrants: list[Entrant], plan: ExamPlan, errors: list[dict[str, Any]]) -> list[Entrant]:
    """Leaves out people already in this plan or sitting elsewhere on the same day."""
    days = [s.starts_at.date() for s in plan.sessions.all()]
    live = Registration.objects.filter(
        candidate__identity_index__in=[e.identity_index for e in entrants], plan__sessions__starts_at__date__in=days
    ).exclude(state__in=("rejected", "withdrawn"))
    taken = {r["candidate__identity_index"]: r for r in live.values("candidate__identity_index", "plan__plan_number")}
    good = []
    for entrant in entrants:
        clash = taken.get(entrant.identity_index)
        if clash is None:
            good.append(entrant)
        else:
            errors.append(_fault(entrant.row, "identity_number", f"已报名同日考核的计划 {clash['plan__plan_number']}",
                                 "同一时间只能参加一场"))  # fmt: skip
    return good


def _fault(row: int, field: str, found: str, expected: str) -> dict[str, Any]:
    return {"row": row, "field": field, "found": found, "expected": expected}
