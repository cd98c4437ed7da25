"""Checking registration rows before anything is written: every fault of every row at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from liangcai.apps.accounts.identity import number_index
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.claim_words import read_words
from liangcai.apps.registrations.eligibility import decision_of
from liangcai.apps.registrations.models import Candidate, Registration
from liangcai.apps.registrations.workbook import COLUMNS, REQUIRED, Row
from liangcai.kernel.identity_numbers import age_on, birth_date, parse_resident_id
from liangcai.kernel.refusals import BadInput
from liangcai.kernel.spreadsheets import fault

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
    claims: dict[str, Any]
    decision: dict[str, Any]


def check_rows(rows: list[Row], plan: ExamPlan, on: date) -> tuple[list[Entrant], list[dict[str, Any]]]:
    """(good rows, faults). A row whose facts the rules turn down is a fault; one that lacks evidence is good and
    says so. Three queries whatever the number of rows: who is known under another name, who is in this plan, who is
    in another plan with a session at the same time."""
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
            errors.append(fault(row.number, "identity_number", f"与第 {seen[number]} 行重复", "每人一行"))
            continue
        seen[number] = row.number
        v, born = row.values, birth_date(number)
        claims = {**read_words(v, on)[0], "born_on": born.isoformat()}
        decision = decision_of(claims, plan, on)
        if decision["decision"] == "not_eligible":
            errors.append(fault(row.number, "condition", f"按{decision['rule_set'] or '规则'}不符合{plan.level}申报条件",
                                 why_not(decision)))  # fmt: skip
            continue
        entrants.append(Entrant(row.number, v["name"], number, number_index(number), born, v["phone"], v["employer"],
                                v["condition"], claims, decision))  # fmt: skip
    good = _without_clashes(_of_one_name(entrants, errors), plan, errors)
    return good, sorted(errors, key=lambda e: e["row"])


def _faults(row: Row, on: date):
    for key in REQUIRED:
        if not row.values[key]:
            yield fault(row.number, key, "未填写", f"{COLUMNS[key]}为必填")
    if row.values["consent"] and row.values["consent"] != "是":
        yield fault(row.number, "consent", f"读到“{row.values['consent']}”", "考生自愿，须填“是”（004-005）")
    if row.values["phone"] and not re.fullmatch(r"1\d{10}", row.values["phone"]):
        yield fault(row.number, "phone", f"读到“{row.values['phone']}”", "应为 11 位手机号码")
    for key, found, expected in read_words(row.values, on)[1]:
        yield fault(row.number, key, found, expected)
    if row.values["identity_number"]:
        try:
            born = birth_date(parse_resident_id(row.values["identity_number"]))
        except BadInput as wrong:
            yield fault(row.number, "identity_number", wrong.message, wrong.hint or "请核对证件")
            return
        if age_on(born, on) < LEGAL_WORKING_AGE:
            yield fault(row.number, "identity_number", f"报名时 {age_on(born, on)} 周岁", "须年满 16 周岁（004-004）")


def _of_one_name(entrants: list[Entrant], errors: list[dict[str, Any]]) -> list[Entrant]:
    """Leaves out people whose number is known under another name: one of the two is wrong."""
    known = dict(Candidate.objects.filter(identity_index__in=[e.identity_index for e in entrants])
                 .values_list("identity_index", "name"))  # fmt: skip
    for entrant in entrants:
        if known.get(entrant.identity_index, entrant.name) != entrant.name:
            errors.append(fault(entrant.row, "name", f"读到“{entrant.name}”", "该证件号码已以另一姓名登记，请核对证件"))
    return [e for e in entrants if known.get(e.identity_index, e.name) == e.name]


def _without_clashes(entrants: list[Entrant], plan: ExamPlan, errors: list[dict[str, Any]]) -> list[Entrant]:
    """Leaves out people already in this plan or sitting elsewhere at the same time."""
    taken = _taken([e.identity_index for e in entrants], plan)
    for entrant in entrants:
        if number := taken.get(entrant.identity_index):
            errors.append(fault(entrant.row, "identity_number", _clash_words(number, plan), "同一时间只能参加一场"))
    return [e for e in entrants if e.identity_index not in taken]


def clash_of(identity_index: str, plan: ExamPlan) -> str:
    """Why the person cannot sit this plan as well, in words; empty where nothing stands against it."""
    number = _taken([identity_index], plan).get(identity_index)
    return _clash_words(number, plan) if number else ""


def _clash_words(number: str, plan: ExamPlan) -> str:
    return "已报名本计划" if number == plan.plan_number else f"已报名同一时间的计划 {number}"


def _taken(indexes: list[str], plan: ExamPlan) -> dict[str, str]:
    """{identity index: number of the plan that holds the person at that time}."""
    own = [(s.starts_at, s.starts_at + timedelta(minutes=s.minutes)) for s in plan.sessions.all()]
    live = Registration.objects.filter(candidate__identity_index__in=indexes).exclude(
        state__in=("rejected", "withdrawn")
    )
    taken: dict[str, str] = {}
    for index, number, starts_at, minutes in live.values_list(
        "candidate__identity_index", "plan__plan_number", "plan__sessions__starts_at", "plan__sessions__minutes"
    ):
        if number == plan.plan_number or _meets(own, starts_at, minutes):
            taken[index] = number
    return taken


def _meets(own: list[tuple[datetime, datetime]], starts_at: datetime | None, minutes: int | None) -> bool:
    if starts_at is None or minutes is None:
        return False
    return any(starts_at < ends and begins < starts_at + timedelta(minutes=minutes) for begins, ends in own)


def why_not(decision: dict[str, Any]) -> str:
    """The shortest way in that is still shut, in words: title of each route, 300 characters at most."""
    return ("须符合其一：" + "；".join(one["title"] for one in decision["reasons"]))[:300]
