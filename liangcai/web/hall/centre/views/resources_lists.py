"""Shortage lists and key projects: demands, next year's draft, comparison, publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.resources.actions.collect_demand import collect_demand
from liangcai.apps.resources.actions.correct_publication_day import correct_publication_day
from liangcai.apps.resources.actions.draft_shortage_list import draft_shortage_list
from liangcai.apps.resources.actions.edit_shortage_entry import edit_shortage_entry
from liangcai.apps.resources.actions.import_shortage_entries import import_shortage_entries
from liangcai.apps.resources.actions.list_key_project import list_key_project
from liangcai.apps.resources.actions.publish_shortage_list import publish_shortage_list
from liangcai.apps.resources.enums import Target
from liangcai.apps.resources.models import KeyProject
from liangcai.apps.resources.plan_years import years_shown
from liangcai.apps.resources.selectors import demands_visible_to, key_projects, shortage_list, shortage_lists
from liangcai.apps.resources.shortage_draft import compared, needs_words
from liangcai.apps.resources.shortage_workbook import template, with_errors
from liangcai.apps.resources.states import SHORTAGE_LIST
from liangcai.web.hall.act_panels import Act, DayInput, act_panels, marked_workbook
from liangcai.web.hall.list_files import (
    file_of,
    key_project_pdf,
    key_project_xlsx,
    number_line,
    shortage_pdf,
    shortage_title,
    shortage_xlsx,
)
from liangcai.web.hall.occupation_input import code_field, name_field
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import XLSX, bytes_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge

MOST_BYTES, MOST_NAMED = 10_000_000, 20
CHANGE_WORDS = {"added": _("新增"), "gone": _("移出"), "changed": _("变更")}


def year_choices() -> list[tuple[int, int]]:
    return [(year, year) for year in years_shown(timezone.localdate())]


class ListsTable(Table):
    name = "shortage-lists"
    title = _("紧缺目录编制")
    columns = (
        Column("list", _("目录"), str, link=lambda s: reverse("centre_shortage_list", args=(s.public_id,))),
        Column("state", _("状态"), lambda s: SHORTAGE_LIST.labels[s.state],
               show=lambda s: status_badge(s.state, SHORTAGE_LIST.labels[s.state])),
        Column("document_number", _("发文字号"), sort="document_number"),
        Column("published_on", _("发布日期"), sort="published_on"),
        Column("entries", _("条目"), lambda s: len(s.entries.all()), numeric=True),
    )  # fmt: skip
    filters = (ChoiceFilter("year", _("年度"), year_choices),)


class DemandForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2021, max_value=2099)
    occupation_code = code_field()
    occupation_name = name_field()
    target = forms.ChoiceField(label=_("所需资源"), choices=Target.choices)
    proposer = forms.CharField(label=_("提出单位"), max_length=120)
    region_code = forms.RegexField(r"^\d{6}$", label=_("所在地代码"))
    urgency = forms.IntegerField(label=_("紧缺程度（0—100）"), min_value=0, max_value=100,
                                 help_text=_("文件要求分轻重缓急，未定尺度"))  # fmt: skip
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2021, max_value=2099)


class PublishForm(forms.Form):
    document_number = forms.CharField(label=_("发文字号"), max_length=60)
    published_on = forms.DateField(label=_("发布日期"), widget=DayInput())


class CorrectionForm(forms.Form):
    published_on = forms.DateField(label=_("正确的发布日期"), widget=DayInput())
    reason = forms.CharField(label=_("更正理由"), max_length=200)


class EntryForm(forms.Form):
    occupation_code = code_field()
    occupation_name = name_field()
    needs_standard = forms.BooleanField(label=_("需评价标准"), required=False)
    needs_bank = forms.BooleanField(label=_("需评价题库"), required=False, help_text=_("两项都不选即移出目录"))
    urgency = forms.IntegerField(label=_("紧缺程度（0—100）"), min_value=0, max_value=100, initial=0)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ImportForm(forms.Form):
    workbook = forms.FileField(label=_("紧缺目录工作簿（.xlsx）"), help_text=_("请用本页提供的模板填写"))
    accept_valid = forms.BooleanField(label=_("只导入无误的行，其余退回修改"), required=False)

    def clean_workbook(self) -> bytes:
        file = self.cleaned_data["workbook"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(say("文件 %(size)d MB，超过上限 10 MB。") % {"size": file.size // 1_000_000})
        return file.read()


class KeyProjectForm(forms.Form):
    name = forms.CharField(label=_("项目名称"), max_length=120, help_text=_("题库项目在末尾括号内写明等级"))
    unit_name = forms.CharField(label=_("开发单位"), max_length=120)
    occupation_code = code_field()
    target = forms.ChoiceField(label=_("成果目标"), choices=Target.choices)


def province(user, _thing=None) -> bool:
    return user.role == "province_centre"


def run_demand(user, at, _thing, given):
    demand = collect_demand(actor=user, at=at, **given)
    return _("已登记%(name)s的需求。") % {"name": demand.occupation_name}


def run_draft(user, at, _thing, given):
    made = draft_shortage_list(actor=user, at=at, year=given["year"])
    return _("已拟出%(list)s。") % {"list": made}


def run_publish(user, at, found, given):
    publish_shortage_list(actor=user, at=at, shortage_list=found, **given)
    return _("目录已发布，重点项目的时限自发布日期起算。")


def run_correction(user, at, found, given):
    correct_publication_day(actor=user, at=at, shortage_list=found, **given)
    return _("发布日期已更正，各项目时限随之重算。")


def run_entry(user, at, found, given):
    entry = edit_shortage_entry(actor=user, at=at, shortage_list=found, **given)
    return _("条目已保存。") if entry else _("条目已移出目录。")


def run_key_project(user, at, found, given):
    made = list_key_project(actor=user, at=at, shortage_list=found, **given)
    return _("已列入：%(name)s。") % {"name": made.name}


def run_import(user, at, found, given):
    done = import_shortage_entries(actor=user, at=at, shortage_list=found, **given)
    words = say("已导入 %(n)d 条。") % {"n": len(done.rows)}
    left = [say("第 %(row)d 行：%(found)s，%(expected)s") % error for error in done.errors]
    return words + (say("未导入：") + "；".join(left[:MOST_NAMED]) if left else "")


LISTS_ACTS = (
    Act("demand", _("登记紧缺需求"), run_demand, form=DemandForm),
    Act("draft", _("拟订下一批目录"), run_draft, province, YearForm),
)
LIST_ACTS = (
    Act("publish", _("发布目录"), run_publish, lambda u, s: province(u) and s.state != "published", PublishForm,
        warning=_("发布后不能再改；3 个月和 6 个月的时限自发布日期起算。")),
    Act("correct", _("更正发布日期"), run_correction, lambda u, s: province(u) and s.state == "published", CorrectionForm,
        warning=_("时限随发布日期重算；更正前后的日期都留在日志中。")),
    Act("entry", _("增改条目"), run_entry, lambda u, s: province(u) and s.state == "draft", EntryForm),
    Act("import", _("从工作簿导入条目"), run_import, lambda u, s: province(u) and s.state == "draft", ImportForm,
        warning=_("目录中已有的职业按工作簿更新，其余新增，不删除。有误的行带建议列出。")),
    Act("key_project", _("列入重点项目"), run_key_project, lambda u, s: province(u) and s.state != "published",
        KeyProjectForm),
)  # fmt: skip


@audience(CENTRE)
def lists(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, LISTS_ACTS, None)
    if panels.done:
        return redirect(request.path)
    response = table_page(request, ListsTable(shortage_lists()), "hall/centre/pages/shortage_lists.html",
                          {"panels": panels, "demands": demands_visible_to(request.user)[:50]})  # fmt: skip
    response.status_code = panels.status
    return response


@audience(CENTRE)
def one_list(request: HttpRequest, public_id: str) -> HttpResponseBase:
    found = shortage_list(public_id)
    if file := file_of(request.GET.get("file", ""), {"pdf": lambda: shortage_pdf(found),
                                                     "xlsx": lambda: shortage_xlsx(found)}):  # fmt: skip
        return bytes_response(file[0], f"{shortage_title(found)}.{request.GET['file']}", file[1])
    panels = act_panels(request, LIST_ACTS, found)
    if panels.done:
        return redirect(request.path)
    earlier = shortage_lists().filter(year__lt=found.year).exclude(state="draft").first()
    changes = [(CHANGE_WORDS[c.kind], c) for c in compared(found, earlier)] if earlier else []
    projects = key_projects().filter(year=found.year, batch=found.batch)
    return render(request, "hall/centre/pages/shortage_list.html", {
        "title": str(found), "error_workbook": marked_workbook(panels, with_errors), "list": found, "state": SHORTAGE_LIST.labels[found.state], "panels": panels,
        "entries": [(e, needs_words(e)) for e in found.entries.all()], "earlier": earlier, "changes": changes,
        "projects": projects, "breadcrumbs": [(_("紧缺目录编制"), reverse("centre_shortage_lists"))],
    }, status=panels.status)  # fmt: skip


@audience(CENTRE)
def import_template(request: HttpRequest) -> HttpResponseBase:
    return bytes_response(template(), "紧缺目录模板.xlsx", XLSX)


class KeyProjectsTable(Table):
    name = "key-projects"
    title = _("重点项目")
    columns = (
        Column("year", _("年度"), sort=("year", "batch", "number")),
        Column("batch", _("批次"), sort="batch"),
        Column("number", _("序号"), numeric=True),
        Column("name", _("项目内容"), sort="name"),
        Column("unit", _("开发单位"), "unit_name", sort="unit_name"),
        Column("target", _("成果目标"), "get_target_display", sort="target"),
        Column("listed_on", _("列入日期"), lambda k: k.listed_on or "待发布", sort="listed_on"),
        Column("state", _("进展"), lambda k: progress_words(k)),
    )
    search = ("name", "unit_name", "occupation_code")
    filters = (
        ChoiceFilter("year", _("年度"), year_choices),
        ChoiceFilter("target", _("成果目标"), Target.choices),
    )


def progress_words(found: KeyProject) -> Any:
    from liangcai.web.hall.resource_words import state_label

    return "、".join(state_label(p.state) for p in found.developments.all()) or "未申请"


@audience(CENTRE)
def key_project_list(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, KeyProjectsTable(key_projects()))


@audience(CENTRE)
def key_project_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The key projects of a list's year and batch in the annex's layout."""
    found = shortage_list(public_id)
    projects = list(key_projects().filter(year=found.year, batch=found.batch))
    given = (found.year, found.batch, projects, number_line(found))
    file = file_of(kind, {"pdf": lambda: key_project_pdf(*given), "xlsx": lambda: key_project_xlsx(*given)})
    assert file is not None  # the address takes these two kinds only
    return bytes_response(file[0], f"{found.year}年重点开发项目-{timezone.localdate()}.{kind}", file[1])

