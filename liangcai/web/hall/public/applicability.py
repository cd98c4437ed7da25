"""Which standard applies to an occupation, and may a resource be developed: a few questions, answers with articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.selectors import occupation_code_of, policy
from liangcai.engines.rules import development as development_rules
from liangcai.engines.rules import standard as standard_rules
from liangcai.engines.rules.shortage import load_shortage_list
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.act_panels import DayInput
from liangcai.web.shared.access import PUBLIC, audience

PAGE = "hall/public/pages/applicability.html"
YES_NO = [("", _("不清楚")), ("yes", _("是")), ("no", _("否"))]
HELD = [("", _("不清楚")), ("none", _("没有")), ("on", _("有，日期如下"))]
NORMS = {"national": _("国家职业技能标准"), "industry": _("行业评价规范"), "enterprise": _("企业评价规范"),
         "none": _("没有可用的标准")}  # fmt: skip
SETTING = {"provincial_bank": _("用省级题库"), "city_centre": _("由市中心命题"), "own": _("自行命题")}
CENTRES = {"province_centre": _("省中心"), "city_centre": _("设区市中心")}
TRUTH = {True: _("是"), False: _("否"), None: _("尚不能确定")}


def yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


def held(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=HELD, required=False)


def day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput())


class OccupationForm(forms.Form):
    occupation = forms.CharField(label=_("职业（名称或编码）"), max_length=80)
    on = day(_("判定日（不填即今天）"))

    def clean_occupation(self) -> str:
        given = self.cleaned_data["occupation"].strip()
        return occupation_code_of(given) or given

    def truths(self, **fields: str) -> dict[str, bool]:
        """Fact → answer, for the questions that were answered."""
        return {fact: self.cleaned_data[name] == "yes" for fact, name in fields.items() if self.cleaned_data[name]}

    def dated(self, name: str) -> dict[str, Any]:
        """The fact of a thing that is there since a day, is not there, or is unknown (left out)."""
        chosen, since = self.cleaned_data[name], self.cleaned_data[f"{name}_since"]
        if chosen == "none":
            return {name: None}
        return {name: since.isoformat()} if chosen == "on" and since else {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in [name for name in self.fields if f"{name}_since" in self.fields]:
            if given.get(name) == "on" and not given.get(f"{name}_since"):
                self.add_error(f"{name}_since", _("请填日期。"))
        return given


class StandardForm(OccupationForm):
    newly_published = yes_no(_("是人社部新发布的职业吗"))
    national_standard_on = held(_("国家职业技能标准"))
    national_standard_on_since = day(_("颁布日期"))
    industry_norm_on = held(_("行业评价规范"))
    industry_norm_on_since = day(_("发布日期"))
    filed = held(_("企业评价规范"))
    filed_since = day(_("备案日期"))
    published_since = day(_("入省目录日期（没有的不填）"))
    owner = forms.CharField(label=_("规范的备案企业"), max_length=80, required=False)
    user = forms.CharField(label=_("评价单位名称"), max_length=80, required=False)
    user_kind = forms.ChoiceField(label=_("评价单位是"), required=False, choices=[
        ("", _("不清楚")), ("employer", _("用人单位")), ("third_party", _("第三方评价机构")), ("school", _("院校"))])
    bank = held(_("评价题库"))
    bank_since = day(_("评审通过日期"))
    own_students = yes_no(_("只评价本校学生吗"))

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        facts = {"occupation": given["occupation"], **self.dated("national_standard_on"),
                 **self.dated("industry_norm_on"),
                 **self.truths(newly_published="newly_published", own_students="own_students")}  # fmt: skip
        if given["filed"]:
            published = given["published_since"]
            facts["enterprise_norm"] = None if given["filed"] == "none" else {
                "filed_on": given["filed_since"].isoformat(),
                "published_on": published.isoformat() if published else None,
                **({"owner": given["owner"]} if given["owner"] else {})}  # fmt: skip
        if given["bank"]:
            facts["bank"] = None if given["bank"] == "none" else {"reviewed_on": given["bank_since"].isoformat()}
        user = {key: given[name] for key, name in (("id", "user"), ("kind", "user_kind")) if given[name]}
        return facts | ({"user": user} if user else {})


class DevelopmentForm(OccupationForm):
    kind = forms.ChoiceField(label=_("要开发的是"), choices=[
        ("industry_norm", _("行业评价规范")), ("enterprise_norm", _("企业评价规范")), ("item_bank", _("评价题库")),
        ("special_ability", _("专项职业能力考核规范或题库"))])  # fmt: skip
    action = forms.ChoiceField(label=_("开发还是修订"), choices=[("develop", _("开发")), ("revise", _("修订"))])
    national_standard = yes_no(_("已有国家职业技能标准吗"))
    in_national_plan = yes_no(_("已列入国家标准编制计划吗"))
    in_industry_plan = yes_no(_("已列入行业规范编制计划吗"))
    industry_norm = yes_no(_("已有行业评价规范吗"))
    bank_exists = yes_no(_("已有题库吗"))
    registered = yes_no(_("申请单位是已备案的第三方评价机构吗"))
    seeking = yes_no(_("申请单位正在申请第三方备案吗"))
    on_key_project_list_on = held(_("是否列入重点开发项目"))
    on_key_project_list_on_since = day(_("列入日期"))

    def facts(self) -> dict[str, Any]:
        names = ("national_standard", "in_national_plan", "in_industry_plan", "industry_norm", "bank_exists")
        applicant = self.truths(registered_third_party="registered", seeking_registration="seeking")
        given = {key: self.cleaned_data[key] for key in ("occupation", "kind", "action")}
        return {**given, **self.truths(**{name: name for name in names}), **self.dated("on_key_project_list_on"),
                **({"applicant": applicant} if applicant else {})}  # fmt: skip


@audience(PUBLIC)
def standard(request: HttpRequest) -> HttpResponse:
    form = StandardForm(request.GET or None)
    return answered(request, form, say("适用哪个标准"), standard_rules.decide, standard_words)


@audience(PUBLIC)
def development(request: HttpRequest) -> HttpResponse:
    def decide(facts: dict[str, Any], held_policy: Any, on: Any) -> dict[str, Any]:
        return development_rules.decide(facts, held_policy, on, load_shortage_list(settings.REFERENCE_ROOT))

    form = DevelopmentForm(request.GET or None)
    return answered(request, form, say("能否开发、由谁受理"), decide, development_words)


def answered(request: HttpRequest, form: Any, title: str, decide: Any, words: Any) -> HttpResponse:
    """Questions and answer stand in the address: it can be kept and sent to others, it holds no personal data."""
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = decide(form.facts(), policy(), form.cleaned_data["on"] or timezone.localdate())
        except BadInput as no:
            form.add_error("occupation" if no.where == "occupation" else None, f"{no.message}{no.hint}")
    context = {"title": title, "form": form, "answer": answer, "facts": words(answer) if answer else [],
               "subtitle": say("不清楚的留空，不会当作“否”。")}  # fmt: skip
    return render(request, PAGE, context, status=422 if form.errors else 200)


def standard_words(answer: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    return [
        (_("适用"), NORMS.get(answer["applicable"], TRUTH[None])),
        (_("可以评价"), TRUTH[answer["evaluation_permitted"]]),
        (_("命题"), SETTING.get(answer["item_setting"], TRUTH[None])),
        (_("自行废止的"), "、".join(str(NORMS.get(one, one)) for one in answer["lapsed"]) or "—"),
        (_("暂停适用的"), "、".join(str(NORMS.get(one, one)) for one in answer["suspended"]) or "—"),
    ]


def development_words(answer: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    return [
        (_("可以申请"), TRUTH[answer["may_apply"]]),
        *((label, CENTRES.get(answer[key], TRUTH[None])) for key, label in (
            ("intake", _("受理")), ("selection", _("遴选")), ("review", _("评审")))),
        (_("完成期限"), answer["deadline_on"] or _("未设")),
        (_("优先"), TRUTH[answer["priority"]]),
    ]  # fmt: skip
