"""Lists of the API: filtered by words, sorted, paged, and downloadable as CSV and XLSX."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar, Generic, Literal, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from liangcai.api.v1.list_files import csv_file, xlsx_file
from liangcai.kernel.refusals import BadInput

RowType = TypeVar("RowType")
MOST_ROWS = 100_000


class Row(Schema):
    """A line of a list. A field's title heads its column in files; `orders` maps what may be sorted to columns."""

    orders: ClassVar[dict[str, str]] = {}


class Page(Schema, Generic[RowType]):
    count: int = Field(title="总数")
    page: int = Field(title="页码")
    page_size: int = Field(title="每页条数")
    items: list[RowType] = Field(title="本页各条")


class Chosen(Schema):
    """What every list understands."""

    q: str = Field("", max_length=100, description="关键词，以空格分开的各词都须出现")
    sort: str = Field("", max_length=40, description="排序的栏目；前加 - 为倒序")
    page: int = Field(1, ge=1, le=1_000_000, description="页码，从 1 起")
    page_size: int = Field(50, ge=1, le=500, description="每页条数")
    format: Literal["json", "csv", "xlsx"] = Field("json", description="csv、xlsx 下载全部筛选结果，不分页")


def searched(rows: QuerySet, words: str, fields: tuple[str, ...]) -> QuerySet:
    """The rows in which every word occurs in one of the fields."""
    for word in words.split():
        rows = rows.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)))
    return rows


def listed(request: HttpRequest, rows: QuerySet, row: type[Row], chosen: Chosen, name: str) -> Any:
    """One page of the rows as a mapping for `Page`, or all of them as a file. `BadInput` for an unknown sort."""
    if chosen.sort:
        rows = rows.order_by(*order(row, chosen.sort))
    if chosen.format != "json":
        return download(rows, row, chosen.format, name)
    start = (chosen.page - 1) * chosen.page_size
    return {"count": rows.count(), "page": chosen.page, "page_size": chosen.page_size,
            "items": list(rows[start:start + chosen.page_size])}  # fmt: skip


def order(row: type[Row], sort: str) -> list[str]:
    field = row.orders.get(sort.lstrip("-"))
    if field is None:
        raise BadInput("unknown_sort", f"不能按“{sort}”排序。", where="sort", hint=f"可用：{'、'.join(row.orders)}。")
    return [f"-{field}" if sort.startswith("-") else field]


def download(rows: QuerySet, row: type[Row], kind: str, name: str) -> HttpResponse:
    if (count := rows.count()) > MOST_ROWS:
        raise BadInput("too_many_rows", f"共 {count} 行，一次最多下载 {MOST_ROWS} 行。", where="format",
                       hint="请先用 q 等条件筛选。")  # fmt: skip
    titles = [field.title or key for key, field in row.model_fields.items()]
    lines = (list(row.from_orm(one).model_dump().values()) for one in rows)
    return (csv_file if kind == "csv" else xlsx_file)(name, titles, lines)
