"""An expert's reviews: what is asked, the draft to read, the opinion to give."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.resources.actions.comment_on_draft import comment_on_draft
from liangcai.apps.resources.actions.give_opinion import give_opinion
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.bank_facts import content_lines
from liangcai.apps.resources.enums import SECRET_KINDS, ProjectKind, Verdict
from liangcai.apps.resources.selectors import comments_on, opinions_seen_by, reviews_of_expert
from liangcai.apps.resources.states import BUILDING_STATES
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.hall.act_panels import Act, DayInput, act_panels
from liangcai.web.hall.norm_files import draft_blocks
from liangcai.web.hall.norm_versions import versions_shown
from liangcai.web.hall.project_work import comment_form
from liangcai.web.hall.resource_words import checks_shown, facts_of
from liangcai.web.shared.access import EXPERT, audience
from liangcai.web.shared.tables import Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for


class ReviewsTable(Table):
    name = "reviews"
    title = _("评审任务")
    columns = (
        Column("project", _("项目"), lambda o: str(o.review.project),
               link=lambda o: reverse("expert_review", args=(o.review.public_id,))),
        Column("applicant", _("送审单位"), "review__project__applicant__name"),
        Column("round", _("轮次"), "review__round", numeric=True),
        Column("held_on", _("评审日期"), "review__held_on", sort="review__held_on"),
        Column("given", _("我的意见"), lambda o: o.get_verdict_display() if o.given_at else "待提交"),
    )  # fmt: skip
    order = ("-review__held_on",)


@audience(EXPERT)
def reviews(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, ReviewsTable(reviews_of_expert(request.user)))


class OpinionForm(forms.Form):
    """Form 9; the annex is not in our hands."""

    verdict = forms.ChoiceField(label=_("评审结论"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("评审意见"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
                           help_text=_("不通过或需修改的，须写明问题与修改要求"))  # fmt: skip


class PledgeForm(forms.Form):
    signed_on = forms.DateField(label=_("签署日期"), widget=DayInput())


def run_opinion(user, at, opinion, given):
    give_opinion(actor=user, at=at, review=opinion.review, expert=opinion.expert, **given)
    return _("意见已提交；全部专家提交之前保持密封。")


def run_pledge(user, at, opinion, given):
    sign_pledge(actor=user, at=at, project=opinion.review.project, person_name=opinion.expert.holder_name, duty="评审",
                signed_on=given["signed_on"], user=user)  # fmt: skip
    return _("保密责任书已登记。")


def run_comment(user, at, opinion, given):
    comment_on_draft(actor=user, at=at, project=opinion.review.project, expert=opinion.expert, **given)
    return _("意见已提交并告知开发单位。")


def open_for_comment(user, opinion) -> bool:
    return opinion.review.project.state in BUILDING_STATES


def open_for_opinion(user, opinion) -> bool:
    return opinion.given_at is None and opinion.review.concluded_at is None


def needs_pledge(user, opinion) -> bool:
    project = opinion.review.project
    return (open_for_opinion(user, opinion) and project.kind in SECRET_KINDS
            and not project.pledges.filter(user=user).exists())  # fmt: skip


ACTS = (
    Act("pledge", _("签订保密责任书"), run_pledge, needs_pledge, PledgeForm),
    Act("opinion", _("提交评审意见"), run_opinion, open_for_opinion, OpinionForm),
    Act("comment", _("对修改稿提出意见"), run_comment, open_for_comment,
        lambda opinion: comment_form(opinion.review.project)),
)


def opinion_of(user, public_id):
    found = reviews_of_expert(user).filter(review__public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_review", say("没有这项评审任务，或它没有抽中您。"))
    return found


@audience(EXPERT)
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    project = opinion_of(request.user, public_id).review.project
    return render(request, "hall/pages/versions.html", {
        **versions_shown(project, request.GET),
        "breadcrumbs": [(_("评审任务"), reverse("expert_reviews")), (str(project), reverse("expert_review", args=(public_id,)))],
    })  # fmt: skip


@audience(EXPERT)
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    opinion = opinion_of(request.user, public_id)
    panels = act_panels(request, ACTS, opinion)
    if panels.done:
        return redirect(request.path)
    project = opinion.review.project
    draft = project.drafts.order_by("-version").first()
    return render(request, "hall/expert/pages/review.html", {
        "title": str(project), "facts": facts_of(project), "panels": panels, "review": opinion.review,
        "checks": checks_shown(project, draft), "opinions": opinions_seen_by(request.user, opinion.review),
        "comments": comments_on(project), "draft": draft, "blocks": draft_blocks(project, draft),
        "lines": content_lines(draft.content) if draft and project.kind == ProjectKind.ITEM_BANK else [],
        "breadcrumbs": [(_("评审任务"), reverse("expert_reviews"))],
    }, status=panels.status)  # fmt: skip


waiting_for(EXPERT, _("待提交的评审意见"), "expert_reviews",
            count=lambda user: reviews_of_expert(user).filter(given_at=None, review__concluded_at=None).count())  # fmt: skip
