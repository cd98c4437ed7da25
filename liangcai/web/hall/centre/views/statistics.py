"""Statistics of results and certificates: every figure opens what is behind it, down to the list of a plan's results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.selectors import region_name, region_names
from liangcai.apps.organizations.enums import FilingKind
from liangcai.apps.organizations.models import Body
from liangcai.apps.results.models import Release
from liangcai.apps.results.outliers import METHOD
from liangcai.apps.results.reporting import duties_of_reporting
from liangcai.apps.results.statistics import (
    Line,
    body_lines,
    lines_by,
    peer_rows,
    striking_bodies,
    tallies_visible_to,
    total_of,
)
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.typesetting import statistics_report as pages
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.exam_words import authority_of
from liangcai.web.hall.list_files import watermark, workbook
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import XLSX, bytes_response, pdf_response

WAYS = {"region": _("设区市"), "county": _("县（市、区）"), "body": _("评价机构"), "occupation": _("职业（项目）"), "level": _("等级"),
        "kind": _("评价类别"), "month": _("公布月份"), "sex": _("性别"), "age": _("年龄段"), "plan": _("计划")}  # fmt: skip
NARROWING = ("region", "body", "occupation", "level", "kind")
INTO = {"region": "body", "county": "body", "body": "plan", "occupation": "body", "level": "occupation", "kind": "occupation"}
MOST_LINES, MOST_MARKS = 100, 30
HEADS = (_("报考"), _("参考"), _("合格"), _("合格率"), _("有效证书"))
KINDS = dict(FilingKind.choices)


@dataclass(frozen=True)
class Asked:
    """What the address asks for, checked."""

    from_on: date
    to_on: date
    by: str
    narrowed: dict[str, str]

    def address(self, **changes: Any) -> str:
        given = {"from_on": self.from_on, "to_on": self.to_on, "by": self.by, **self.narrowed, **changes}
        return "?" + urlencode({key: value for key, value in given.items() if value})


def asked_of(request: HttpRequest) -> Asked:
    """The period (this year where none is given), the way of counting and what it is narrowed to."""
    today = localdate()
    days = {"from_on": date(today.year, 1, 1), "to_on": today}
    for key, default in days.items():
        try:
            days[key] = date.fromisoformat(request.GET.get(key) or default.isoformat())
        except ValueError:
            raise BadInput("bad_date", now_in("日期“%(value)s”无法识别。") % {"value": request.GET[key][:20]}, where=key,
                           hint=now_in("应形如 2022-06-30。")) from None  # fmt: skip
    if days["from_on"] > days["to_on"]:
        raise BadInput("bad_period", now_in("期间起不能晚于期间止。"), where="from_on")
    by = request.GET.get("by") or first_way(request.user)
    if by not in WAYS:
        raise BadInput("unknown_way", now_in("不能按“%(by)s”统计。") % {"by": by[:20]}, where="by")
    narrowed = {key: request.GET[key].strip()[:80] for key in NARROWING if request.GET.get(key, "").strip()}
    if "body" in narrowed and not narrowed["body"].isdecimal():
        raise BadInput("unknown_body", now_in("没有这个机构。"), where="body")
    return Asked(**days, by=by, narrowed=narrowed)


def first_way(user: Any) -> str:
    """What the page opens with: the next level down."""
    return {Role.PROVINCE_CENTRE: "region", Role.CITY_CENTRE: "county"}.get(user.role, "body")


@audience(CENTRE)
def statistics(request: HttpRequest) -> HttpResponseBase:
    asked = asked_of(request)
    tallies = tallies_visible_to(request.user, asked.from_on, asked.to_on, **asked.narrowed)
    peers = peer_rows(tallies) if asked.by == "body" else []
    lines = body_lines(peers) if peers else lines_by(tallies, asked.by)
    if (kind := request.GET.get("export")) in ("xlsx", "pdf"):
        return file_of(request, asked, lines, kind)
    return page(request, asked, lines, peers)


def page(request: HttpRequest, asked: Asked, lines: list[Line], peers: list[dict[str, Any]]) -> HttpResponse:
    least = setting_on("outlier_least_present", localdate()) if peers else 0
    names = {line.pk: line.category for line in lines}
    striking = [(names[o.key], " ".join(filter(None, o.group)), percent(o.share), percent(o.expected), o.side, f"{o.p:.2g}")
                for o in striking_bodies(peers, least)]  # fmt: skip
    into = INTO.get(asked.by)
    releases = results_of(request, lines) if asked.by == "plan" else {}
    shown = wording(asked.by, lines[:MOST_LINES])
    rows = [(shown[line.category], numbers_of(line),
             asked.address(by=into, **{narrowing_of(asked.by): value_of(asked.by, line)}) if into else releases.get(line.pk or 0, ""))
            for line in lines[:MOST_LINES]]  # fmt: skip
    return render(request, "hall/centre/pages/statistics.html", {
        "title": _("结果统计"), "asked": asked, "way": WAYS[asked.by], "heads": HEADS, "rows": rows, "total": numbers_of(total_of(lines)),
        "hidden": max(0, len(lines) - MOST_LINES), "ways": [(key, label, asked.address(by=key)) for key, label in WAYS.items()],
        "narrowed": [(NAMES[key], narrowed_words(key, value), asked.address(**{key: ""})) for key, value in asked.narrowed.items()],
        "exports": [(kind.upper(), asked.address(export=kind)) for kind in ("xlsx", "pdf")],
        "striking": striking[:MOST_MARKS], "judged": bool(peers),
        "method": now_in("参考 %(n)d 人以上、同职业同等级不少于 5 个机构方作比较；%(method)s。标出仅提示核查，不是结论。") % {
            "n": least, "method": METHOD},
        "duties": duties_of_reporting(request.user, localdate()) if asked.by == first_way(request.user) else [],
    })  # fmt: skip


NAMES = {key: WAYS[key] for key in NARROWING}


def narrowing_of(by: str) -> str:
    return "region" if by == "county" else by


def value_of(by: str, line: Line) -> Any:
    return line.pk if by == "body" else line.category


def narrowed_words(key: str, value: str) -> Any:
    if key == "body":
        return Body.objects.filter(pk=int(value[:18])).values_list("name", flat=True).first() or value
    return wording(key, [Line(value, 0, 0, 0, 0)])[value]


def wording(by: str, lines: Sequence[Line]) -> dict[str, Any]:
    """How each category reads."""
    names: dict[str, Any] = {}
    if by in ("region", "county"):
        found = region_names(line.category.ljust(6, "0") for line in lines)
        names = {line.category: found.get(line.category.ljust(6, "0")) for line in lines}
    elif by == "kind":
        names = KINDS
    return {line.category: names.get(line.category) or line.category or _("未注明") for line in lines}


def results_of(request: HttpRequest, lines: Sequence[Line]) -> dict[int, str]:
    """{plan: address of its results}"""
    found = Release.objects.filter(plan__in=[line.pk for line in lines[:MOST_LINES]]).values_list("plan_id", "public_id")
    return {plan: reverse("centre_result", args=(public_id,)) for plan, public_id in found}


def percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f}%"


def numbers_of(line: Line) -> tuple[str, ...]:
    return (f"{line.candidates:,}", f"{line.present:,}", f"{line.passed:,}", percent(line.share),
            f"{line.certificates:,}")  # fmt: skip


def file_of(request: HttpRequest, asked: Asked, lines: list[Line], kind: str) -> HttpResponseBase:
    """The same figures as a workbook or as the printed report."""
    region = region_name(request.user.region_code)
    title = now_in("%(region)s考核发证结果统计（按%(way)s）") % {"region": region, "way": WAYS[asked.by]}
    header = (str(WAYS[asked.by]), *map(str, HEADS))
    shown = wording(asked.by, lines)
    rows = tuple((str(shown[line.category]), *numbers_of(line)) for line in lines)
    total = (now_in("合计"), *numbers_of(total_of(lines)))
    narrowed = "；".join(f"{NAMES[key]}：{narrowed_words(key, value)}" for key, value in asked.narrowed.items())
    name = f"结果统计-{asked.from_on}-{asked.to_on}.{kind}"
    if kind == "xlsx":
        period = f"{asked.from_on} 至 {asked.to_on}　{narrowed}".strip()
        cells = [(words, line.candidates, line.present, line.passed, percent(line.share), line.certificates)
                 for words, line in [(str(shown[x.category]), x) for x in lines] + [(now_in("合计"), total_of(lines))]]  # fmt: skip
        return bytes_response(workbook(title, period, ("序号", *header), cells,
                                       (8, 34, 12, 12, 12, 12, 12)), name, XLSX)  # fmt: skip
    report = pages.StatisticsReport(title, region, asked.from_on, asked.to_on,
                                    (pages.StatisticsTable(str(WAYS[asked.by]), header, rows, total),),
                                    authority_of(request.user.region_code), localdate(), tuple(filter(None, (narrowed,))))  # fmt: skip
    return pdf_response(pages.render(report, watermark=watermark()), name)
