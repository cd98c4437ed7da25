"""The catalogue of technical resources in force on a day: standards, norms and item banks."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.db.models import CharField, F, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.resources.selectors import banks_on, standards_on

router = Router(tags=["技术资源"])
COLUMNS = ("resource", "public_id", "kind", "occupation_code", "occupation_name", "levels", "owner_name", "state_then",
           "published_on", "version")  # fmt: skip


class ResourceRow(Row):
    resource: str = Field(title="标准或题库", description="standard 评价标准（规范），bank 评价题库")
    public_id: UUID = Field(title="标识")
    kind: str = Field(title="类别")
    occupation_code: str = Field(title="职业编码")
    occupation_name: str = Field(title="职业（项目）名称")
    levels: list[str] = Field(title="等级")
    owner_name: str | None = Field(title="制定单位")
    state: str = Field(title="状态", description="在所问那一天的状态", validation_alias="state_then")
    published_on: date = Field(title="发布日期")
    version: int = Field(title="版次")
    orders: ClassVar[dict[str, str]] = {name: name for name in (
        "resource", "kind", "occupation_code", "occupation_name", "published_on")}  # fmt: skip


class ResourcesChosen(Chosen):
    resource: Literal["", "standard", "bank"] = Field("", description="只要标准（standard）或题库（bank）")
    occupation: str = Field("", max_length=12, description="职业编码")
    on: date | None = Field(None, description="在这一天有效的；默认今天")


@router.get("/resources", response=Page[ResourceRow], summary="技术资源目录")
def resource_list(request: HttpRequest, chosen: Query[ResourcesChosen]) -> Any:
    day = chosen.on or timezone.localdate()
    standards = as_rows(standards_on(day), chosen, "standard", F("owner__name"))
    banks = as_rows(banks_on(day), chosen, "bank", Value("", CharField()))
    both = {"standard": standards, "bank": banks}.get(chosen.resource) or standards.union(banks, all=True)
    return listed(request, both.order_by("occupation_code", "resource", "version"), ResourceRow, chosen, "技术资源目录")


def as_rows(rows: QuerySet, chosen: ResourcesChosen, resource: str, owner: Any) -> QuerySet:
    rows = searched(rows, chosen.q, ("occupation_code", "occupation_name"))
    if chosen.occupation:
        rows = rows.filter(occupation_code=chosen.occupation)
    named = rows.select_related(None).annotate(resource=Value(resource, CharField()), owner_name=owner)
    return named.order_by().values(*COLUMNS)
