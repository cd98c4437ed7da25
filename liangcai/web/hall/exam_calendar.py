"""A month of examinations: what is when, and what clashes. One view for every audience that sees plans."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import gettext as _

from liangcai.apps.exams.clashes import clashes_of
from liangcai.apps.exams.models import ExamSession
from liangcai.apps.exams.selectors import sessions_between
from liangcai.apps.registrations.candidate_clashes import candidate_clashes
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.exam_words import plan_badge, target_of

KINDS = {"room": "考场", "assessor": "考评员", "invigilator": "监考员"}


def month_page(request: HttpRequest, plan_page: str, list_page: str) -> HttpResponse:
    """`?month=2026-11`; this month where none is chosen. `plan_page` and `list_page` name the audience's own pages."""
    first = chosen_month(request)
    following = (first + timedelta(days=32)).replace(day=1)
    sessions = list(sessions_between(request.user, start_of(first), start_of(following)))

    def address(session: ExamSession) -> str:
        return reverse(plan_page, args=(session.plan.public_id,))

    clashes = clash_rows(sessions, address)
    return render(request, "hall/pages/exam_calendar.html", {
        "title": _("考核日历"), "month": first, "weeks": weeks(first, sessions, address, {s for c in clashes for s in c["sessions"]}),
        "before": (first - timedelta(days=1)).strftime("%Y-%m"), "after": following.strftime("%Y-%m"),
        "clashes": clashes, "today": localdate(), "any": bool(sessions),
        "breadcrumbs": [(_("考核计划"), reverse(list_page))],
    })  # fmt: skip


def chosen_month(request: HttpRequest) -> date:
    given = request.GET.get("month", "")
    if not given:
        return localdate().replace(day=1)
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        raise BadInput("bad_month", _("月份“%(value)s”无法识别。") % {"value": given[:20]}, where="month",
                       hint=_("应形如 2026-11。")) from None  # fmt: skip


def start_of(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day))


def weeks(first: date, sessions: list[ExamSession], address: Callable[[ExamSession], str],
          clashing: set[int]) -> list[list[dict[str, Any]]]:  # fmt: skip
    """Seven days a row; a day of another month has no entries."""
    of_day: dict[date, list[dict[str, Any]]] = {}
    for session in sessions:
        start = localtime(session.starts_at)
        of_day.setdefault(start.date(), []).append({
            "time": start.strftime("%H:%M"), "plan": session.plan, "target": target_of(session.plan), "url": address(session),
            "subject": session.get_subject_display(), "badge": plan_badge(session.plan), "clashes": session.pk in clashing,
        })  # fmt: skip
    return [
        [{"day": day, "inside": day.month == first.month, "entries": of_day.get(day, [])} for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def clash_rows(sessions: list[ExamSession], address: Callable[[ExamSession], str]) -> list[dict[str, Any]]:
    rows = [
        {"kind": _(KINDS[c.kind]), "what": c.what, "when": localtime(c.second.starts_at), "plans": named((c.first, c.second), address),
         "sessions": {c.first.pk, c.second.pk}} for c in clashes_of(sessions)
    ]  # fmt: skip
    for clash in candidate_clashes(sessions):
        both = [next(s for s in sessions if s.plan_id == plan) for plan in clash.plans]
        rows.append({"kind": _("考生"), "what": _("%(n)d 人同时报名两处") % {"n": clash.candidates}, "plans": named(both, address),
                     "when": localtime(max(s.starts_at for s in both)), "sessions": {s.pk for s in both}})  # fmt: skip
    return rows


def named(sessions: Any, address: Callable[[ExamSession], str]) -> list[tuple[str, str]]:
    return [(str(s.plan), address(s)) for s in sessions]
