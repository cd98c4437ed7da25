"""Published results, one row a subject: a body its own, a centre its jurisdiction. With a token."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.account_token import AccountToken
from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.results.selectors import published_scores_visible_to

router = Router(tags=["成绩"], auth=AccountToken())


class ResultRow(Row):
    """`score` is null where there is none: absent, breach and deferred are not a score of 0. `entry` above 1 means
    the score was corrected."""

    registration: UUID = Field(title="报名标识", alias="registration.public_id")
    plan_number: str = Field(title="计划编号", alias="registration.plan.plan_number")
    body: str = Field(title="考核机构", alias="registration.plan.body.name")
    occupation_name: str = Field(title="职业（项目）名称", alias="registration.plan.occupation_name")
    level: str = Field(title="等级", alias="registration.plan.level")
    ticket_number: str | None = Field(None, title="准考证号", alias="registration.place.ticket_number")
    name: str = Field(title="姓名", alias="registration.candidate.name")
    subject: str = Field(title="科目")
    score: float | None = Field(title="成绩")
    status: str = Field(title="考试情况")
    passed: bool | None = Field(title="是否合格")
    entry: int = Field(title="录入序次")
    published_on: date = Field(title="公布日期", alias="registration.plan.release.published_on")
    objections_until: date | None = Field(title="公示截止", alias="registration.plan.release.objections_until")
    orders: ClassVar[dict[str, str]] = {"plan_number": "registration__plan__plan_number", "score": "score",
                                        "published_on": "registration__plan__release__published_on",
                                        "ticket_number": "registration__place__ticket_number"}  # fmt: skip


class ResultsChosen(Chosen):
    plan: str = Field("", max_length=40, description="计划编号")
    subject: Literal["", "theory", "practical", "review"] = Field("", description="科目")
    status: Literal["", "present", "absent", "breach", "deferred", "carried"] = Field("", description="考试情况")
    published_from: date | None = Field(None, description="公布日期不早于")
    published_to: date | None = Field(None, description="公布日期不晚于")


@router.get("/results", response=Page[ResultRow], summary="成绩", by_alias=False)
def result_list(request: HttpRequest, chosen: Query[ResultsChosen]) -> Any:
    rows = searched(published_scores_visible_to(request.auth), chosen.q,  # type: ignore[attr-defined]
                    ("registration__candidate__name", "registration__plan__occupation_name"))  # fmt: skip
    wanted = {"registration__plan__plan_number": chosen.plan, "subject": chosen.subject, "status": chosen.status,
              "registration__plan__release__published_on__gte": chosen.published_from,
              "registration__plan__release__published_on__lte": chosen.published_to}  # fmt: skip
    rows = rows.filter(**{field: value for field, value in wanted.items() if value})
    return listed(request, rows, ResultRow, chosen, "成绩")
