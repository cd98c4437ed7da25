"""Milestones and experts' comments on a project's page, the same for the centre and the team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.resources.actions.comment_on_draft import comment_on_draft
from liangcai.apps.resources.actions.plan_milestone import plan_milestone
from liangcai.apps.resources.actions.reach_milestone import reach_milestone
from liangcai.apps.resources.enums import ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, Milestone
from liangcai.apps.resources.norm_content import shape_of
from liangcai.apps.resources.selectors import comments_on
from liangcai.apps.resources.states import BUILDING_STATES
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.act_panels import Act, DayInput
from liangcai.web.shared.templatetags.components import status_badge


class MilestoneForm(forms.Form):
    name = forms.CharField(label=_("节点"), max_length=80)
    due_on = forms.DateField(label=_("计划完成日期"), widget=DayInput(), help_text=_("设定后不能改动"))


def reached_form(project: DevelopmentProject) -> type[forms.Form]:
    waiting = [(str(m.pk), str(m)) for m in project.milestones.filter(reached_on=None)]

    class ReachedForm(forms.Form):
        milestone = forms.ChoiceField(label=_("节点"), choices=waiting)
        reached_on = forms.DateField(label=_("完成日期"), widget=DayInput())
        note = forms.CharField(label=_("说明"), max_length=200, required=False)

    return ReachedForm


def comment_form(project: DevelopmentProject) -> type[forms.Form]:
    """A comment on a norm names one of its sections, so that it stands beside that section in the editor."""

    class CommentForm(forms.Form):
        part = part_field(project)
        text = forms.CharField(label=_("意见"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
                               help_text=_("题库（卷库）的意见不得引用试题内容"))  # fmt: skip

    return CommentForm


def part_field(project: DevelopmentProject) -> forms.Field:
    if project.kind == ProjectKind.ITEM_BANK:
        return forms.CharField(label=_("所涉部分"), max_length=80, required=False)
    titles = [section.title for section in shape_of(project.kind, project.levels).sections]
    return forms.ChoiceField(label=_("所涉部分"), required=False, choices=[("", _("全文")), *((t, t) for t in titles)])


def written_comment_form(project: DevelopmentProject) -> type[forms.Form]:
    class WrittenCommentForm(comment_form(project)):
        expert = forms.CharField(label=_("专家证卡编号"), max_length=40)
        field_order = ("expert", "part", "text")

    return WrittenCommentForm


def run_milestone(user: Any, at: Any, project: DevelopmentProject, given: dict[str, Any]) -> Any:
    plan_milestone(actor=user, at=at, project=project, **given)
    return _("节点已设定。")


def run_reached(user: Any, at: Any, project: DevelopmentProject, given: dict[str, Any]) -> Any:
    milestone = project.milestones.get(pk=given["milestone"])
    reach_milestone(actor=user, at=at, milestone=milestone, reached_on=given["reached_on"], note=given["note"])
    return _("节点已登记完成。")


def run_written_comment(user: Any, at: Any, project: DevelopmentProject, given: dict[str, Any]) -> Any:
    card = StaffCard.objects.filter(number=given.pop("expert")).first()
    if card is None:
        raise BadInput("unknown_card", say("没有这个编号的证卡。"), where="expert")
    comment_on_draft(actor=user, at=at, project=project, expert=card, **given)
    return _("意见已录入并告知开发单位。")


def in_work(user: Any, project: DevelopmentProject) -> bool:
    return project.state in BUILDING_STATES


MILESTONE_ACTS = (
    Act("milestone", _("设定开发节点"), run_milestone, in_work, MilestoneForm),
    Act("reached", _("登记节点完成"), run_reached, lambda u, p: p.milestones.filter(reached_on=None).exists(), reached_form),
)
WRITTEN_COMMENT = Act("comment", _("录入专家对稿件的书面意见"), run_written_comment,
                      lambda u, p: in_work(u, p) and p.drafts.exists(), written_comment_form)  # fmt: skip


def work_shown(project: DevelopmentProject) -> dict[str, Any]:
    """What the section of the page needs; two queries."""
    return {"milestones": [(m, milestone_badge(m)) for m in project.milestones.all()], "comments": comments_on(project)}


def milestone_badge(milestone: Milestone) -> Any:
    if milestone.reached_on:
        late = milestone.reached_on > milestone.due_on
        return status_badge("met", _("晚于计划完成") if late else _("已完成"), "warning" if late else "success")
    if milestone.due_on < timezone.localdate():
        return status_badge("late", _("已过计划日期"), "danger")
    return status_badge("running", _("进行中"), "info")
