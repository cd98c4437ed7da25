"""An officer's page of a rule: what it says, since when, its dated values, its cases, where it is decided."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.policy import DatedValue, Rule, row_of
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.templatetags.components import citation_link

CASES = "tests/policy_cases"
STATUS = {"executed": _("由程序判定"), "recorded": _("由人认定并记录"), "duty": _("职责台账"), "data": _("数据"),
          "defect": _("原文瑕疵")}  # fmt: skip


@lru_cache(maxsize=1)
def cases() -> tuple[dict[str, Any], ...]:
    """Every written case; none where the program is installed without its tests."""
    files = sorted((settings.BASE_DIR / CASES).glob("*.toml"))
    return tuple(case for file in files for case in tomllib.loads(file.read_text(encoding="utf-8")).get("case", ()))


@audience(CENTRE)
def rules(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    held = [one for one in policy().rules if words in f"{one.id}{one.title}"]
    context = {"title": say("政策规则"), "subtitle": say("%(count)d 条") % {"count": len(held)}, "q": words,
               "rules": [(one, STATUS[one.status]) for one in held]}  # fmt: skip
    return render(request, "hall/centre/pages/rules.html", context)


@audience(CENTRE)
def rule_page(request: HttpRequest, rule_id: str) -> HttpResponse:
    found = [one for one in policy().rules if rule_id in (one.id, row_of(one.id))]
    if not found:
        raise Http404(rule_id)
    first = found[0]
    context = {
        "title": f"{rule_id} {first.title}", "breadcrumbs": [(say("政策规则"), reverse("rule_pages"))],
        "facts": facts(first), "parts": [(one, values_in(one), conditions_in(one)) for one in found if one.when],
        "cases": [one for one in cases() if one["rule"] in (rule_id, *(part.id for part in found))],
    }  # fmt: skip
    return render(request, "hall/centre/pages/rule.html", context)


def facts(rule: Rule) -> list[tuple[Any, Any]]:
    lines = [
        (_("依据"), citation_link(rule.source)), (_("状态"), STATUS[rule.status]), (_("适用地域"), rule.jurisdiction),
        (_("施行"), rule.from_ or say("原文未载明")), (_("失效"), rule.to or say("现行")),
        (_("最近核对"), rule.checked_on), (_("说明"), rule.note), (_("定义所在"), rule.where),
        (_("办理程序"), rule.extra.get("enforced_by") or rule.extra.get("recorded_on", "")),
    ]  # fmt: skip
    return [line for line in lines if line[1]]


def conditions_in(rule: Rule) -> list[Any]:
    return [one for name, one in policy().conditions.items() if name in rule.when]


def values_in(rule: Rule) -> list[DatedValue]:
    """The dated values that the rule's condition names, its shared conditions included."""
    text = " ".join([rule.when, *(one.when for one in conditions_in(rule))])
    return [one for name, one in policy().values.items() if name in text]
