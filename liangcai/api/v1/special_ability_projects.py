"""The published special-ability projects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.catalogue.selectors import published_special_ability_projects

router = Router(tags=["职业与目录"])


class ProjectRow(Row):
    number: int = Field(title="序号")
    name: str = Field(title="项目名称")
    filing: str = Field(title="备案情况")
    source: str = Field(title="来源")
    orders: ClassVar[dict[str, str]] = {"number": "number", "name": "name", "filing": "filing"}


@router.get("/special-ability-projects", response=Page[ProjectRow], summary="专项职业能力考核项目")
def project_list(request: HttpRequest, chosen: Query[Chosen]) -> Any:
    rows = searched(published_special_ability_projects(), chosen.q, ("name", "normalised_name"))
    return listed(request, rows.order_by("number"), ProjectRow, chosen, "专项职业能力考核项目")
