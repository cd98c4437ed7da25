"""Registrations: a body its own, a centre what was handed in within its jurisdiction. With a token."""

from __future__ import annotations

from typing import Any, ClassVar, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.account_token import AccountToken
from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.registrations.selectors import registrations_visible_to

router = Router(tags=["报名"], auth=AccountToken())


class RegistrationRow(Row):
    """The identity number is never sent whole; decisions show to a body once they are fed back (004-022)."""

    public_id: UUID = Field(title="标识")
    plan_number: str = Field(title="计划编号", alias="plan.plan_number")
    body: str = Field(title="考核机构", alias="plan.body.name")
    occupation_name: str = Field(title="职业（项目）名称", alias="plan.occupation_name")
    level: str = Field(title="等级", alias="plan.level")
    batch: int | None = Field(None, title="批次", alias="batch.number")
    name: str = Field(title="姓名", alias="candidate.name")
    identity_last4: str = Field(title="证件号码后四位", alias="candidate.identity_last4")
    employer: str = Field(title="所在单位", alias="candidate.employer")
    condition: str = Field(title="申报条件")
    state: str = Field(title="状态", alias="told_state")
    reason: str = Field(title="审核意见", alias="told_reason")
    exempt_subjects: list[str] = Field(title="免考科目")
    ticket_number: str | None = Field(None, title="准考证号", alias="place.ticket_number")
    room: str | None = Field(None, title="考场", alias="place.room.name")
    seat: int | None = Field(None, title="座位号", alias="place.seat")
    orders: ClassVar[dict[str, str]] = {"plan_number": "plan__plan_number", "name": "candidate__name",
                                        "state": "told_state", "ticket_number": "place__ticket_number"}  # fmt: skip


class RegistrationsChosen(Chosen):
    plan: str = Field("", max_length=40, description="计划编号")
    state: Literal["", "draft", "submitted", "accepted", "rejected", "withdrawn"] = Field("", description="状态")


@router.get("/registrations", response=Page[RegistrationRow], summary="报名", by_alias=False)
def registration_list(request: HttpRequest, chosen: Query[RegistrationsChosen]) -> Any:
    rows = registrations_visible_to(request.auth).select_related("place__room")  # type: ignore[attr-defined]
    rows = searched(rows, chosen.q, ("candidate__name", "candidate__employer", "plan__occupation_name"))
    wanted = {"plan__plan_number": chosen.plan, "told_state": chosen.state}
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    return listed(request, rows, RegistrationRow, chosen, "报名")
