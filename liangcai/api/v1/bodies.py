"""The directory of evaluation bodies whose filing holds today."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.organizations.selectors import published_bodies

router = Router(tags=["评价机构"])


class BodyRow(Row):
    public_id: UUID = Field(title="标识")
    name: str = Field(title="单位名称")
    kind: str = Field(title="机构类别")
    uscc: str = Field(title="统一社会信用代码")
    region_code: str = Field(title="所在地代码")
    region_name: str | None = Field(title="所在地")
    address: str = Field(title="详细地址")
    phone: str = Field(title="联系电话")
    orders: ClassVar[dict[str, str]] = {"name": "name", "kind": "kind", "region_code": "region_code"}


class BodiesChosen(Chosen):
    kind: str = Field("", max_length=20, description="机构类别（代号）")
    region: str = Field("", pattern=r"^(\d{2}|\d{4}|\d{6})?$", description="所在地代码的前 2、4 或 6 位")


@router.get("/bodies", response=Page[BodyRow], summary="评价机构名录")
def body_list(request: HttpRequest, chosen: Query[BodiesChosen]) -> Any:
    rows = searched(published_bodies(timezone.localdate()), chosen.q, ("name", "uscc"))
    rows = rows.filter(region_code__startswith=chosen.region)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return listed(request, rows.order_by("name"), BodyRow, chosen, "评价机构")
