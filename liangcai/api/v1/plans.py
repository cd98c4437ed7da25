"""Examination plans: a body its own, a centre its jurisdiction. With a token."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.account_token import AccountToken
from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.exams.selectors import plans_visible_to

router = Router(tags=["考核计划"], auth=AccountToken())


class PlanRow(Row):
    public_id: UUID = Field(title="标识")
    plan_number: str = Field(title="计划编号")
    body: str = Field(title="考核机构", alias="body.name")
    uscc: str = Field(title="统一社会信用代码", alias="body.uscc")
    region_code: str = Field(title="辖区代码")
    kind: str = Field(title="评价类别")
    occupation_code: str = Field(title="职业编码")
    occupation_name: str = Field(title="职业（项目）名称")
    level: str = Field(title="等级")
    state: str = Field(title="状态")
    registration_closes_on: date = Field(title="报名截止")
    capacity: int = Field(title="计划人数")
    orders: ClassVar[dict[str, str]] = {name: name for name in (
        "plan_number", "occupation_name", "state", "registration_closes_on", "capacity")}  # fmt: skip


class PlansChosen(Chosen):
    state: Literal["", "open", "closed", "held", "finished", "halted", "withdrawn"] = Field("", description="状态")
    region: str = Field("", pattern=r"^(\d{2}|\d{4}|\d{6})?$", description="辖区代码的前 2、4 或 6 位")
    closes_from: date | None = Field(None, description="报名截止不早于")
    closes_to: date | None = Field(None, description="报名截止不晚于")


@router.get("/plans", response=Page[PlanRow], summary="考核计划", by_alias=False)
def plan_list(request: HttpRequest, chosen: Query[PlansChosen]) -> Any:
    rows = searched(plans_visible_to(request.auth), chosen.q, ("plan_number", "occupation_name", "body__name"))  # type: ignore[attr-defined]
    wanted = {"state": chosen.state, "region_code__startswith": chosen.region,
              "registration_closes_on__gte": chosen.closes_from, "registration_closes_on__lte": chosen.closes_to}  # fmt: skip
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    return listed(request, rows, PlanRow, chosen, "考核计划")
