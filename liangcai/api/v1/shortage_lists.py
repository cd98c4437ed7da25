"""The published shortage list of a year, every batch of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from liangcai.api.v1.lists import Chosen, Page, Row, listed, searched
from liangcai.apps.resources.selectors import published_entries

router = Router(tags=["职业与目录"])


class EntryRow(Row):
    year: int = Field(title="年度", alias="list.year")
    batch: int = Field(title="批次", alias="list.batch")
    number: int = Field(title="序号")
    occupation_code: str = Field(title="职业编码")
    occupation_name: str = Field(title="职业名称")
    green: bool = Field(title="绿色职业")
    needs_standard: bool = Field(title="需评价标准")
    needs_bank: bool = Field(title="需评价题库")
    document_number: str = Field(title="发文字号", alias="list.document_number")
    published_on: date | None = Field(title="发布日期", alias="list.published_on")
    orders: ClassVar[dict[str, str]] = {
        "number": "number", "occupation_code": "occupation_code", "occupation_name": "occupation_name"}  # fmt: skip


@router.get("/shortage-lists/{year}", response=Page[EntryRow], summary="某年紧缺技术资源目录", by_alias=False)
def shortage_list(request: HttpRequest, chosen: Query[Chosen], year: int = Path(..., ge=2000, le=2200)) -> Any:
    entries = published_entries(year)
    if not entries.exists():
        raise Http404
    rows = searched(entries, chosen.q, ("occupation_code", "occupation_name"))
    return listed(request, rows, EntryRow, chosen, f"{year}年紧缺技术资源目录")
