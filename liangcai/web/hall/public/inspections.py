"""Double-random inspections made public: what was drawn, how to draw it again, what was found."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.supervision.models import Inspection
from liangcai.apps.supervision.selectors import published_complaints, published_inspections, published_visits
from liangcai.kernel.canonical_json import encode
from liangcai.kernel.citations import S003, Citation
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.downloads import JSON, bytes_response
from liangcai.web.shared.tables import Column, Table, table_page


class InspectionTable(Table):
    name = "inspections"
    title = gettext_lazy("双随机抽查公开")
    columns = (
        Column("title", gettext_lazy("抽查名称"), sort="title",
               link=lambda row: reverse("public_inspection", args=(row.public_id,))),
        Column("region", gettext_lazy("辖区"), "region_name", sort="region_code"),
        Column("drawn_at", gettext_lazy("抽取时间"), sort="drawn_at"),
        Column("visits", gettext_lazy("抽中批次"), "visit_count", sort="visit_count", numeric=True),
        Column("published_on", gettext_lazy("公开日期"), sort="published_on"),
    )  # fmt: skip
    search = ("title",)
    search_label = gettext_lazy("抽查名称")
    empty = gettext_lazy("尚无公开的抽查")


class ComplaintTable(Table):
    name = "complaints"
    title = gettext_lazy("投诉处理结果")
    columns = (
        Column("about", gettext_lazy("投诉对象"), sort="about"),
        Column("region", gettext_lazy("辖区"), "region_name", sort="region_code"),
        Column("received_on", gettext_lazy("收到日期"), sort="received_on"),
        Column("outcome", gettext_lazy("调查处理结果")),
        Column("closed_on", gettext_lazy("办结日期"), sort="closed_on"),
    )
    search = ("about", "outcome")
    search_label = gettext_lazy("投诉对象或处理结果")
    empty = gettext_lazy("尚无办结的投诉")


def tabs() -> list[tuple[str, str]]:
    return [(_("双随机抽查"), reverse("public_inspections")), (_("投诉处理结果"), reverse("public_complaints"))]


@audience(PUBLIC)
def inspection_list(request: HttpRequest) -> HttpResponseBase:
    context = {"subtitle": _("随机抽取检查对象、随机选派检查人员，结果公开"), "tabs": tabs()}
    table = InspectionTable(published_inspections(timezone.localdate()))
    return table_page(request, table, "hall/public/pages/tabbed_list.html", context)


@audience(PUBLIC)
def complaint_list(request: HttpRequest) -> HttpResponseBase:
    context = {"subtitle": _("投诉举报经调查处理后公开结果"), "tabs": tabs()}
    return table_page(request, ComplaintTable(published_complaints()), "hall/public/pages/tabbed_list.html", context)


def find(public_id: UUID) -> Inspection:
    return get_object_or_404(published_inspections(timezone.localdate()), public_id=public_id)


@audience(PUBLIC)
def inspection_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    inspection = find(public_id)
    context = {
        "title": inspection.title,
        "breadcrumbs": [(_("双随机抽查公开"), reverse("public_inspections"))],
        "inspection": inspection,
        "facts": [
            (_("辖区"), inspection.region_name),
            (_("抽取时间"), timezone.localtime(inspection.drawn_at) if inspection.drawn_at else ""),
            (_("公开日期"), inspection.published_on),
        ],
        "visits": published_visits(inspection),
        "basis": Citation(S003, "(二十五)"),
    }
    return render(request, "hall/public/pages/inspection.html", context)


@audience(PUBLIC)
def inspection_draw(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The draw's record: with it anyone can repeat the draw."""
    inspection = find(public_id)
    return bytes_response(encode(inspection.draw), f"draw-{inspection.public_id}.json", JSON)
