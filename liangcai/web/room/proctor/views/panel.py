"""Who marks a practical sitting: accounts with the cards that the invigilator saw at the door."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.accounts.models import User
from liangcai.apps.marking.actions.seat_assessor import seat_assessor
from liangcai.apps.sittings.models import Sitting
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.middleware import status_of


class PanelForm(forms.Form):
    assessor = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("考评员账号"))
    card_number = forms.CharField(label=gettext_lazy("考评员证卡编号"), max_length=40)
    is_leader = forms.BooleanField(label=gettext_lazy("考评组长"), required=False)


@audience(PROCTOR)
def room_panel(request: HttpRequest, public_id: str) -> HttpResponse:
    sitting, refused = get_object_or_404(Sitting, public_id=public_id, subject="practical"), None
    form = PanelForm(request.POST or None)
    form.fields["assessor"].queryset = (  # type: ignore[attr-defined]
        User.objects.filter(role="assessor", is_active=True).exclude(pk__in=sitting.panel.values("user")).order_by("username"))  # fmt: skip
    if form.is_valid():
        try:
            seat_assessor(actor=request.user, at=timezone.now(), sitting=sitting, **form.cleaned_data)
            messages.success(request, _("已登记。该账号的评分将记在这张证卡名下。"))
            return redirect("room_panel", sitting.public_id)
        except Refused as no:
            refused = no
    context = {"title": _("考评小组"), "subtitle": sitting.title, "sitting": sitting, "form": form, "refused": refused,
               "places": sitting.panel.select_related("user"),
               "breadcrumbs": [(sitting.title, reverse("room_sitting", args=(sitting.public_id,)))]}  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "room/proctor/pages/panel.html", context, status=status)
