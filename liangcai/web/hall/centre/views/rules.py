"""The rules as officers read them: every row with its place; one row written out with its dated values and cases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.cases import Case, load_cases
from liangcai.engines.rules.policy import Rule, row_of
from liangcai.engines.rules.proposal import basis, changeable
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.action_words import action_word
from liangcai.web.shared.policy_links import citation_url
from liangcai.web.shared.policy_pages import STATUS_LABELS, STATUS_TONES
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import citation_link, status_badge

CASES = "tests/policy_cases"


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """The policy cases, where they are installed beside the policy."""
    return load_cases(settings.BASE_DIR / CASES)

ACTION_NAME = re.compile(r"liangcai\.apps\.\w+\.actions\.(\w+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the acceptance list with the rules that it needs."""

    id: str
    rules: tuple[Rule, ...]
    cases: int

    @property
    def first(self) -> Rule:
        return self.rules[0]


def rows() -> list[Row]:
    counts = Counter(row_of(case.rule) for case in cases())
    held: dict[str, list[Rule]] = {}
    for rule in policy().rules:
        held.setdefault(row_of(rule.id), []).append(rule)
    return [Row(row, tuple(rules), counts[row]) for row, rules in held.items()]


def places(row: Row) -> str:
    """Where the row is enforced, recorded or logged."""
    return "；".join(dict.fromkeys(f"{label}：{where}" if where else str(label) for rule in row.rules
                                  for label, where in places_of(rule)))  # fmt: skip


def spoken(where: str) -> str:
    """Actions by their words; the page of a row and exports keep the names of the code."""
    return ACTION_NAME.sub(lambda found: str(action_word(found[1])), where)


def places_of(rule: Rule) -> list[tuple[Any, str]]:
    extra = rule.extra
    found: list[tuple[Any, str]] = [(_("条件判定"), rule.where)] if rule.when else []
    found += [(label, joined(extra[key])) for key, label in (
        ("enforced_by", _("由程序执行")), ("recorded_on", _("人工结论登记于")), ("data", _("数据")),
        ("handling", _("勘误处理"))) if extra.get(key)]  # fmt: skip
    return [*found, (_("职责台账"), "")] if extra.get("duty_log") else found


def joined(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def badge(row: Row) -> Any:
    status = row.first.status
    return status_badge(status, STATUS_LABELS[status], STATUS_TONES.get(status, ""))


def documents() -> list[tuple[str, str]]:
    cited = {rule.source.document for rule in policy().rules}
    return [(key, found.number) for key, found in policy().documents.items() if key in cited]


def by(key: Callable[[Row], str]) -> Any:
    return lambda rows, value: [row for row in rows if key(row) == value]


class RulesTable(Table):
    """Rows of the policy files, not of the database: chosen in memory."""

    name = "rules"
    title = _("政策规则")
    columns = (
        Column("id", _("编号"), link=lambda row: reverse("rule_page", args=(row.id,))),
        Column("title", _("标题"), "first__title"),
        Column("status", _("状态"), lambda row: STATUS_LABELS[row.first.status],
               show=lambda row: badge(row)),
        Column("citation", _("出处"), lambda row: "{document} {article}".format(**policy().cite(row.first.source)),
               link=lambda row: citation_url(row.first.source)),
        Column("where", _("何处执行、登记或留痕"), places, show=lambda row: spoken(places(row))),
        Column("from", _("施行"), "first__from_"),
        Column("cases", _("用例"), numeric=True),
    )  # fmt: skip
    search = ("id", "title")
    filters = (
        ChoiceFilter("document", _("文件"), documents, apply=by(lambda row: row.first.source.document)),
        ChoiceFilter("status", _("状态"), list(STATUS_LABELS.items()), apply=by(lambda row: row.first.status)),
    )  # fmt: skip
    page_size = 50

    def __init__(self, found: list[Row]) -> None:
        super().__init__(found)  # type: ignore[arg-type]

    @cached_property
    def rows_chosen(self) -> Any:
        found: Any = self.queryset
        for shown in self.shown_filters:
            if shown.value:
                found = shown.filter.narrow(found, shown.value, dict(shown.options))
        return [row for row in found if all(word in f"{row.id} {row.first.title}" for word in self.query.split())]

    def export_rows(self) -> Any:
        return ([column.raw(row) for column in self.columns] for row in self.rows_chosen)


@audience(CENTRE)
def rules(request: HttpRequest) -> HttpResponseBase:
    held = rows()
    counts = Counter(row.first.status for row in held)
    tiles = [{"label": label, "value": counts[status], "url": f"?status={status}"}
             for status, label in STATUS_LABELS.items()]  # fmt: skip
    return table_page(request, RulesTable(held), "hall/centre/pages/rules.html",
                      {"tiles": tiles, "version": policy().version, "may_try": may_try(request)})  # fmt: skip


def may_try(request: HttpRequest) -> bool:
    return getattr(request.user, "role", "") == Role.PROVINCE_CENTRE


@audience(CENTRE)
def rule_page(request: HttpRequest, rule_id: str) -> HttpResponse:
    """`rule_id`: the row (001-045) or one of its rules (001-045a)."""
    found = next((one for one in rows() if rule_id in (one.id, *(rule.id for rule in one.rules))), None)
    if found is None:
        raise Http404(rule_id)
    parts = [one for one in found.rules if one.when]
    rests = basis(policy(), parts)
    tried = {value.name for value in changeable(policy())} if may_try(request) else set()
    return render(request, "hall/centre/pages/rule.html", {
        "title": f"{found.id} {found.first.title}", "facts": facts(found), "parts": parts,
        "conditions": rests.conditions, "values": [(value, value.name in tried) for value in rests.values],
        "others": [one for one in rests.rules if one not in found.rules],
        "cases": [case_words(case) for case in cases() if row_of(case.rule) == found.id],
        "breadcrumbs": [(_("政策规则"), reverse("rule_pages"))],
    })  # fmt: skip


def facts(row: Row) -> list[tuple[Any, Any]]:
    rule = row.first
    lines = [
        (_("依据"), citation_link(rule.source)), (_("状态"), badge(row)), (_("适用地域"), rule.jurisdiction),
        (_("施行"), rule.from_ or say("原文未载明")), (_("失效"), rule.to or say("现行")),
        (_("最近核对"), rule.checked_on), (_("何处执行、登记或留痕"), places(row)), (_("说明"), rule.note),
    ]  # fmt: skip
    return [line for line in lines if line[1]]


TRUTHS = {True: _("成立"), False: _("不成立"), "unknown": _("未知")}


def case_words(case: Case) -> dict[str, Any]:
    """A case as the page prints it: truth first, then what else must come out."""
    others = {key: value for key, value in case.expect.items() if key != "truth"}
    truth = case.expect.get("truth")
    return {"title": case.title, "on": case.on, "truth": TRUTHS.get(truth, "") if truth is not None else "",
            "others": [f"{key} = {shown(value)}" for key, value in others.items()],
            "given": [f"{key}：{shown(value)}" for key, value in case.given.items()]}  # fmt: skip


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{key} = {shown(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "、".join(map(shown, value)) or "—"
    if isinstance(value, bool):
        return say("是") if value else say("否")
    return say("没有") if value == "null" else str(value)
