"""The catalogue of technical resources on any day, shortage lists and key projects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.resources.enums import ResourceState, StandardKind, Target
from liangcai.apps.resources.models import Standard
from liangcai.apps.resources.norm_content import has_text
from liangcai.apps.resources.selectors import (
    banks_resting_on,
    entries_published,
    key_project_years,
    key_projects,
    published_banks,
    published_lists,
    published_standards,
)
from liangcai.apps.resources.state_changes import in_force_on
from liangcai.apps.station.selectors import setting_on
from liangcai.web.hall.norm_files import standard_blocks, standard_pdf, standard_word
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.downloads import DOCX, PDF, bytes_response
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge

ON_DAY = gettext_lazy("查询日期")
OPEN = ("csv", "xlsx", "pdf", "json")


def state_badge(row: Any) -> object:
    return status_badge(row.state, row.get_state_display())


def state_then(row: Any) -> ResourceState:
    """The state on the day that the catalogue is shown for; without a day, today's."""
    return ResourceState(getattr(row, "state_then", row.state))


def state_then_badge(row: Any) -> object:
    return status_badge(state_then(row), state_then(row).label)


def dated(field: str) -> Any:
    """Narrows to what had its date by the day, or has none."""
    return lambda queryset, day: queryset.filter(Q(**{f"{field}__lte": day}) | Q(**{field: None}))


class StandardTable(Table):
    name = "standards"
    exports = OPEN
    title = gettext_lazy("评价标准（规范）")
    columns = (
        Column("occupation_code", gettext_lazy("职业编码"), sort="occupation_code"),
        Column("occupation_name", gettext_lazy("职业（项目）"), sort="occupation_name",
               link=lambda row: reverse("public_standard", args=(row.public_id,))),
        Column("kind", gettext_lazy("类别"), "get_kind_display", sort="kind"),
        Column("levels", gettext_lazy("等级")),
        Column("owner", gettext_lazy("制定单位"), "owner__name", sort="owner__name"),
        Column("published_on", gettext_lazy("发布日期"), sort="published_on"),
        Column("state", gettext_lazy("当日状态"), lambda row: state_then(row).label, show=state_then_badge),
    )  # fmt: skip
    search = ("occupation_code", "occupation_name", "document_number")
    search_label = gettext_lazy("职业编码、名称或文号")
    filters = (
        ChoiceFilter("kind", gettext_lazy("类别"), StandardKind.choices),
        DayFilter("day", ON_DAY, in_force_on, default=timezone.localdate),
    )


class BankTable(Table):
    name = "banks"
    exports = OPEN
    title = gettext_lazy("评价题库")
    columns = (
        Column("occupation_code", gettext_lazy("职业编码"), sort="occupation_code"),
        Column("occupation_name", gettext_lazy("职业（项目）"), sort="occupation_name"),
        Column("kind", gettext_lazy("类别"), "get_kind_display", sort="kind"),
        Column("levels", gettext_lazy("等级")),
        Column("standard", gettext_lazy("所依据标准"), "standard__get_kind_display"),
        Column("version", gettext_lazy("版次"), sort="version", numeric=True),
        Column("published_on", gettext_lazy("发布日期"), sort="published_on"),
        Column("state", gettext_lazy("当日状态"), lambda row: state_then(row).label, show=state_then_badge),
    )
    search = ("occupation_code", "occupation_name")
    search_label = gettext_lazy("职业编码或名称")
    filters = (DayFilter("day", ON_DAY, in_force_on, default=timezone.localdate),)


def catalogue(request: HttpRequest, table: Table) -> HttpResponseBase:
    context = {
        "title": _("技术资源目录"),
        "subtitle": _("所选日期有效的评价标准（规范）与评价题库"),
        "tabs": [(_("评价标准（规范）"), reverse("public_standards")), (_("评价题库"), reverse("public_banks"))],
    }
    return table_page(request, table, "hall/public/pages/catalogue.html", context)


@audience(PUBLIC)
def standard_list(request: HttpRequest) -> HttpResponseBase:
    return catalogue(request, StandardTable(published_standards()))


@audience(PUBLIC)
def bank_list(request: HttpRequest) -> HttpResponseBase:
    return catalogue(request, BankTable(published_banks()))


@audience(PUBLIC)
def standard_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    standard = get_object_or_404(published_standards(), public_id=public_id)
    blocks = standard_blocks(standard)
    public = text_is_public(standard)
    context = {
        "standard": standard, "blocks": blocks if public else [], "closed": bool(blocks) and not public,
        "title": standard.occupation_name,
        "subtitle": standard.get_kind_display(),
        "breadcrumbs": [(_("技术资源目录"), reverse("public_standards"))],
        "facts": [
            (_("职业编码"), standard.occupation_code),
            (_("类别"), standard.get_kind_display()),
            (_("等级"), "、".join(standard.levels)),
            (_("制定单位"), standard.owner.name if standard.owner else ""),
            (_("发布文号"), standard.document_number),
            (_("备案日期"), standard.filed_on),
            (_("发布日期"), standard.published_on),
            (_("失效日期"), standard.valid_to),
            (_("目前状态"), state_badge(standard)),
        ],
        "banks": banks_resting_on((standard,)).exclude(published_on=None),
        "changes": standard.state_changes.all(),
    }
    return render(request, "hall/public/pages/standard.html", context)


def text_is_public(standard: Standard) -> bool:
    """An enterprise's own norm is its property: open where the province has set so."""
    return standard.kind != StandardKind.ENTERPRISE or setting_on("enterprise_norm_text_public", timezone.localdate())


@audience(PUBLIC)
def standard_text(request: HttpRequest, public_id: UUID, ending: str) -> HttpResponseBase:
    """The published text as a file."""
    standard = get_object_or_404(published_standards(), public_id=public_id)
    if not (has_text(standard) and text_is_public(standard)):
        raise Http404(public_id)
    content = (standard_pdf if ending == "pdf" else standard_word)(standard)
    return bytes_response(content, f"{standard}.{ending}", PDF if ending == "pdf" else DOCX)


class EntryTable(Table):
    name = "entries"
    exports = OPEN
    title = gettext_lazy("紧缺技术资源目录")
    columns = (
        Column("number", gettext_lazy("序号"), sort="number", numeric=True),
        Column("occupation_code", gettext_lazy("职业编码"), sort="occupation_code"),
        Column("occupation_name", gettext_lazy("职业名称"), sort="occupation_name",
               link=lambda row: reverse("public_occupation", args=(row.occupation_code,))),
        Column("green", gettext_lazy("绿色职业"), sort="green", show=lambda row: tick(row.green)),
        Column("needs_standard", gettext_lazy("需评价标准"), sort="needs_standard",
               show=lambda row: tick(row.needs_standard)),
        Column("needs_bank", gettext_lazy("需评价题库"), sort="needs_bank", show=lambda row: tick(row.needs_bank)),
        Column("note", gettext_lazy("说明")),
    )  # fmt: skip
    search = ("occupation_code", "occupation_name")
    search_label = gettext_lazy("职业编码或名称")
    filters = (
        ChoiceFilter("needs", gettext_lazy("所缺资源"), Target.choices,
                     apply=lambda queryset, value: queryset.filter(
                         **{"needs_standard" if value == Target.STANDARD else "needs_bank": True})),
    )  # fmt: skip
    page_size = 100


class AllEntriesTable(EntryTable):
    """The entries of every published list; of an undated one it is not known on which days it held."""

    name = "shortage-entries"
    title = gettext_lazy("紧缺技术资源目录（各批）")
    columns = (
        Column("year", gettext_lazy("年度"), "list__year", sort="list__year", numeric=True),
        Column("batch", gettext_lazy("批次"), "list__batch", sort="list__batch", numeric=True),
        *EntryTable.columns,
        Column("document_number", gettext_lazy("发文字号"), "list__document_number"),
        Column("published_on", gettext_lazy("发布日期"), "list__published_on", sort="list__published_on"),
    )
    filters = (*EntryTable.filters, DayFilter("day", ON_DAY, dated("list__published_on")))
    order = ("-list__year", "-list__batch", "number")


def tick(needed: bool) -> str:
    return "✓" if needed else "—"


@audience(PUBLIC)
def shortage_lists(request: HttpRequest) -> HttpResponse:
    context = {"title": _("紧缺技术资源目录"), "lists": published_lists()}
    return render(request, "hall/public/pages/shortage_lists.html", context)


@audience(PUBLIC)
def shortage_entries(request: HttpRequest) -> HttpResponseBase:
    context = {"breadcrumbs": [(_("紧缺技术资源目录"), reverse("public_shortage_lists"))]}
    return table_page(request, AllEntriesTable(entries_published()), context=context)


@audience(PUBLIC)
def shortage_list(request: HttpRequest, year: int, batch: int) -> HttpResponseBase:
    found = published_lists().filter(year=year, batch=batch).first()
    if found is None:
        raise Http404(year)
    published = found.published_on.isoformat() if found.published_on else _("原件未载明")
    context = {
        "title": str(found),
        "subtitle": _("文号：%(number)s　发布日期：%(day)s") % {
            "number": found.document_number or _("原件未载明"), "day": published},
        "breadcrumbs": [(_("紧缺技术资源目录"), reverse("public_shortage_lists"))],
    }  # fmt: skip
    return table_page(request, EntryTable(found.entries.all()), context=context)


def years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in key_project_years()]


class KeyProjectTable(Table):
    name = "key-projects"
    exports = OPEN
    title = gettext_lazy("重点开发项目")
    columns = (
        Column("year", gettext_lazy("年度"), sort="year"),
        Column("batch", gettext_lazy("批次"), sort="batch"),
        Column("number", gettext_lazy("序号"), sort="number", numeric=True),
        Column("name", gettext_lazy("项目名称"), sort="name"),
        Column("unit_name", gettext_lazy("开发单位"), sort="unit_name"),
        Column("target", gettext_lazy("成果目标"), "get_target_display", sort="target"),
        Column("listed_on", gettext_lazy("列入日期"), sort="listed_on"),
    )
    search = ("name", "unit_name", "occupation_code", "occupation_name")
    search_label = gettext_lazy("项目、单位或职业")
    filters = (
        ChoiceFilter("year", gettext_lazy("年度"), years),
        ChoiceFilter("target", gettext_lazy("成果目标"), Target.choices),
        DayFilter("day", ON_DAY, dated("listed_on")),
    )


@audience(PUBLIC)
def key_project_list(request: HttpRequest) -> HttpResponseBase:
    context = {"breadcrumbs": [(_("紧缺技术资源目录"), reverse("public_shortage_lists"))]}
    return table_page(request, KeyProjectTable(key_projects()), context=context)
