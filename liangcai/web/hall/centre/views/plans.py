"""Plans at the centre, with the panel drawn and supervisors sent; results and certificates of a plan."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.exams.actions.assign_panel import assign_panel
from liangcai.apps.exams.actions.declare_recusal import declare_recusal
from liangcai.apps.exams.enums import RecusalKind
from liangcai.apps.exams.models import ExamPlan, RecusalDeclaration
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.enums import FilingKind, StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.selectors import staff_visible_to
from liangcai.apps.results.actions.receive_results import receive_results
from liangcai.apps.station.signing import RECEIVER, published_keys, station_key
from liangcai.apps.supervision.actions.assign_supervisor import assign_supervisor
from liangcai.apps.supervision.selectors import unsupervised_plans
from liangcai.engines.sealing.packages import inspect, open_package
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_calendar import month_page
from liangcai.web.hall.exam_words import (
    Section,
    batch_badge,
    batch_clock,
    link,
    moment_words,
    panel_section,
    plan_badge,
    plan_facts,
    room_section,
    session_section,
    target_of,
    thing_page,
)
from liangcai.web.hall.plan_acts import RULING, WITHDRAW, ruling_section
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

SENDERS = (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
RESULTS_FILE = "results.json"


class PlansTable(Table):
    name = "plans"
    title = _("考核计划")
    columns = (
        Column("plan_number", _("计划编号"), sort="plan_number", link=lambda p: reverse("centre_plan", args=(p.public_id,))),
        Column("body", _("机构"), "body__name", sort="body__name"),
        Column("target", _("职业（项目）"), target_of, sort="occupation_name"),
        Column("state", _("状态"), lambda p: PLAN.labels[p.state], sort="state", show=plan_badge),
        Column("closes_on", _("报名截止"), "registration_closes_on", sort="registration_closes_on"),
        Column("capacity", _("计划人数"), sort="capacity", numeric=True),
    )
    search = ("plan_number", "body__name", "occupation_name")
    filters = (
        ChoiceFilter("state", _("状态"), [(s, w) for s, w in PLAN.labels.items()]),
        ChoiceFilter("kind", _("评价类别"), FilingKind.choices),
        ChoiceFilter("bare", _("督导"), [("yes", _("尚未派督导员"))],
                     apply=lambda plans, value: plans.filter(state__in=("open", "closed"), supervisors__isnull=True)),
    )  # fmt: skip
    empty = _("没有考核计划")


@audience(CENTRE)
def calendar(request: HttpRequest) -> HttpResponse:
    return month_page(request, "centre_plan", "centre_plans")


@audience(CENTRE)
def plans(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, PlansTable(plans_visible_to(request.user)), "hall/centre/pages/plans.html")


class PanelForm(forms.Form):
    size = forms.IntegerField(label=_("人数"), initial=3, min_value=1, max_value=30, help_text=_("不少于 3 人，组长 1 人"))
    beacon_source = forms.CharField(label=_("公开数来源"), max_length=80,
                                    help_text=_("名单公布之后产生的公开数，如当日某彩票开奖号、收盘指数"))  # fmt: skip
    beacon_value = forms.CharField(label=_("公开数"), max_length=80)


def supervisor_form(plan: ExamPlan) -> type[forms.Form]:
    class SupervisorForm(forms.Form):
        card = forms.ModelChoiceField(label=_("质量督导员"), queryset=StaffCard.objects.filter(
            kind=StaffKind.SUPERVISOR, region_code__startswith=plan.region_code[:2]))  # fmt: skip

    return SupervisorForm


class PackageForm(forms.Form):
    package = forms.FileField(label=_("成绩密封包"), help_text=_("由考场封装、只有办事大厅能打开的文件"))


def run_panel(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    panel = assign_panel(actor=user, at=at, plan=plan, cards=list(staff_visible_to(user)), **given)
    return now_in("已抽取考评小组 %(n)d 人，抽取记录可复算。") % {"n": panel.members.count()}


def run_supervisor(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    assign_supervisor(actor=user, at=at, plan=plan, card=given["card"])
    return now_in("已派出 %(card)s。") % {"card": given["card"]}


def run_receive(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    """Only the hall's own key opens the package; a package of another plan is refused before a row is read."""
    key, keys = station_key(RECEIVER, on=localdate(at), owner="办事大厅"), published_keys()
    with NamedTemporaryFile(suffix=".package") as copy:
        copy.write(given["package"].read())
        copy.flush()
        files, digest = open_package(Path(copy.name), key, keys, at), inspect(Path(copy.name), keys).digest
    try:
        held = json.loads(files[RESULTS_FILE])
        number, rows = held["plan_number"], held["rows"]
    except (KeyError, ValueError, TypeError):
        raise BadInput("no_results_inside", "密封包中没有可读取的成绩。", where=RESULTS_FILE) from None
    if number != plan.plan_number:
        raise Refused("other_plan", f"密封包属于计划 {number}，不是 {plan.plan_number}。", hint="请到该计划页面接收。")
    receive_results(actor=user, at=at, plan=plan, rows=rows, package_sha256=digest)
    return now_in("成绩已接收，请第二人核对。")


def recusal_form(plan: ExamPlan) -> type[forms.Form]:
    cards = StaffCard.objects.filter(kind__in=(StaffKind.ASSESSOR, StaffKind.LEAD_ASSESSOR),
                                     region_code__startswith=plan.region_code[:4])  # fmt: skip

    class RecusalForm(forms.Form):
        card = forms.ModelChoiceField(cards, label=_("考评人员"))
        kind = forms.ChoiceField(label=_("回避事由"), choices=RecusalKind.choices)
        note = forms.CharField(label=_("具体关系"), max_length=200)
        whole_body = forms.BooleanField(label=_("对该机构的所有计划都回避"), required=False)

    return RecusalForm


def run_recusal(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    declare_recusal(actor=user, at=at, plan=plan, **given)
    return _("回避申报已登记，抽取时不再派遣。")


def recusal_section(plan: ExamPlan) -> Section:
    found = RecusalDeclaration.objects.filter(Q(plan=plan) | Q(plan=None, body=plan.body)).select_related("card")
    rows = [(r.card, r.get_kind_display(), r.note, _("本计划") if r.plan_id else _("该机构"), moment_words(r.declared_at)) for r in found]
    return Section(_("回避申报"), (_("考评人员"), _("回避事由"), _("具体关系"), _("范围"), _("申报时间")), rows, _("没有申报"))


ACTS = (
    Act("panel", _("抽取考评小组"), run_panel,
        lambda u, p: u.role in SENDERS and p.state in ("open", "closed") and not hasattr(p, "panel"), PanelForm),
    Act("recusal", _("登记回避申报"), run_recusal,
        lambda u, p: u.role in SENDERS and p.state in ("open", "closed") and not hasattr(p, "panel"), recusal_form),
    Act("supervisor", _("派出质量督导员"), run_supervisor, lambda u, p: p.state in ("open", "closed"), supervisor_form),
    Act("receive", _("接收成绩密封包"), run_receive,
        lambda u, p: u.role in SENDERS and p.state == "closed" and not hasattr(p, "release"), PackageForm),
    RULING,
    WITHDRAW,
)  # fmt: skip


@audience(CENTRE)
def plan(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(plans_visible_to(request.user).select_related("panel", "release"), public_id=public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    files = [(_("成绩"), reverse("centre_result", args=(found.release.public_id,)))] if hasattr(found, "release") else []
    if not files and found.state == "closed" and request.user.role in SENDERS:
        files = [(_("双人录入成绩"), reverse("centre_score_entry", args=(found.public_id,)))]
    sent = found.supervisors.select_related("card")
    supervisors = Section(_("质量督导员"), (_("姓名"), _("证卡编号"), _("派出单位")),
                          [(d.card.holder_name, d.card.number, d.sent_by) for d in sent], _("尚未派出；设区市督导应覆盖每一批"))
    return thing_page(request, found, plan_facts(found), panels, thing=found, files=files,
                      crumb=(_("考核计划"), reverse("centre_plans")),
                      sections=[batch_section(found), session_section(found), room_section(found), recusal_section(found), panel_section(found), ruling_section(found),
                                supervisors, applicability_section(found)])  # fmt: skip


def batch_section(plan: ExamPlan) -> Section:
    rows = [(link(now_in("第 %(n)d 批") % {"n": b.number}, reverse("centre_batch", args=(b.public_id,))), batch_badge(b),
             batch_clock(b)) for b in plan.batches.exclude(state="draft").order_by("number")]  # fmt: skip
    return Section(_("报名批次"), (_("批次"), _("状态"), _("审核期限")), rows, _("还没有提交的报名"))


def applicability_section(plan: ExamPlan) -> Section:
    """On what rules the plan was let through."""
    decided = plan.applicability
    words = {"special_ability": _("专项职业能力考核规范"), "national": _("国家职业技能标准"),
             "industry_norm": _("行业评价规范"), "enterprise_norm": _("企业评价规范")}  # fmt: skip
    rules = decided.get("rules") or [r.get("rule") for r in decided.get("reasons", []) if isinstance(r, dict)]
    rows = [(words.get(str(decided.get("applicable")), decided.get("applicable")), "、".join(r for r in rules if r) or "—",
             str(decided.get("policy_version", "—"))[:23])]  # fmt: skip
    return Section(_("适用标准判定"), (_("适用"), _("所依条目"), _("规则版本")), rows if decided else [])


waiting_for({Role.CITY_CENTRE}, _("尚未派督导员的批次"), "centre_plans", query="?bare=yes",
            count=lambda user: unsupervised_plans(user).count())  # fmt: skip
