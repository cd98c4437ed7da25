"""The front page of the hall and its search."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.catalogue.selectors import occupations
from liangcai.apps.organizations.selectors import published_bodies
from liangcai.apps.resources.selectors import banks_on, key_projects, published_lists, standards_on
from liangcai.apps.supervision.selectors import published_inspections
from liangcai.web.shared.access import PUBLIC, audience

SHOWN = 8


@audience(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "tiles": [
            {"label": _("职业目录"), "value": occupations().count(), "url": reverse("public_occupations")},
            {"label": _("有效标准（规范）"), "value": standards_on(today).count(), "url": reverse("public_standards")},
            {"label": _("有效评价题库"), "value": banks_on(today).count(), "url": reverse("public_banks")},
            {"label": _("已备案评价机构"), "value": published_bodies(today).count(), "url": reverse("public_bodies")},
        ],
        "lists": published_lists()[:4],
        "projects": key_projects()[:6],
        "inspections": published_inspections(today)[:5],
    }
    return render(request, "hall/public/pages/home.html", context)


def matching(queryset: QuerySet, words: list[str], *fields: str) -> QuerySet:
    for word in words:
        any_field = Q()
        for field in fields:
            any_field |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(any_field)
    return queryset


@audience(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """One box over occupations, resources and bodies; a certificate needs its second key and has its own page."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:80]
    words, today = query.split(), timezone.localdate()
    found = [
        (_("职业"), "public_occupations", matching(occupations(), words, "code", "name")),
        (_("评价标准（规范）"), "public_standards",
         matching(standards_on(today), words, "occupation_code", "occupation_name")),
        (_("评价题库"), "public_banks", matching(banks_on(today), words, "occupation_code", "occupation_name")),
        (_("评价机构"), "public_bodies", matching(published_bodies(today), words, "name", "uscc")),
    ] if words else []  # fmt: skip
    groups = [{"label": label, "url": reverse(page), "page": page, "count": rows.count(), "rows": rows[:SHOWN]}
              for label, page, rows in found]  # fmt: skip
    context = {
        "title": _("搜索"),
        "query": query,
        "groups": groups,
        "total": sum(group["count"] for group in groups),
        "looks_like_certificate": len(query) >= 10 and query.isascii() and any(c.isdigit() for c in query),
    }
    return render(request, "hall/public/pages/search.html", context)
