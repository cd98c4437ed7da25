"""The published directories of bodies: every version, what changed in it, and the version that held on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.selectors import cities
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.selectors import body_lists, lists_holding_on
from liangcai.web.hall.exam_words import Section
from liangcai.web.hall.list_files import workbook
from liangcai.web.hall.public.bodies import tabs
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.downloads import CSV, XLSX, bytes_response
from liangcai.web.shared.table_files import csv_lines
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page

HEADS = (_("机构"), _("统一社会信用代码"), _("类别"), _("职业（项目）"), _("等级"), _("有效期止"))
CHANGES_SHOWN = 500


class BodyListsTable(Table):
    name = "body-lists"
    title = _("评价机构名录")
    columns = (
        Column("region", _("辖区"), "region_name", sort="region_code",
               link=lambda row: reverse("public_body_list", args=(row.public_id,))),
        Column("version", _("版次"), sort="version", numeric=True),
        Column("published_on", _("公布日期"), sort="published_on"),
        Column("added", _("新增"), lambda row: len(row.added), numeric=True),
        Column("removed", _("移出"), lambda row: len(row.removed), numeric=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter("city", _("设区市"), cities, "region_code__startswith"),
        DayFilter("on", _("某日有效的版本"), lists_holding_on),
    )
    empty = _("还没有公布名录")


@audience(PUBLIC)
def body_list_versions(request: HttpRequest) -> HttpResponseBase:
    table = BodyListsTable(body_lists().defer("rows"))
    return table_page(request, table, "hall/public/pages/tabbed_list.html", {"tabs": tabs()})


@audience(PUBLIC)
def body_list_version(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(body_lists(), public_id=public_id)
    page = Paginator(found.rows, 100).get_page(request.GET.get("page", 1))
    return render(request, "hall/public/pages/body_list.html", {
        "title": title_of(found), "page": page,
        "facts": [(_("版次"), found.version), (_("公布日期"), found.published_on), (_("在册项数"), len(found.rows))],
        "files": [(kind.upper(), reverse("public_body_list_file", args=(found.public_id, kind))) for kind in ("csv", "xlsx")],
        "sections": [Section(_("本版新增"), HEADS, cells(found.added[:CHANGES_SHOWN]), _("没有新增")),
                     Section(_("本版移出"), HEADS, cells(found.removed[:CHANGES_SHOWN]), _("没有移出")),
                     Section(_("名录"), HEADS, cells(page.object_list), _("名录为空"))],
        "breadcrumbs": [(say("评价机构"), reverse("public_bodies")), (say("评价机构名录"), reverse("public_body_lists"))],
    })  # fmt: skip


@audience(PUBLIC)
def body_list_file(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponseBase:
    found = get_object_or_404(body_lists(), public_id=public_id)
    heads, name = [str(head) for head in HEADS], f"{title_of(found)}-{found.version}.{kind}"
    if kind == "csv":
        content = b"".join(csv_lines(heads, iter(cells(found.rows)), translation.get_language()))
        return bytes_response(content, name, CSV)
    if kind == "xlsx":
        number = f"第 {found.version} 版　{found.published_on}"
        content = workbook(title_of(found), number, ("序号", *heads), cells(found.rows), (8, 34, 24, 18, 26, 8, 14))
        return bytes_response(content, name, XLSX)
    raise Http404


def title_of(found: Any) -> str:
    return f"{found.region_name or found.region_code}技能人才评价机构名录"


def cells(rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    kinds = dict(FilingKind.choices)
    return [[r["body"], r["uscc"], str(kinds.get(r["kind"], r["kind"])), r["occupation"], r["level"], r["valid_to"]]
            for r in rows]  # fmt: skip

