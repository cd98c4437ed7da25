"""The occupations that the documents name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.catalogue.selectors import occupations

router = Router(tags=["职业与目录"])


class OccupationRow(Row):
    code: str = Field(title="职业编码")
    name: str = Field(title="职业名称")
    edition: str = Field(title="大典版本")
    green: bool = Field(title="绿色职业")
    source: str = Field(title="来源")
    orders: ClassVar[dict[str, str]] = {"code": "code", "name": "name", "edition": "edition"}


class OccupationsChosen(Chosen):
    green: bool | None = Field(None, description="是否绿色职业")


@router.get("/occupations", response=Page[OccupationRow], summary="职业目录")
def occupation_list(request: HttpRequest, chosen: Query[OccupationsChosen]) -> Any:
    rows = searched(occupations(), chosen.q, ("code", "name"))
    if chosen.green is not None:
        rows = rows.filter(green=chosen.green)
    return listed(request, rows.order_by("code", "edition"), OccupationRow, chosen, "职业目录")
