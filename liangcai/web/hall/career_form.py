"""The adviser's questions: plain, all optional; what is left open stays unknown, never no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.selectors import occupation_code_of
from liangcai.engines.rules.career_facts import AWARDS, EVENTS, RANK_WORDS, RESULTS
from liangcai.engines.rules.facts import HONOURS
from liangcai.engines.rules.series import SERIES

OPEN = [("", _("不清楚"))]
YES_NO = [*OPEN, ("yes", _("是")), ("no", _("否"))]
EMPLOYERS = [*OPEN, ("enterprise", _("企业（含劳务派遣到企业）")), ("institution", _("事业单位")),
             ("school", _("学校")), ("freelance", _("自由职业")), ("civil_service", _("公务员或参公管理"))]  # fmt: skip
PLACES = [*OPEN, ("none", _("都不是")), ("museum", _("文博单位")), ("research", _("科研单位")), ("school", _("学校")),
          ("hospital", _("医院")), ("sports", _("体育单位"))]  # fmt: skip
LEVELS = [*OPEN, *((word, word) for word in ("五级", "四级", "三级", "二级", "一级", "特级技师"))]
COMPLETE = [("", _("不能确定")), ("yes", _("已填全；没填的就是没有"))]
OTHER_HONOUR = "其他政府部门的技能人才表彰"
ROWS = {"skill": 3, "title": 2, "spell": 2, "contest": 2}
APPRAISAL_YEARS = 3


def choice(label: Any, choices: list[tuple[str, Any]], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)


def options(words: Any) -> list[tuple[str, Any]]:
    return [*OPEN, *((word, word) for word in words)]


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=False, help_text=help_text,
                           widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip


def complete(label: Any) -> forms.ChoiceField:
    return choice(label, COMPLETE, _("一项都没有的，请选“已填全”；填了的按所填判定"))


class CareerForm(forms.Form):
    """`facts()` gives the engine's facts; `field_of(path)` the field that a fact came from."""

    on = day(_("判定日"), _("不填即今天"))
    jiangsu = choice(_("工作地在江苏吗"), YES_NO, _("看工作地，不看户籍"))
    employer = choice(_("工作单位属于"), EMPLOYERS)
    front_line = choice(_("在生产服务一线从事技术技能工作吗"), YES_NO)
    technical_post = choice(_("在技术技能岗位工作吗"), YES_NO)
    occupation = forms.CharField(label=_("现岗位的职业（名称或编码）"), max_length=80, required=False,
                                 help_text=_("如“织布工”或 6-04-03-03"))  # fmt: skip
    place = choice(_("单位是否属于下列之一"), PLACES)
    honours = forms.MultipleChoiceField(label=_("获得过的荣誉"), required=False, widget=forms.CheckboxSelectMultiple,
                                        choices=[(name, name) for name in (*HONOURS, OTHER_HONOUR)])  # fmt: skip
    honours_complete = complete(_("荣誉填全了吗"))
    access_controlled = choice(_("职业实行准入管理吗"), YES_NO, _("如特种作业、须持职业资格证书上岗的职业"))
    access_qualified = choice(_("已具备准入资格吗"), YES_NO, _("不实行准入的，选“是”"))
    basic_conditions = choice(_("经核定符合所报系列的基本标准条件吗"), YES_NO)
    international = choice(_("持有国际职业资格证书吗"), YES_NO)

    def __init__(self, data: Mapping[str, Any] | None = None, today: date | None = None) -> None:
        super().__init__(data)
        self.today = today or timezone.localdate()
        self.paths: dict[str, str] = {}
        for n in range(1, ROWS["skill"] + 1):
            self.fields[f"skill_{n}_level"] = choice(_("技能等级"), LEVELS)
            self.fields[f"skill_{n}_on"] = day(_("发证日期"))
        for n in range(1, ROWS["title"] + 1):
            self.fields[f"title_{n}_rank"] = choice(_("职称层级"), options(RANK_WORDS))
            self.fields[f"title_{n}_series"] = choice(_("职称系列"), [*options(SERIES), ("其他系列", _("其他系列"))])
            self.fields[f"title_{n}_on"] = day(_("取得日期"))
        for n in range(1, ROWS["spell"] + 1):
            self.fields[f"spell_{n}_from"] = day(_("开始从事技能工作"))
            self.fields[f"spell_{n}_to"] = day(_("结束"), _("至今的不填"))
        for n in range(1, ROWS["contest"] + 1):
            self.fields[f"contest_{n}_event"] = choice(_("竞赛"), options(EVENTS[:-1]) + [("other", _("其他竞赛"))])
            self.fields[f"contest_{n}_role"] = choice(_("身份"), [("competitor", _("选手")), ("coach", _("教练"))])
            self.fields[f"contest_{n}_group"] = choice(_("组别"), options(("职工组", "学生组", "教师组")))
            self.fields[f"contest_{n}_award"] = choice(_("奖项"), options(AWARDS))
            self.fields[f"contest_{n}_place"] = forms.IntegerField(label=_("名次"), min_value=1, max_value=10_000,
                                                                   required=False)  # fmt: skip
            self.fields[f"contest_{n}_stage"] = choice(_("是否总决赛"), [*OPEN, ("总决赛", _("总决赛"))])
            self.fields[f"contest_{n}_hr"] = choice(_("人社部门组织或参与"), YES_NO)
            self.fields[f"contest_{n}_on"] = day(_("获奖日期"))
        for year in self.appraisal_years:
            self.fields[f"appraisal_{year}"] = choice(f"{year}", options(RESULTS))
        self.fields["skills_complete"] = complete(_("证书填全了吗"))
        self.fields["titles_complete"] = complete(_("职称填全了吗"))
        self.fields["contests_complete"] = complete(_("竞赛填全了吗"))

    @property
    def appraisal_years(self) -> list[int]:
        """The three whole years before the day, as far as it can be read."""
        try:
            year = date.fromisoformat(str(self.data.get("on", ""))).year
        except ValueError:
            year = self.today.year
        return [year - back for back in range(1, APPRAISAL_YEARS + 1)] if 1950 < year < 2200 else []

    @property
    def sections(self) -> list[tuple[Any, list[list[forms.BoundField]]]]:
        """(heading, rows of fields) as the page shows them."""

        def rows(kind: str, *names: str) -> list[list[forms.BoundField]]:
            return [[self[f"{kind}_{n}_{name}"] for name in names] for n in range(1, ROWS[kind] + 1)]

        def one(*names: str) -> list[list[forms.BoundField]]:
            return [[self[name] for name in names]]

        return [
            (_("现在的工作"), one("jiangsu", "employer", "front_line", "technical_post", "occupation", "place")),
            (_("技能等级证书"), [*rows("skill", "level", "on"), *one("skills_complete")]),
            (_("职称"), [*rows("title", "rank", "series", "on"), *one("titles_complete")]),
            (_("从事技能工作的起止"), rows("spell", "from", "to")),
            (_("近三个年度的考核结果"), one(*(f"appraisal_{year}" for year in self.appraisal_years))),
            (_("荣誉"), one("honours", "honours_complete")),
            (_("竞赛"), [*rows("contest", "event", "role", "group", "award", "place", "stage", "hr", "on"),
                       *one("contests_complete")]),
            (_("其他"), one("access_controlled", "access_qualified", "basic_conditions", "international", "on")),
        ]  # fmt: skip

    def clean_occupation(self) -> str:
        given = self.cleaned_data["occupation"].strip()
        if not given:
            return ""
        code = given if re.fullmatch(r"[1-8]-\d{2}-\d{2}-\d{2}", given, re.ASCII) else occupation_code_of(given)
        if not code:
            wrong = _("职业目录中没有“%(given)s”，请填目录中的名称或编码。")
            raise forms.ValidationError(wrong, params={"given": given})
        return code

    def facts(self) -> dict[str, Any]:
        """The facts of the subject `career`; what was left open is left out."""
        given = self.cleaned_data
        self.paths = {}
        facts: dict[str, Any] = {}
        if work := self.work():
            facts["work"] = work
        certificates = self.entries("skills", "skill", {"level": "level", "obtained_on": "on"}, "level")
        for one in certificates:
            one |= {"kind": "level"} | ({"occupation": given["occupation"]} if given["occupation"] else {})
        titles = self.entries("titles", "title", {"rank": "rank", "series": "series", "obtained_on": "on"}, "rank")
        contests = self.entries("competitions", "contest", {
            "event": "event", "role": "role", "group": "group", "award": "award", "place": "place", "stage": "stage",
            "organised_by_hr": "hr", "on": "on"}, "event")  # fmt: skip
        honours = [{"name": name} for name in given["honours"]]
        for key, field, entries in (("skills", "skills", certificates), ("titles", "titles", titles),
                                    ("competitions", "contests", contests), ("honours", "honours", honours)):
            # an empty list says there is none; left out it says nothing
            if entries or given[f"{field}_complete"] == "yes":
                facts[key] = entries
        if spells := self.entries("skill_work", "spell", {"from": "from", "to": "to"}, "from"):
            facts["skill_work"] = [{"to": None} | spell for spell in spells]
        results = [{"year": year, "result": given[f"appraisal_{year}"]} for year in self.appraisal_years]
        if any(one["result"] for one in results):
            facts["appraisals"] = [one for one in results if one["result"]]
        for key, field in (("access_controlled", "access_controlled"), ("access_qualified", "access_qualified"),
                           ("basic_conditions_met", "basic_conditions"),
                           ("international_certificate", "international")):  # fmt: skip
            if given[field]:
                facts[key] = given[field] == "yes"
        return facts

    def work(self) -> dict[str, Any]:
        given = self.cleaned_data
        found: dict[str, Any] = {}
        if given["jiangsu"]:
            found["province"] = "32" if given["jiangsu"] == "yes" else "00"
        if given["employer"]:
            found["employer"] = given["employer"]
        for name in ("front_line", "technical_post"):
            if given[name]:
                found[name] = given[name] == "yes"
        if given["occupation"]:
            found["occupation"] = given["occupation"]
        if given["place"]:
            found["place_kind"] = None if given["place"] == "none" else given["place"]
        return found

    def entries(self, key: str, kind: str, names: Mapping[str, str], first: str) -> list[dict[str, Any]]:
        """The rows whose first field was filled in, with the way back from fact to field."""
        found: list[dict[str, Any]] = []
        for n in range(1, ROWS[kind] + 1):
            if not self.cleaned_data.get(f"{kind}_{n}_{first}"):
                continue
            entry = {}
            for fact, name in names.items():
                value = self.cleaned_data.get(f"{kind}_{n}_{name}")
                self.paths[f"{key}[{len(found)}].{fact}"] = f"{kind}_{n}_{name}"
                if value not in (None, ""):
                    entry[fact] = plain(value, name)
            found.append(entry)
        return found

    def field_of(self, path: str) -> str | None:
        return self.paths.get(path)


def plain(value: Any, name: str) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value == "yes" if name == "hr" else value
