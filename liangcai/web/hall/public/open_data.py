"""Open data: every official list as CSV, XLSX and JSON, as it stood on the day asked for."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.kernel.refusals import BadInput
from liangcai.web.shared.access import PUBLIC, audience

KINDS = ("csv", "xlsx", "json")
UNDATED_TOO = gettext_lazy("当日已发布的；原件未载明日期的一并列出")
DATASETS = (  # page, title, what the day means; a list without a day is the same on every day
    ("public_directions", gettext_lazy("五年建设方向"), ""),
    ("public_shortage_entries", gettext_lazy("紧缺技术资源目录（各批）"), UNDATED_TOO),
    ("public_key_projects", gettext_lazy("重点开发项目"), UNDATED_TOO),
    ("public_standards", gettext_lazy("评价标准（规范）"), gettext_lazy("当日有效的")),
    ("public_banks", gettext_lazy("评价题库"), gettext_lazy("当日有效的")),
    ("public_special_ability_projects", gettext_lazy("专项职业能力考核项目"), ""),
    ("public_occupations", gettext_lazy("职业目录"), ""),
)


@audience(PUBLIC)
def open_data(request: HttpRequest) -> HttpResponse:
    day = chosen_day(request)
    rows = [(title, reverse(name), meaning, links(name, day if meaning else None)) for name, title, meaning in DATASETS]
    return render(request, "hall/public/pages/open_data.html", {
        "title": _("开放数据"), "subtitle": _("可自由下载，内容与公开页面一致"), "day": day, "datasets": rows})  # fmt: skip


def chosen_day(request: HttpRequest) -> date:
    given = request.GET.get("day", "")
    try:
        return date.fromisoformat(given) if given else timezone.localdate()
    except ValueError:
        raise BadInput("bad_date", _("日期“%(value)s”无法识别。") % {"value": given[:20]}, where="day",
                       hint=_("应形如 2022-06-30。")) from None  # fmt: skip


def links(name: str, day: date | None) -> list[tuple[str, str]]:
    dated = {"day": day.isoformat()} if day else {}
    return [(kind.upper(), f"{reverse(name)}?{urlencode({**dated, 'export': kind})}") for kind in KINDS]
