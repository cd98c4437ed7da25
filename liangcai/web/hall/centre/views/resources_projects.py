"""Development projects at the centre: the list, and one project with the acts that are due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.models import Region
from liangcai.apps.catalogue.selectors import occupations, region_name
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.selectors import staff_visible_to
from liangcai.apps.resources.actions.accept_application import accept_application
from liangcai.apps.resources.actions.conclude_review import conclude_review
from liangcai.apps.resources.actions.convene_review import convene_review
from liangcai.apps.resources.actions.give_opinion import give_opinion
from liangcai.apps.resources.actions.publish_resource import publish_resource
from liangcai.apps.resources.actions.reject_application import reject_application
from liangcai.apps.resources.actions.reopen_project import reopen_project
from liangcai.apps.resources.actions.select_developer import select_developer
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.applicants import Applicant, applicants_beside
from liangcai.apps.resources.enums import DevelopmentMode, ProjectKind, Verdict
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.permissions import can_handle
from liangcai.apps.resources.plan_years import years_shown
from liangcai.apps.resources.selectors import (
    opinions_seen_by,
    project_for,
    projects_due,
    projects_visible_to,
    results_of_year,
)
from liangcai.apps.resources.states import DEVELOPMENT, OPEN_STATES
from liangcai.apps.resources.year_board import class_of
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.norm_files import draft_pdf, draft_word
from liangcai.web.hall.norm_versions import versions_shown
from liangcai.web.hall.project_files import bank_facts_pdf, form_7, form_8, form_9
from liangcai.web.hall.project_work import MILESTONE_ACTS, WRITTEN_COMMENT, work_shown
from liangcai.web.hall.resource_words import (
    checks_shown,
    clock_badge,
    facts_of,
    reasons_of,
    state_badge,
    state_label,
)
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.action_words import events_of
from liangcai.web.shared.downloads import DOCX, PDF, bytes_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

MARKS = (("half", _("时限过半")), ("eighty", _("时限已用八成")), ("due", _("今日到期")), ("late", _("逾期")))


def cities() -> list[tuple[str, str]]:
    """And the province, for bodies registered with it."""
    return list(Region.objects.filter(kind__in=("province", "city")).values_list("code", "name"))


NO_CODE = "none"


def classes() -> list[tuple[str, str]]:
    """Middle classes of the classification in hand."""
    codes = sorted({class_of(code) for code in occupations().values_list("code", flat=True)} - {""})
    return [*((code, code) for code in codes), (NO_CODE, say("无职业编码"))]


def by_class(projects, code: str):
    if code == NO_CODE:
        return projects.filter(occupation_code="")
    return projects.filter(occupation_code__startswith=f"{code}-")


def by_mark(projects, mark: str):
    return projects_due(projects, mark, timezone.localdate())


class ProjectsTable(Table):
    name = "projects"
    title = _("开发项目")
    columns = (
        Column("occupation", _("职业（项目）"), "occupation_name", sort="occupation_name",
               link=lambda p: reverse("centre_project", args=(p.public_id,))),
        Column("kind", _("成果类别"), "get_kind_display", sort="kind"),
        Column("applicant", _("申请单位"), "applicant__name", sort="applicant__name"),
        Column("state", _("状态"), lambda p: state_label(p.state), sort="state", show=state_badge),
        Column("deadline", _("时限"), "deadline_on", sort="deadline_on", show=clock_badge),
        Column("passed_on", _("评审通过"), "passed_on", sort="passed_on"),
    )  # fmt: skip
    search = ("occupation_name", "occupation_code", "applicant__name")
    filters = (
        ChoiceFilter("state", _("状态"), [(s, label) for s, label in DEVELOPMENT.labels.items()]),
        ChoiceFilter("kind", _("成果类别"), ProjectKind.choices),
        ChoiceFilter("mark", _("时限"), MARKS, apply=by_mark),
        ChoiceFilter("city", _("所在市"), cities,
                     apply=lambda projects, code: projects.filter(applicant__region_code__startswith=code[:4])),
        ChoiceFilter("class", _("职业中类"), classes, apply=by_class),
        ChoiceFilter("result", _("年度成果"), lambda: [(y, y) for y in years_shown(timezone.localdate())],
                     apply=lambda projects, year: results_of_year(projects, int(year))),
    )  # fmt: skip


@audience(CENTRE)
def projects(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, ProjectsTable(projects_visible_to(request.user)))


# Forms of the acts


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("备注"), max_length=200, required=False)


class SelectionForm(forms.Form):
    research = forms.CharField(label=_("研发能力"), widget=forms.Textarea(attrs={"rows": 2}))
    experience = forms.CharField(label=_("实践经验"), widget=forms.Textarea(attrs={"rows": 2}))
    mode = forms.ChoiceField(label=_("开发方式"), choices=DevelopmentMode.choices)
    support = forms.CharField(label=_("给予的支持"), max_length=200, required=False)
    subsidy_yuan = forms.IntegerField(label=_("补助（元）"), min_value=0, required=False, help_text=_("文件未定数额"))


class PledgeForm(forms.Form):
    person_name = forms.CharField(label=_("姓名"), max_length=80)
    duty = forms.CharField(label=_("承担工作"), max_length=40, initial="评审")
    signed_on = forms.DateField(label=_("签署日期"), widget=DayInput())


class ConveneForm(forms.Form):
    held_on = forms.DateField(label=_("评审日期"), widget=DayInput())
    count = forms.IntegerField(label=_("专家人数"), min_value=1, max_value=30, initial=5)
    beacon_source = forms.CharField(label=_("公开数来源"), max_length=80,
                                    help_text=_("名单公布之后产生的公开数，如当日某彩票开奖号、收盘指数"))  # fmt: skip
    beacon_value = forms.CharField(label=_("公开数"), max_length=80)


class PublishForm(forms.Form):
    document_number = forms.CharField(label=_("发文字号"), max_length=60)
    published_on = forms.DateField(label=_("发布日期"), widget=DayInput())
    item_count = forms.IntegerField(label=_("题量"), min_value=0, required=False, initial=0)
    content_sha256 = forms.RegexField("^([0-9a-f]{64})?$", label=_("内容摘要（SHA-256）"), required=False)
    filed_on = forms.DateField(label=_("报部备案日期"), required=False, widget=DayInput(),
                               help_text=_("专项职业能力考核规范必填"))  # fmt: skip


def opinion_form(project: DevelopmentProject) -> type[forms.Form]:
    """For experts without an account only: the others speak for themselves."""
    waiting = paper_opinions(project)

    class PaperOpinionForm(forms.Form):
        expert = forms.ChoiceField(label=_("专家"), choices=[(o.expert.number, o.expert.holder_name) for o in waiting])
        verdict = forms.ChoiceField(label=_("意见"), choices=Verdict.choices)
        text = forms.CharField(label=_("评审意见"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    return PaperOpinionForm


def paper_opinions(project: DevelopmentProject) -> list[Any]:
    review = current_review(project)
    return [] if review is None else list(
        review.opinions.filter(given_at=None, expert__user=None).select_related("expert"))  # fmt: skip


def current_review(project: DevelopmentProject):
    return project.reviews.filter(concluded_at=None).order_by("-round").first()


# Acts


def handles(step: str, *states: str):
    return lambda user, project: project.state in states and can_handle(user, project, step)


def run_accept(user, at, project, given):
    accept_application(actor=user, at=at, project=project, note=given["note"])
    return _("已受理。")


def run_reject(user, at, project, given):
    reject_application(actor=user, at=at, project=project, reason=given["reason"])
    return _("已作出不予受理（不入选）决定。")


def run_select(user, at, project, given):
    reasons = {"研发能力": given["research"], "实践经验": given["experience"]}
    select_developer(actor=user, at=at, project=project, reasons=reasons, mode=given["mode"], support=given["support"],
                     subsidy_yuan=given["subsidy_yuan"])  # fmt: skip
    return _("已选定开发单位。")


def run_pledge(user, at, project, given):
    sign_pledge(actor=user, at=at, project=project, **given)
    return _("保密责任书已登记。")


def run_convene(user, at, project, given):
    experts = list(staff_visible_to(user).filter(kind=StaffKind.EXPERT).select_related("user"))
    review = convene_review(actor=user, at=at, project=project, experts=experts, announced_at=at - timedelta(hours=1),
                            **given)  # fmt: skip
    return _("第 %(round)d 轮评审专家已抽取。") % {"round": review.round}


def run_opinion(user, at, project, given):
    review = current_review(project)
    card = StaffCard.objects.get(number=given["expert"])
    give_opinion(actor=user, at=at, review=review, expert=card, verdict=given["verdict"], text=given["text"])
    return _("书面意见已录入并密封。")


def run_conclude(user, at, project, given):
    review = conclude_review(actor=user, at=at, review=current_review(project))
    return _("评审结论：%(conclusion)s。") % {"conclusion": review.get_conclusion_display()}


def run_publish(user, at, project, given):
    publish_resource(actor=user, at=at, project=project, document_number=given["document_number"],
                     published_on=given["published_on"], item_count=given["item_count"] or 0,
                     content_sha256=given["content_sha256"], filed_on=given["filed_on"])  # fmt: skip
    return _("已发布入目录。")


def run_reopen(user, at, project, given):
    reopen_project(actor=user, at=at, project=project, reason=given["reason"])
    return _("已退回修改。")


ACTS = (
    Act("accept", _("受理"), run_accept, handles("intake", "applied"), NoteForm),
    Act("select", _("选为开发单位"), run_select, handles("selection", "accepted"), SelectionForm),
    Act("reject", _("不予受理（不入选）"), run_reject,
        lambda u, p: handles("intake", "applied")(u, p) or handles("selection", "accepted")(u, p), ReasonForm),
    *MILESTONE_ACTS,
    WRITTEN_COMMENT,
    Act("convene", _("召集评审会并抽取专家"), run_convene, handles("review", "submitted"), ConveneForm),
    Act("pledge", _("登记保密责任书"), run_pledge, handles("review", "reviewing"), PledgeForm),
    Act("opinion", _("录入专家书面意见"), run_opinion,
        lambda u, p: handles("review", "reviewing")(u, p) and bool(paper_opinions(p)), opinion_form),
    Act("conclude", _("作出评审结论"), run_conclude, handles("review", "reviewing")),
    Act("publish", _("发布入目录"), run_publish,
        lambda u, p: p.state == "passed" and u.role == "province_centre", PublishForm),
    Act("reopen", _("退回修改"), run_reopen, handles("review", "passed"), ReasonForm),
)  # fmt: skip


@audience(CENTRE)
def project_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """Forms 7 and 8, form 9 of the last review, the latest draft as Word or PDF."""
    found = project_for(request.user, public_id)
    draft, review = found.drafts.order_by("-version").first(), found.reviews.order_by("-round").first()
    if (kind in ("draft.docx", "draft.pdf") and draft is None) or (kind == "form-9.pdf" and review is None):
        raise Refused("no_such_file", say("该项目还没有这份材料。"))
    makers = {"form-7.pdf": lambda: form_7(found), "form-8.pdf": lambda: form_8(found), "form-9.pdf": lambda: form_9(review),
              "draft.docx": lambda: draft_word(found, draft), "draft.pdf": lambda: (bank_facts_pdf if found.kind == ProjectKind.ITEM_BANK else draft_pdf)(found, draft)}  # fmt: skip
    content = makers[kind]()
    return bytes_response(content, f"{found.occupation_name}-{kind}", PDF if kind.endswith("pdf") else DOCX)


@audience(CENTRE)
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two versions of the draft, section by section: the last two unless `?old=…&new=…` says otherwise."""
    found = project_for(request.user, public_id)
    return render(request, "hall/pages/versions.html", {
        **versions_shown(found, request.GET),
        "breadcrumbs": [(_("开发项目"), reverse("centre_projects")), (str(found), reverse("centre_project", args=(public_id,)))],
    })  # fmt: skip


@audience(CENTRE)
def project(request: HttpRequest, public_id: str) -> HttpResponse:
    found = project_for(request.user, public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    drafts = list(found.drafts.order_by("-version"))
    reviews = [(r, opinions_seen_by(request.user, r)) for r in found.reviews.order_by("-round")]
    return render(request, "hall/centre/pages/project.html", {
        "title": str(found), "project": found, "facts": facts_of(found), "reasons": reasons_of(found),
        "panels": panels, "drafts": drafts, "checks": checks_shown(found, drafts[0] if drafts else None),
        "pledges": found.pledges.all(), "reviews": reviews, "concluded": bool(reviews) and bool(reviews[0][0].concluded_at), "history": events_of(found),
        **work_shown(found),
        "applicants": compared_rows(request.user, found),
        "breadcrumbs": [(_("开发项目"), reverse("centre_projects"))],
    }, status=panels.status)  # fmt: skip


def compared_rows(user, found: DevelopmentProject) -> dict[str, Any]:
    """The applicants side by side for whoever selects: one column each, one row a point of comparison."""
    if found.state not in ("applied", "accepted") or not can_handle(user, found, "selection"):
        return {}
    applicants = applicants_beside(found)
    if not applicants:
        return {}
    points: list[tuple[Any, Callable[[Applicant], Any]]] = [
        (_("单位性质"), lambda a: a.project.applicant.get_kind_display()),
        (_("所在地"), lambda a: region_name(a.project.applicant.region_code)),
        (_("申请时间"), lambda a: timezone.localtime(a.project.applied_at).strftime("%Y-%m-%d %H:%M")),
        (_("状态"), lambda a: state_badge(a.project)),
        (_("已通过评审的项目"), lambda a: a.passed), (_("评审未通过的项目"), lambda a: a.failed),
        (_("正在开发的项目"), lambda a: a.building),
    ]  # fmt: skip
    said = dict.fromkeys(label for a in applicants for label, value in a.project.form.items()
                         if value and isinstance(value, str))  # fmt: skip
    points += [(label, lambda a, label=label: a.project.form.get(label) or "—") for label in said]
    return {"heads": [a.project for a in applicants], "rows": [(label, [of(a) for a in applicants]) for label, of in points]}


def late_projects(user) -> int:
    return projects_due(projects_visible_to(user).filter(state__in=OPEN_STATES), "late", timezone.localdate()).count()


waiting_for(CENTRE, _("待受理的开发申请"), "centre_projects", query="?state=applied",
            count=lambda user: projects_visible_to(user).filter(state="applied").count())  # fmt: skip
waiting_for(CENTRE, _("待召集评审的项目"), "centre_projects", query="?state=submitted",
            count=lambda user: projects_visible_to(user).filter(state="submitted").count())  # fmt: skip
waiting_for(CENTRE, _("逾期的开发项目"), "centre_projects", query="?mark=late", count=late_projects,
            urgent=late_projects)  # fmt: skip
