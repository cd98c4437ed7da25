"""Occupations, directions and special-ability projects, as the documents publish them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.catalogue.selectors import (
    matching_occupations,
    occupations,
    published_directions,
    published_special_ability_projects,
)
from liangcai.apps.resources.selectors import banks_on, entries_of_occupation, key_projects, standards_on
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge

HALVES, MOST_SUGGESTED = ("occupation_code", "occupation_name"), 20
GREEN = gettext_lazy("绿色职业")


def green_mark(occupation: Occupation) -> object:
    return status_badge("green", GREEN, "success") if occupation.green else ""


class OccupationTable(Table):
    name = "occupations"
    exports = ("csv", "xlsx", "pdf", "json")
    title = gettext_lazy("职业目录")
    columns = (
        Column("code", gettext_lazy("职业编码"), sort="code"),
        Column("name", gettext_lazy("职业名称"), sort="name",
               link=lambda row: reverse("public_occupation", args=(row.code,))),
        Column("edition", gettext_lazy("大典版本"), sort="edition"),
        Column("green", gettext_lazy("标识"), show=green_mark),
        Column("source", gettext_lazy("来源")),
    )  # fmt: skip
    search = ("code", "name")
    search_label = gettext_lazy("编码或名称")
    filters = (ChoiceFilter("green", GREEN, (("True", gettext_lazy("是")), ("False", gettext_lazy("否")))),)


class DirectionTable(Table):
    name = "directions"
    exports = ("csv", "xlsx", "pdf", "json")
    title = gettext_lazy("五年建设方向")
    columns = (
        Column("number", gettext_lazy("序号"), sort="number", numeric=True),
        Column("industry", gettext_lazy("国民经济行业类别"), sort="industry"),
        Column("groups", gettext_lazy("职业类别")),
        Column("source", gettext_lazy("来源")),
    )
    search = ("industry",)
    search_label = gettext_lazy("行业类别")
    page_size = 50


class SpecialAbilityTable(Table):
    name = "special-ability"
    exports = ("csv", "xlsx", "pdf", "json")
    title = gettext_lazy("专项职业能力考核项目")
    columns = (
        Column("number", gettext_lazy("序号"), sort="number", numeric=True),
        Column("name", gettext_lazy("项目名称"), sort="name"),
        Column("filing", gettext_lazy("备案情况"), sort="filing"),
        Column("source", gettext_lazy("来源")),
    )
    search = ("name",)
    search_label = gettext_lazy("项目名称")
    page_size = 50


@audience(PUBLIC)
def occupation_list(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, OccupationTable(occupations()), context={
        "subtitle": _("平台所涉文件列出的职业；编码以所示大典版本为准")})  # fmt: skip


@audience(PUBLIC)
def occupation_suggestions(request: HttpRequest) -> HttpResponse:
    """Options for an input that asks for an occupation by code or name: its value is the half being typed."""
    field, typed = next(((k, v.strip()) for k, v in request.GET.items() if k.endswith(HALVES)), ("", ""))
    half, other = ("code", "name") if field.endswith("code") else ("name", "code")
    found = matching_occupations(typed)[:MOST_SUGGESTED] if field else []
    options = [(getattr(one, half), getattr(one, other)) for one in found]
    return render(request, "hall/public/pages/occupation_options.html", {"options": options})


@audience(PUBLIC)
def occupation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What applies to an occupation today, and where the lists name it."""
    found = list(occupations().filter(code=code))
    if not found:
        raise Http404(code)
    today = timezone.localdate()
    context = {
        "title": f"{found[0].name}",
        "subtitle": code,
        "breadcrumbs": [(_("职业目录"), reverse("public_occupations"))],
        "editions": found,
        "facts": [
            (_("职业编码"), code),
            (_("大典版本"), "、".join(one.edition for one in found)),
            (_("绿色职业标识"), _("是") if found[0].green else _("否")),
            (_("来源"), found[0].source),
        ],
        "standards": standards_on(today).filter(occupation_code=code),
        "banks": banks_on(today).filter(occupation_code=code),
        "entries": entries_of_occupation(code),
        "projects": key_projects().filter(occupation_code=code),
    }
    return render(request, "hall/public/pages/occupation.html", context)


@audience(PUBLIC)
def direction_list(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, DirectionTable(published_directions()), context={
        "subtitle": _("2021—2025 年技术资源建设方向，按国民经济行业类别")})  # fmt: skip


@audience(PUBLIC)
def special_ability_list(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, SpecialAbilityTable(published_special_ability_projects()), context={
        "subtitle": _("已公布的考核项目；专项职业能力不分等级")})  # fmt: skip
