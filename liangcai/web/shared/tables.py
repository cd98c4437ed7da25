"""Lists: declared once, shown as a page or as the fragment that htmx swaps in, exported as CSV, XLSX and PDF.

    class PlansTable(Table):
        name = "plans"
        title = _("考核计划")
        columns = (
            Column("name", _("计划名称"), link=lambda p: reverse("centre_plan", args=(p.public_id,)), sort="name"),
            Column("body", _("机构"), "body__name", sort="body__name"),
            Column("state", _("状态"), "get_state_display",
                   show=lambda p: status_badge(p.state, p.get_state_display())),
            Column("seats", _("人数"), sort="seats", numeric=True),
        )
        search = ("name", "body__name")
        filters = (ChoiceFilter("state", _("状态"), PlanState.choices),)

    @audience(CENTRE)
    def plans(request):
        return table_page(request, PlansTable(plans_visible_to(request.user)), "hall/centre/templates/plans.html")

The template says `{% data_table table %}` (template `shared/table.html` is enough where the page is only a list).
Everything is in the address: `?q=…&state=…&sort=-seats&page=2&export=xlsx`, so it works without JavaScript and
can be bookmarked. Give the queryset its `select_related`; a page then costs one count and one read.
A list longer than `Table.count_limit` is not counted to its end ("more than 2,000"): pages go that far, filters and
exports go over everything. `search` fields look anywhere in the text; `name__exact` asks for the whole of it, which
an index answers however long the table.
A value that a filter does not know is refused (422), never silently ignored. One table a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.kernel.refusals import BadInput
from liangcai.web.shared.words import words

DAY_OR_CODE = re.compile(r"(\d+(?:-\d+){1,3})( \d\d:\d\d)?")

Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]


@dataclass(frozen=True)
class Column:
    """`value`: a path such as `body__name` (the key where empty) or a function of the row; it is what exports
    hold. `show` makes the cell of the page, `link` its address; `sort` names the field(s) to order by."""

    key: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] = ()
    show: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    numeric: bool = False

    def raw(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        return reduce(attribute, (self.value or self.key).split("__"), row)

    def cell(self, row: Any) -> Any:
        shown = self.show(row) if self.show else unbroken(words(self.raw(row))) or "—"
        url = self.link(row) if self.link else ""
        return format_html('<a href="{}">{}</a>', url, shown) if url else shown

    def order(self, descending: bool) -> list[str]:
        fields = (self.sort,) if isinstance(self.sort, str) else self.sort
        return [flipped(field) if descending else field for field in fields]


@dataclass(frozen=True)
class ChoiceFilter:
    """A drop-down; `field` is the look-up (the key where empty), or `apply(queryset, value)` narrows freely."""

    key: str
    label: Any
    choices: Choices
    field: str = ""
    apply: Callable[[QuerySet, str], QuerySet] | None = None
    kind: ClassVar[str] = "choice"

    def options(self) -> list[tuple[str, Any]]:
        given = self.choices() if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in given]

    def narrow(self, queryset: QuerySet, value: str, options: Mapping[str, Any]) -> QuerySet:
        if value not in options:
            raise BadInput("unknown_filter", _("筛选条件“%(label)s”没有选项“%(value)s”。") % {
                "label": self.label, "value": value}, where=str(self.label), hint=_("请从列表中选择。"))  # fmt: skip
        return self.apply(queryset, value) if self.apply else queryset.filter(**{self.field or self.key: value})


@dataclass(frozen=True)
class DayFilter:
    """A day; `apply(queryset, day)` narrows. `default` is the day that applies when none is chosen."""

    key: str
    label: Any
    apply: Callable[[QuerySet, date], QuerySet]
    default: Callable[[], date] | None = None
    kind: ClassVar[str] = "day"

    def options(self) -> list[tuple[str, Any]]:
        return []

    def narrow(self, queryset: QuerySet, value: str, options: Mapping[str, Any]) -> QuerySet:
        try:
            return self.apply(queryset, date.fromisoformat(value))
        except ValueError:
            raise BadInput("bad_date", _("日期“%(value)s”无法识别。") % {"value": value}, where=str(self.label),
                           hint=_("应形如 2022-06-30。")) from None  # fmt: skip


Filter = ChoiceFilter | DayFilter


@dataclass(frozen=True, slots=True)
class Shown:
    """A filter as the page shows it."""

    filter: Filter
    value: str
    options: list[tuple[str, Any]]


class Table:
    name: ClassVar[str] = "table"
    title: ClassVar[Any] = gettext_lazy("列表")
    columns: ClassVar[tuple[Column, ...]] = ()
    search: ClassVar[tuple[str, ...]] = ()
    search_label: ClassVar[Any] = gettext_lazy("关键词")
    filters: ClassVar[tuple[Filter, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()
    page_size: ClassVar[int] = 25
    count_limit: ClassVar[int] = 2000
    empty: ClassVar[Any] = gettext_lazy("没有符合条件的记录")
    exports: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "pdf")

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset
        self.given: dict[str, str] = {}
        self.path = ""
        self.uncounted = False  # whether there are more rows than were counted

    def bind(self, request: HttpRequest) -> Table:
        """Reads the address; everything below follows from it."""
        given = {key: str(value).replace("\0", "").strip() for key, value in request.GET.items()}
        self.given = {key: value for key, value in given.items() if value or self.has_default(key)}
        self.path = request.path
        self.page  # noqa: B018  refusals belong before rendering: a template would swallow them
        return self

    def has_default(self, key: str) -> bool:
        return any(f.key == key and getattr(f, "default", None) for f in self.filters)

    # what is chosen
    @property
    def element(self) -> str:
        return f"table-{self.name}"

    @property
    def query(self) -> str:
        return self.given.get("q", "")

    @cached_property
    def shown_filters(self) -> list[Shown]:
        return [Shown(f, self.value_of(f), f.options()) for f in self.filters]

    def value_of(self, one: Filter) -> str:
        default = getattr(one, "default", None)
        return self.given.get(one.key, default().isoformat() if default else "")

    @property
    def narrowed(self) -> bool:
        return bool(self.query) or any(self.given.get(f.key) for f in self.filters)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What else the address holds, kept when the filter form is sent."""
        own = {"q", "page", "export", *(f.key for f in self.filters)}
        return [(key, value) for key, value in self.given.items() if key not in own]

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        sort = self.given.get("sort", "")
        if not sort:
            return None, False
        column = next((c for c in self.columns if c.key == sort.lstrip("-") and c.sort), None)
        if column is None:
            raise BadInput("unknown_sort", _("不能按“%(sort)s”排序。") % {"sort": sort}, where="sort")
        return column, sort.startswith("-")

    # rows
    @cached_property
    def rows_chosen(self) -> QuerySet:
        queryset = self.queryset
        for shown in self.shown_filters:
            if shown.value:
                queryset = shown.filter.narrow(queryset, shown.value, dict(shown.options))
        for word in self.query.split():
            queryset = queryset.filter(reduce(or_, (Q(**{look_up(field): word}) for field in self.search), Q()))
        column, descending = self.sorted_by
        fields = column.order(descending) if column else list(self.order or queryset.query.order_by
                                                              or queryset.model._meta.ordering)  # fmt: skip
        return queryset.order_by(*fields, "pk")

    @cached_property
    def page(self) -> Page:
        pages = Paginator(self.rows_chosen, self.page_size)
        if isinstance(self.rows_chosen, QuerySet):  # a list in memory knows its length
            counted = self.rows_chosen.order_by()[: self.count_limit + 1].count()
            self.uncounted = counted > self.count_limit
            pages.count = min(counted, self.count_limit)  # type: ignore[misc]  # a cached property, answered in advance
        return pages.get_page(self.given.get("page", 1))

    @property
    def lines(self) -> Iterator[list[tuple[Column, Any]]]:
        for row in self.page.object_list:
            yield [(column, column.cell(row)) for column in self.columns]

    # addresses
    def address(self, **changes: Any) -> str:
        """This list with some of its choices changed; None takes one out."""
        merged = {**self.given, "export": None, **changes}
        given = {key: value for key, value in merged.items() if value is not None}
        return f"{self.path}?{urlencode(given)}" if given else self.path

    @property
    def heads(self) -> list[dict[str, Any]]:
        column_sorted, descending = self.sorted_by
        heads = []
        for column in self.columns:
            now = column is column_sorted
            turned = f"-{column.key}" if now and not descending else column.key
            heads.append({
                "column": column,
                "url": self.address(sort=turned, page=None) if column.sort else "",
                "sorted": ("descending" if descending else "ascending") if now else "",
            })  # fmt: skip
        return heads

    @property
    def page_links(self) -> list[tuple[Any, str, bool]]:
        """(number or …, address, is this page)."""
        paginator = self.page.paginator
        if paginator.num_pages == 1:
            return []
        numbers = paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.address(page=n) if isinstance(n, int) else "", n == self.page.number) for n in numbers]

    @property
    def export_links(self) -> list[tuple[str, str]]:
        return [(kind.upper(), self.address(export=kind, page=None)) for kind in self.exports]

    @property
    def clear_url(self) -> str:
        return self.path

    # exports
    @property
    def filter_words(self) -> str:
        """What the list was narrowed to, in words."""
        parts = [f"{self.search_label}：{self.query}"] if self.query else []
        parts += [f"{s.filter.label}：{dict(s.options).get(s.value, s.value)}" for s in self.shown_filters if s.value]
        return "；".join(parts)

    def export_rows(self) -> Iterator[list[Any]]:
        """Values of every row chosen; refusals come now, the rows when asked for."""
        rows = self.rows_chosen.iterator(chunk_size=2000)
        return ([column.raw(row) for column in self.columns] for row in rows)


def unbroken(text: str) -> str:
    """A day or an occupation code stays on one line; browsers break at its hyphens."""
    found = DAY_OR_CODE.fullmatch(text)
    return format_html('<span class="code">{}</span>{}', found[1], found[2] or "") if found else text


def attribute(thing: Any, name: str) -> Any:
    found = getattr(thing, name, None) if thing is not None else None
    return found() if callable(found) else found


def look_up(field: str) -> str:
    return field if field.endswith("__exact") else f"{field}__icontains"


def flipped(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def table_page(request: HttpRequest, table: Table, template: str = "shared/table.html",
               context: Mapping[str, Any] | None = None) -> HttpResponseBase:  # fmt: skip
    """The list as a page, as its fragment when htmx asks for it, or as a file when `?export=` asks.
    `BadInput` for a filter, day, sort or export that does not exist."""
    from liangcai.web.shared.table_files import export

    table.bind(request)
    if kind := table.given.get("export"):
        return export(request, table, kind)
    fragment = getattr(getattr(request, "htmx", None), "target", None) == table.element
    page = {"title": table.title, **(context or {}), "table": table}
    response = render(request, "shared/components/data_table.html" if fragment else template, page)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
