"""How filings, plans, batches and certificates read on the pages of every audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.catalogue.selectors import region_name
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import plans_resting_on_filing
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.filing_changes import changes_between
from liangcai.apps.organizations.filing_form import COMMITMENTS, LEVEL_FIELDS, LISTS, PART_A, PART_B
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.states import FILING
from liangcai.apps.registrations.states import BATCH, REGISTRATION
from liangcai.apps.results.states import RELEASE
from liangcai.kernel.state_machine import StateMachine
from liangcai.web.hall.act_panels import Panels
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.clock import clock
from liangcai.web.shared.tables import Table, table_page
from liangcai.web.shared.templatetags.components import due_clock, status_badge


@dataclass(frozen=True)
class Section:
    """A small table of a page: what belongs to the thing shown."""

    title: Any
    heads: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    empty: Any = gettext_lazy("没有记录")

    @property
    def lines(self) -> list[list[tuple[Any, Any]]]:
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


def thing_page(request: HttpRequest, title: Any, facts: Sequence[tuple[Any, Any]], panels: Panels, *,
               crumb: tuple[Any, str], thing: Any = None, **more: Any) -> HttpResponse:  # fmt: skip
    """One thing: what is known of it, what may be done, what belongs to it, how it came about."""
    return render(request, "hall/pages/thing.html", {
        "title": title, "facts": facts, "panels": panels, "breadcrumbs": [crumb],
        "history": events_of(thing) if thing is not None else [], **more,
    }, status=panels.status)  # fmt: skip


def list_page(request: HttpRequest, table: Table, panels: Panels, template: str = "hall/pages/table_and_acts.html",
              **more: Any) -> HttpResponseBase:  # fmt: skip
    """A list with what may be done there."""
    response = table_page(request, table, template, {"panels": panels, **more})
    if panels.status != 200:
        response.status_code = panels.status
    return response


def badge(machine: StateMachine, state: str, tone: str = "") -> SafeString:
    return status_badge(state, machine.labels.get(state, state), tone)


def filing_badge(filing: Filing) -> SafeString:
    return badge(FILING, filing.state, {"withdrawn": "danger", "passed_on": "info"}.get(filing.state, ""))


def plan_badge(plan: ExamPlan) -> SafeString:
    return badge(PLAN, plan.state, {"halted": "danger", "withdrawn": "danger"}.get(plan.state, ""))


def batch_badge(batch: Any) -> SafeString:
    return badge(BATCH, batch.state, {"reviewed": "warning", "answered": "success"}.get(batch.state, ""))


def registration_badge(registration: Any) -> SafeString:
    return badge(REGISTRATION, registration.state)


def release_badge(release: Any) -> SafeString:
    return badge(RELEASE, release.state, {"entered": "warning", "checked": "info"}.get(release.state, ""))


def batch_clock(batch: Any) -> SafeString:
    """The ten working days: from hand-in to the due day, judged on the day of the answer."""
    start = localtime(batch.submitted_at).date() if batch.submitted_at else None
    done = localtime(batch.fed_back_at).date() if batch.fed_back_at else None
    return due_clock(batch.due_on, start=start, done=done)


def batch_late(batch: Any, today: Any) -> bool:
    return bool(batch.due_on) and not batch.fed_back_at and clock(batch.due_on, today).days < 0


def moment_words(at: Any) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def target_of(thing: Any) -> str:
    return f"{thing.occupation_name}{f' {thing.level}' if thing.level else ''}"


def authority_of(region_code: str) -> str:
    """The city centre that a printed sheet names."""
    return f"{region_name(region_code[:4] + '00')}职业技能鉴定中心"


def plan_facts(plan: ExamPlan) -> list[tuple[Any, Any]]:
    return [
        (_("计划编号"), plan.plan_number),
        (_("考核机构"), plan.body.name),
        (_("职业（项目）"), f"{plan.occupation_code} {target_of(plan)}".strip()),
        (_("评价类别"), plan.get_kind_display()),
        (_("依据标准"), str(plan.standard)),
        (_("状态"), plan_badge(plan)),
        (_("报名截止"), plan.registration_closes_on),
        (_("计划人数"), plan.capacity),
    ]


def session_section(plan: ExamPlan) -> Section:
    rows = [
        (s.get_subject_display(), s.get_theory_mode_display() or s.get_practical_mode_display() or "—",
         moment_words(s.starts_at), _("%(n)d 分钟") % {"n": s.minutes}) for s in plan.sessions.all()
    ]  # fmt: skip
    return Section(_("场次"), (_("科目"), _("方式"), _("开考时间"), _("时长")), rows)


def room_section(plan: ExamPlan) -> Section:
    return Section(_("考场"), (_("考场"), _("座位（工位）"), _("地址")),
                   [(r.name, r.seats, r.address or "—") for r in plan.rooms.all()])  # fmt: skip


def panel_section(plan: ExamPlan) -> Section:
    panel = getattr(plan, "panel", None)
    members = panel.members.select_related("card").order_by("-is_leader", "pk") if panel else []
    rows = [(m.card.holder_name, m.card.number, _("组长") if m.is_leader else _("组员"), m.card.valid_to) for m in members]
    return Section(_("考评小组"), (_("姓名"), _("证卡编号"), _("分工"), _("有效期止")), rows, _("尚未派遣"))


def filing_facts(filing: Filing) -> list[tuple[Any, Any]]:
    """Every field of the form in its order, then the opinions."""
    form = filing.form
    rows: list[tuple[Any, Any]] = [
        (_("机构"), filing.body.name),
        (_("备案类别"), filing.get_kind_display()),
        (_("申请事由"), filing.get_purpose_display()),
        (_("状态"), filing_badge(filing)),
        (_("备案范围"), "；".join(f"{s.occupation_code} {target_of(s)}".strip() + f"（{s.places}）" for s in filing.scopes.all())),
    ]
    if filing.kind == "special_ability":
        rows += [(label, form.get(key, "")) for key, label in {**PART_A, **PART_B}.items()]
        rows += [(label, list_words(form.get(key))) for key, label in LISTS.items()]
        rows.append((_("管理制度"), lines((form.get("management_rules") or {}).items())))
        made = [form.get("commitments", {}).get(c) for c in COMMITMENTS]
        rows.append((_("三项承诺"), _("均已作出") if all(made) else _("未作出或不全")))
    else:
        rows += [(label, form[key]) for key, label in LEVEL_FIELDS.items() if form.get(key) not in (None, "")]
    if filing.department_opinion:
        rows.append((_("主管部门意见"), f"{filing.department_opinion}（{filing.department_opinion_on}）"))
    if filing.filing_opinion:
        rows.append((_("备案意见"), filing.filing_opinion))
    if filing.valid_from:
        rows.append((_("备案编号与有效期"), f"{filing.filing_number}　{filing.valid_from} 至 {filing.valid_to}"))
    return rows


def lines(pairs: Any) -> SafeString:
    return format_html_join("", "<div>{}：{}</div>", ((key, value or "—") for key, value in pairs))


def form_link(filing: Filing, url_name: str) -> list[tuple[Any, str]]:
    """The printed form, where the annex has one."""
    if filing.kind != "special_ability":
        return []
    return [(_("申请表 PDF"), reverse(url_name, args=(filing.public_id,)))]


def list_words(entries: Any) -> str:
    return "；".join(" ".join(str(v) for v in entry.values()) for entry in entries or [])


def document_section(filing: Filing, address: Any) -> Section:
    """`address(document)` is where its file can be read."""
    rows = [(d.kind_words, link(d.name, address(d)) if d.file else d.name) for d in with_words(filing.documents.all())]
    return Section(_("材料"), (_("类别"), _("文件")), rows, _("没有上传材料"))


def filing_sections(filing: Filing, page: str, plan_page: str) -> list[Section]:
    """What a renewal or change alters, what follows the filing, and the examinations still to come that rest on it."""
    sections = []
    if filing.follows:
        sections.append(Section(_("与原备案对照"), (_("栏目"), _("原备案"), _("本次申请")),
                                [(label, old or "—", new or "—") for label, old, new in changes_between(filing.follows, filing)],
                                _("各栏目均未改动")))  # fmt: skip
    others = [*([filing.follows] if filing.follows else []), *filing.successors.select_related("body")]
    if others:
        rows = [(link(_("原备案") if other.pk == filing.follows_id else other.get_purpose_display(),
                      reverse(page, args=(other.public_id,))), filing_badge(other), other.valid_to or "—") for other in others]
        sections.append(Section(_("承接关系"), (_("备案"), _("状态"), _("有效期止")), rows))
    if filing.valid_from:
        plans = [(link(plan, reverse(plan_page, args=(plan.public_id,))), plan_badge(plan), plan.begins_at and
                  localtime(plan.begins_at).date()) for plan in plans_resting_on_filing(filing)]  # fmt: skip
        sections.append(Section(_("据此备案、尚未举行的考核"), (_("考核计划"), _("状态"), _("首场日期")), plans, _("没有")))
    return sections


DOCUMENT_WORDS = {"venue_picture": "考场影像", "equipment_picture": "设备影像", "management_rule": "管理制度"}


def with_words(documents: Any) -> Any:
    for document in documents:
        document.kind_words = DOCUMENT_WORDS.get(document.kind, document.kind)
        yield document


def link(words: Any, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words)
