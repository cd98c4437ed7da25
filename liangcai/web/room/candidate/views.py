"""The examination at the screen. Every page works without JavaScript; the script only saves sooner."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.sittings.actions.enter_room import enter_room
from liangcai.apps.sittings.actions.hand_in import hand_in
from liangcai.apps.sittings.actions.save_answers import save_answers
from liangcai.apps.sittings.deadline import deadline
from liangcai.apps.sittings.entry_limit import count_entry
from liangcai.apps.sittings.models import Seat
from liangcai.apps.sittings.selectors import seat_of_token, sitting_to_enter
from liangcai.kernel.refusals import Refused
from liangcai.web.room.candidate.paper_form import block_of, blocks, given_answers, shown_question
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.middleware import status_of

TOKEN = "seat_token"


class EnterForm(forms.Form):
    ticket_number = forms.RegexField(r"^[0-9A-Za-z-]+$", label=gettext_lazy("准考证号"), max_length=20,
                                     error_messages={"invalid": gettext_lazy("准考证号由数字和字母组成。")},
                                     widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off",
                                                                   "inputmode": "numeric"}))  # fmt: skip
    identity_last4 = forms.CharField(label=gettext_lazy("证件号码后四位"), min_length=4, max_length=4,
                                     widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A candidate's page has no menus: nothing leads out of the examination."""
    frame = {"role_links": [], "home_url": reverse("sit_paper" if TOKEN in request.session else "sit_enter")}
    return render(request, f"room/candidate/pages/{name}.html", frame | context, status=status)


def seat_here(request: HttpRequest) -> Seat | None:
    token = request.session.get(TOKEN, "")
    return seat_of_token(hashlib.sha256(token.encode()).hexdigest()) if token else None


def ends_at(seat: Seat) -> datetime:
    return deadline(seat.sitting.starts_at, seat.sitting.minutes)


def is_open(seat: Seat, now: datetime) -> bool:
    return seat.submitted_at is None and seat.sitting.state == "running" and now <= ends_at(seat)


def stored_answers(seat: Seat) -> dict[int, str]:
    return dict(seat.answers.exclude(answer="").values_list("question", "answer"))


@audience(PUBLIC)
def sit_enter(request: HttpRequest) -> HttpResponse:
    form = EnterForm(request.POST or None)
    context: dict[str, Any] = {"title": _("进入考试"), "form": form}
    if not form.is_valid():
        return page(request, "enter", context, status=422 if form.errors else 200)
    now, given = timezone.now(), form.cleaned_data
    try:
        count_entry(given["ticket_number"])
        sitting = sitting_to_enter(given["ticket_number"])
        if sitting is None:
            raise Refused("not_on_the_list", _("准考证号与证件号码后四位不符，或不在本场名单中。"),
                          hint=_("请举手找监考员核对。"))  # fmt: skip
        seat, token = enter_room(actor=f"ticket:{given['ticket_number']}", at=now, sitting=sitting, **given)
    except Refused as no:
        return page(request, "enter", {**context, "refused": no}, status=status_of(no))
    request.session.flush()  # whoever used this browser before is no longer signed in
    request.session[TOKEN] = token
    left = deadline(sitting.starts_at, sitting.minutes) - now
    request.session.set_expiry(left + timedelta(hours=1))  # sitting still over a question must not end the session
    return redirect("sit_paper")


def turned_away(request: HttpRequest, seat: Seat | None, now: datetime) -> HttpResponse | None:
    """Where to go instead of the paper, if it is not open from this computer."""
    if seat is not None and is_open(seat, now):
        return None
    target = "sit_end" if seat else "sit_enter"
    if request.headers.get("X-Autosave"):
        return JsonResponse({"go": reverse(target)}, status=409)
    return redirect(target)


@audience(PUBLIC)
def sit_paper(request: HttpRequest) -> HttpResponse:
    seat, now = seat_here(request), timezone.now()
    if away := turned_away(request, seat, now):
        return away
    assert seat is not None
    questions = seat.sitting.papers[seat.paper_code]
    pages = blocks(len(questions))
    asked = request.GET.get("block", "1")
    number = int(asked) if asked.isdecimal() and 1 <= int(asked) <= len(pages) else 1
    if request.method == "POST":
        return save_block(request, seat, now, number)
    return show_block(request, seat, now, number, stored_answers(seat))


def show_block(request: HttpRequest, seat: Seat, now: datetime, number: int, answers: dict[int, str],
               refused: Refused | None = None) -> HttpResponse:  # fmt: skip
    questions = seat.sitting.papers[seat.paper_code]
    pages = blocks(len(questions))
    context = {
        "title": seat.sitting.title,
        "seat": seat,
        "questions": [shown_question(questions[p - 1], answers.get(p, "")) for p in pages[number - 1]],
        "overview": [(p, p in answers, p in pages[number - 1]) for p in range(1, len(questions) + 1)],
        "answered": len(answers),
        "number": number,
        "pages": len(pages),
        "next": pages[number][0] if number < len(pages) else 0,
        "before": pages[number - 2][0] if number > 1 else 0,
        "ends_at": ends_at(seat),
        "seconds_left": max(0, int((ends_at(seat) - now).total_seconds())),
        "refused": refused,
    }
    return page(request, "paper", context, status=status_of(refused) if refused else 200)


def save_block(request: HttpRequest, seat: Seat, now: datetime, number: int) -> HttpResponse:
    """Only what changed is stored. The order of arrival here is the order that counts, so that a page taken up
    again with the back button saves too."""
    questions, stored = seat.sitting.papers[seat.paper_code], stored_answers(seat)
    given = given_answers(request.POST, questions, blocks(len(questions))[number - 1], stored)
    arrived = int((now - seat.sitting.starts_at).total_seconds() * 1000)
    try:
        if given:
            save_answers(at=now, seat=seat, answers=given, client_sequence=max(arrived, 0))
    except Refused as no:
        if request.headers.get("X-Autosave"):
            return JsonResponse(no.as_dict(), status=status_of(no))
        return show_block(request, seat, now, number, stored | given, no)
    answered = sorted(p for p, text in (stored | given).items() if text)
    if request.headers.get("X-Autosave"):
        return JsonResponse({"answered": answered, "seconds_left": int((ends_at(seat) - now).total_seconds())})
    go = request.POST.get("go", "")
    if go.isdecimal() and 1 <= int(go) <= len(questions):
        return redirect(f"{reverse('sit_paper')}?block={block_of(int(go))}#q{int(go)}")
    return redirect("sit_hand_in")


@audience(PUBLIC)
def sit_hand_in(request: HttpRequest) -> HttpResponse:
    seat, now = seat_here(request), timezone.now()
    if away := turned_away(request, seat, now):
        return away
    assert seat is not None
    if request.method == "POST" and request.POST.get("confirmed"):
        hand_in(actor=f"ticket:{seat.ticket_number}", at=now, seat=seat)
        return redirect("sit_end")
    answers, count = stored_answers(seat), len(seat.sitting.papers[seat.paper_code])
    unanswered = [(p, block_of(p)) for p in range(1, count + 1) if p not in answers]
    return page(request, "hand_in", {"title": _("交卷"), "seat": seat, "unanswered": unanswered, "count": count,
                                     "answered": len(answers), "ends_at": ends_at(seat)})  # fmt: skip


@audience(PUBLIC)
def sit_end(request: HttpRequest) -> HttpResponse:
    seat = seat_here(request)
    if seat is None:
        return redirect("sit_enter")
    if is_open(seat, timezone.now()):
        return redirect("sit_paper")
    title = _("已交卷") if seat.submitted_at else _("考试时间已到")
    return page(request, "end", {"title": title, "seat": seat, "answered": len(stored_answers(seat))})
