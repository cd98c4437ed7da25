"""The proctor's sittings: what comes next, who is here, how far they are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.audit.selectors import history_of
from liangcai.apps.marking.actions.mark_sitting import mark_sitting, tickets_without_sheet
from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.actions.start_sitting import start_sitting
from liangcai.apps.sittings.deadline import deadline
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.engines.omr.layout import SheetLayout
from liangcai.engines.omr.print import SheetCandidate, print_sheets
from liangcai.kernel.refusals import Refused
from liangcai.web.room.sitting_words import NEXT, STATUSES, mode_of, state_of, subject_of
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.downloads import JSON, PDF, bytes_response
from liangcai.web.shared.middleware import status_of

ACTS: dict[str, Any] = {
    "start": (gettext_lazy("开始考试"), start_sitting, gettext_lazy("考试已开始。")),
    "end": (gettext_lazy("结束考试"), end_sitting, gettext_lazy("考试已结束，不再收取作答。")),
    "mark": (gettext_lazy("评分"), mark_sitting, gettext_lazy("评分已完成，可以封装成绩。")),
}
OFFERED = {"prepared": ("start",), "running": ("end",), "ended": ("mark",), "marked": ("mark",), "sealed": ()}


class WithoutSheetsForm(forms.Form):
    without_sheets = forms.CharField(label=gettext_lazy("未识读答题卡的原因"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
                                     help_text=gettext_lazy("如“2 人缺考，见考场记录单”。记入日志。"))  # fmt: skip


def with_counts() -> Any:
    """Sittings with how many are listed, came in and handed in."""
    return Sitting.objects.annotate(
        listed=Count("seats"), present=Count("seats", filter=Q(seats__status="present")),
        handed_in=Count("seats", filter=Q(seats__submitted_at__isnull=False)),
    ).order_by("-starts_at", "pk")  # fmt: skip


@audience(PROCTOR)
def room_home(request: HttpRequest) -> HttpResponse:
    rows = [(s, subject_of(s), mode_of(s), state_of(s), NEXT[s.state]) for s in with_counts()]
    return render(request, "room/proctor/pages/home.html", {"title": _("工作台"), "rows": rows})


@audience(PROCTOR)
def room_sitting(request: HttpRequest, public_id: str) -> HttpResponse:
    return show_sitting(request, get_object_or_404(with_counts(), public_id=public_id))


def show_sitting(request: HttpRequest, sitting: Any, refused: Refused | None = None) -> HttpResponse:
    seats = list(sitting.seats.select_related("sheet", "result").annotate(
        answered=Count("answers", filter=~Q(answers__answer=""), distinct=True),
        scored=Count("assessor_scores", distinct=True)))  # fmt: skip
    last_reading = history_of(sitting).filter(action="read_sheets").first()
    doubtful = sum(s.sheet.doubtful for s in seats if hasattr(s, "sheet"))
    context = {
        "title": sitting.title,
        "subtitle": f"{sitting.plan_number} · {subject_of(sitting)} · {mode_of(sitting)}",
        "breadcrumbs": [(_("工作台"), reverse("room_home"))],
        "sitting": sitting,
        "badge": state_of(sitting),
        "ends_at": deadline(sitting.starts_at, sitting.minutes),
        "acts": [(key, ACTS[key][0]) for key in OFFERED[sitting.state]],
        "seats": [(s, seat_state(s)) for s in seats],
        "questions": len(next(iter(sitting.papers.values()), ())) if sitting.subject == "theory" else 0,
        "on_sheets": sitting.subject == "theory" and sitting.mode == "sheet",
        "sheets": sum(hasattr(s, "sheet") for s in seats),
        "doubtful": doubtful,
        "problems": unplaced(last_reading),
        "refused": refused,
    }
    return render(request, "room/proctor/pages/sitting.html", context, status=status_of(refused) if refused else 200)


def unplaced(reading: Any) -> list[tuple[str, int, str]]:
    """(file, page, reason) of what the last reading could not place."""
    problems = reading.facts["problems"] if reading else []
    return [(Path(p["source"]).name, p["page"], p["message"]) for p in problems]


def seat_state(seat: Seat) -> Any:
    """In words, as far as a candidate got."""
    if hasattr(seat, "result"):
        return STATUSES["absent"] if seat.result.score is None else _("成绩 %(score)s") % {"score": seat.result.score}
    if seat.submitted_at:
        return _("%(at)s 交卷") % {"at": timezone.localtime(seat.submitted_at).strftime("%H:%M")}
    return STATUSES.get(seat.status, seat.status)


@audience(PROCTOR)
def room_act(request: HttpRequest, public_id: str, act: str) -> HttpResponse:
    """Start, end or mark: shown with what it will do first, done by the POST."""
    if act not in ACTS:
        raise Http404
    sitting = get_object_or_404(with_counts(), public_id=public_id)
    label, run, done = ACTS[act]
    now, unread = timezone.now(), tickets_without_sheet(sitting) if act == "mark" else []
    form = WithoutSheetsForm(request.POST or None) if unread else None
    if request.method != "POST" or (form and not form.is_valid()):
        return render(request, "shared/confirm.html", status=422 if form and form.errors else 200, context={
            "title": label, "label": label, "preview": [*preview(sitting), *sheets_missing(unread)],
            "warning": warning(act, sitting, now), "form": form,
            "back_url": reverse("room_sitting", args=(sitting.public_id,)),
            "breadcrumbs": [(sitting.title, reverse("room_sitting", args=(sitting.public_id,)))]})  # fmt: skip
    try:
        run(actor=request.user, at=now, sitting=sitting, **(form.cleaned_data if form else {}))
    except Refused as no:
        return show_sitting(request, sitting, no)
    messages.success(request, done)
    return redirect("room_sitting", sitting.public_id)


def sheets_missing(tickets: list[str]) -> list[tuple[Any, Any]]:
    return [(_("尚未识读答题卡"), _("%(n)d 人：%(who)s") % {"n": len(tickets), "who": "、".join(tickets[:8])})] if tickets else []


def preview(sitting: Any) -> list[tuple[Any, Any]]:
    return [(_("场次"), f"{sitting.title} · {subject_of(sitting)}"),
            (_("时长"), _("%(n)d 分钟") % {"n": sitting.minutes}),
            (_("名单"), sitting.listed), (_("已到"), sitting.present), (_("已交卷"), sitting.handed_in)]  # fmt: skip


def warning(act: str, sitting: Any, now: datetime) -> str:
    left = deadline(sitting.starts_at, sitting.minutes) - now
    if act == "start":
        return _("开始后立即计时，以考场机的时钟为准。")
    if act == "end" and left.total_seconds() > 0:
        return _("考试时间还有 %(n)d 分钟。结束后不再收取作答，不能恢复。") % {"n": -(-left.total_seconds() // 60)}
    return _("没有作答或评分的考生按缺考处理。") if act == "mark" else ""


@audience(PROCTOR)
def room_sheets(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Answer sheets of everybody on the list, to be printed before the examination."""
    sitting = get_object_or_404(Sitting, public_id=public_id, subject="theory")
    candidates = [SheetCandidate(s.ticket_number, s.name, s.seat, s.paper_code) for s in sitting.seats.all()]
    content = print_sheets(SheetLayout.from_json(sitting.sheet_layout), candidates)
    return bytes_response(content, f"答题卡-{sitting.plan_number}.pdf", PDF)


@audience(PROCTOR)
def room_receipt(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The signed receipt of the opening, to be carried back to the vault."""
    sitting = get_object_or_404(Sitting, public_id=public_id, subject="theory")
    opened = history_of(sitting).filter(action="open_papers").first()
    if opened is None:
        raise Refused("no_receipt", _("没有启封记录。"))
    content = json.dumps(opened.facts["receipt"], ensure_ascii=False, indent=1).encode()
    return bytes_response(content, f"启封回执-{sitting.plan_number}.json", JSON)
