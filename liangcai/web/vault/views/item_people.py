"""The custodian's side of item work: the register of pledges, and who reviews what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.accounts.enums import Role
from liangcai.apps.item_bank.actions.assign_reviewers import assign_reviewers
from liangcai.apps.item_bank.actions.record_pledge import record_pledge
from liangcai.apps.item_bank.models import Bank, ItemPledge
from liangcai.apps.item_bank.selectors import item_people, waiting_for_reviewers
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PledgeForm(forms.Form):
    user = forms.ModelChoiceField(label=gettext_lazy("人员"), queryset=None)
    employer = forms.CharField(label=gettext_lazy("工作单位"), max_length=120, required=False)
    pledged_on = forms.DateField(label=gettext_lazy("保密责任书签署日期"), widget=DAY)
    ended_on = forms.DateField(label=gettext_lazy("终止日期"), widget=DAY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = item_people(timezone.localdate())
        field.label_from_instance = lambda user: f"{user.display_name}（{user.get_role_display()}）"


class AssignForm(forms.Form):
    first = forms.ModelChoiceField(label=gettext_lazy("审题员一"), queryset=None)
    second = forms.ModelChoiceField(label=gettext_lazy("审题员二"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.queryset = item_people(timezone.localdate()).filter(role=Role.ITEM_REVIEWER, pledged__gt=0)
            field.label_from_instance = lambda user: user.display_name


@audience(CUSTODIAN)
def vault_item_people(request: HttpRequest) -> HttpResponse:
    form, refused = PledgeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            record_pledge(actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已登记。"))
            return redirect("vault_item_people")
        except Refused as no:
            refused = no
    today = timezone.localdate()
    context = {"title": _("命审题人员"), "form": form, "refused": refused, "people": item_people(today), "today": today,
               "pledges": ItemPledge.objects.select_related("user")}  # fmt: skip
    return render(request, "vault/pages/item_people.html", context, status=409 if refused else 422 if form.errors else 200)


@audience(CUSTODIAN)
def vault_assign(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    waiting = waiting_for_reviewers(bank).select_related("author")
    form, refused = AssignForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        chosen = [item for item in waiting if str(item.public_id) in request.POST.getlist("item")]
        try:
            count = assign_reviewers(actor=request.user, at=timezone.now(), items=chosen, reviewers=list(form.cleaned_data.values()))
            messages.success(request, _("已分派 %(n)d 道试题。") % {"n": count})
            return redirect("vault_assign", bank.public_id)
        except Refused as no:
            refused = no
    context = {"title": _("分派审题"), "subtitle": str(bank), "bank": bank, "waiting": waiting[:500], "form": form, "refused": refused,
               "chosen": set(request.POST.getlist("item")),
               "breadcrumbs": [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))]}  # fmt: skip
    return render(request, "vault/pages/assign.html", context, status=409 if refused else 422 if form.errors else 200)
