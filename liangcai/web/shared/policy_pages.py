"""The governing documents as the platform cites them: which articles, and which rules were drawn from each.

The pages show titles in the platform's own words, never the documents' text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.policy import Document, Rule
from liangcai.web.shared.access import PUBLIC, audience

STATUS_LABELS = {
    "executed": gettext_lazy("程序判定"), "recorded": gettext_lazy("人工认定后判定"), "duty": gettext_lazy("职责留痕"),
    "data": gettext_lazy("数据"), "defect": gettext_lazy("原文勘误"),
}  # fmt: skip
STATUS_TONES = {"executed": "success", "recorded": "info", "duty": "warning"}


@dataclass(frozen=True, slots=True)
class RuleLine:
    rule: Rule
    status: Any
    tone: str
    note: str


def rule_line(rule: Rule) -> RuleLine:
    note = rule.note or str(rule.extra.get("handling", ""))
    return RuleLine(rule, STATUS_LABELS.get(rule.status, rule.status), STATUS_TONES.get(rule.status, ""), note)


def cited(document: str, article: str | None = None) -> list[Rule]:
    """The rules that cite the document, or one of its articles."""
    return [rule for rule in policy().rules if rule.source.document == document
            and (article is None or rule.source.article == article)]  # fmt: skip


def find_document(key: str) -> Document:
    document = policy().documents.get(key)
    if document is None:
        raise Http404(key)
    return document


def facts(document: Document) -> list[tuple[Any, Any]]:
    row = document.details
    return [
        (_("文号"), row.get("number", "")),
        (_("制发机关"), row.get("issuer", "")),
        (_("印发日期"), row.get("issued_on")),
        (_("施行日期"), row.get("from") or _("原文未载明")),
        (_("适用地域"), row.get("jurisdiction", "")),
        (_("版本说明"), row.get("note", "")),
    ]


@audience(PUBLIC)
def policy_documents(request: HttpRequest) -> HttpResponse:
    held = policy()
    counts: dict[str, int] = {}
    for rule in held.rules:
        counts[rule.source.document] = counts.get(rule.source.document, 0) + 1
    documents = [(document, counts.get(key, 0)) for key, document in held.documents.items()]
    context = {
        "title": _("政策依据"),
        "subtitle": _("平台的每项判定都出自下列文件，并注明条款"),
        "documents": [pair for pair in documents if pair[1]],
        "others": [document for document, count in documents if not count],
        "version": held.version,
    }
    return render(request, "shared/policy_documents.html", context)


@audience(PUBLIC)
def policy_document(request: HttpRequest, document: str) -> HttpResponse:
    found = find_document(document)
    rules = cited(document)
    listed = list(dict.fromkeys([*found.articles, *(rule.source.article for rule in rules)]))
    articles = [(article, [rule_line(rule) for rule in rules if rule.source.article == article]) for article in listed]
    context = {
        "title": found.title or found.number,
        "breadcrumbs": [(_("政策依据"), reverse("policy_documents"))],
        "document": found,
        "facts": facts(found),
        "articles": articles,
        "rule_count": len(rules),
    }
    return render(request, "shared/policy_document.html", context)


@audience(PUBLIC)
def citation(request: HttpRequest, document: str, article: str) -> HttpResponse:
    found = find_document(document)
    rules = cited(document, article)
    if not rules and article not in found.articles:
        raise Http404(article)
    context = {
        "title": f"{found.number or found.title} {article}",
        "breadcrumbs": [
            (_("政策依据"), reverse("policy_documents")),
            (found.title or found.number, reverse("policy_document", args=(document,))),
        ],
        "document": found,
        "article": article,
        "facts": [(_("文件"), found.title), *facts(found)[:5]],
        "rules": [rule_line(rule) for rule in rules],
    }
    return render(request, "shared/citation.html", context)
