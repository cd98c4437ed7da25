"""Assessors on the spot: choose the candidate, mark criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.marking.actions.enter_assessor_score import enter_assessor_score
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.kernel.refusals import Refused
from liangcai.web.room.sitting_words import mode_of, state_of
from liangcai.web.shared.access import EXAMINER, audience
from liangcai.web.shared.middleware import status_of


class ScoreForm(forms.Form):
    """One field a criterion. Who marks is who signed in."""

    def __init__(self, criteria: Mapping[str, str], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.names = {f"criterion_{n}": name for n, name in enumerate(criteria)}
        for field, name in self.names.items():
            full = criteria[name]
            label = _("%(name)s（满分 %(full)s）") % {"name": name, "full": full}
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[field] = forms.CharField(label=label, max_length=8, widget=widget)

    def marks(self) -> dict[str, str]:
        return {name: self.cleaned_data[field] for field, name in self.names.items()}


def practical_sittings() -> Any:
    return Sitting.objects.filter(subject="practical")


@audience(EXAMINER)
def examiner_home(request: HttpRequest) -> HttpResponse:
    found = practical_sittings().annotate(listed=Count("seats")).order_by("-starts_at")
    rows = [(s, mode_of(s), state_of(s)) for s in found]
    return render(request, "room/examiner/pages/home.html", {"title": _("评分任务"), "rows": rows})


@audience(EXAMINER)
def examiner_sitting(request: HttpRequest, public_id: str) -> HttpResponse:
    sitting = get_object_or_404(practical_sittings(), public_id=public_id)
    place = sitting.panel.filter(user=request.user).first()
    seats = []
    for seat in sitting.seats.prefetch_related("assessor_scores"):
        scores = list(seat.assessor_scores.all())
        seats.append((seat, len(scores), any(place and s.assessor_card == place.card_number for s in scores)))
    return render(request, "room/examiner/pages/sitting.html", {
        "title": sitting.title, "subtitle": f"{sitting.plan_number} · {mode_of(sitting)}", "sitting": sitting,
        "badge": state_of(sitting), "seats": seats, "place": place,
        "breadcrumbs": [(_("评分任务"), reverse("examiner_home"))]})  # fmt: skip


@audience(EXAMINER)
def examiner_score(request: HttpRequest, public_id: str, seat: int) -> HttpResponse:
    """Others' marks are shown only once one's own are entered: each judges alone."""
    found = get_object_or_404(Seat.objects.select_related("sitting"), pk=seat, sitting__in=practical_sittings(),
                              sitting__public_id=public_id)  # fmt: skip
    sitting = found.sitting
    form = ScoreForm(sitting.papers["criteria"], request.POST or None)
    place, refused = sitting.panel.filter(user=request.user).first(), None
    if form.is_valid():
        try:
            score = enter_assessor_score(actor=request.user, at=timezone.now(), seat=found, criteria=form.marks())
            messages.success(request, _("%(name)s 得分 %(score)s 已录入。") % {
                "name": found.name, "score": score.score})  # fmt: skip
            return redirect("examiner_sitting", public_id)
        except Refused as no:
            refused = no
    scores = list(found.assessor_scores.order_by("entered_at"))
    context = {
        "title": found.name, "subtitle": f"{_('座位')} {found.seat} · {found.ticket_number}", "form": form,
        "scores": scores, "own_given": any(place and s.assessor_card == place.card_number for s in scores), "refused": refused,
        "place": place,
        "back_url": reverse("examiner_sitting", args=(public_id,)),
        "breadcrumbs": [(_("评分任务"), reverse("examiner_home")),
                        (sitting.title, reverse("examiner_sitting", args=(public_id,)))],
    }  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "room/examiner/pages/score.html", context, status=status)
