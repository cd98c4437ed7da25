"""Enemy sets: items that must never stand in one paper together."""

from __future__ import annotations

import re

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.actions.set_enemy_set import set_enemy_set
from liangcai.apps.item_quality.selectors import enemies_in, enemy_sets
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.vault.opened_bank import opened_bank
from liangcai.web.vault.views.quality.frame import frame, shown_item

SHOWN = 12  # members side by side


class EnemySetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("组名"), max_length=40)
    numbers = forms.CharField(label=gettext_lazy("题号"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                              help_text=gettext_lazy("以空格、逗号、顿号或换行分隔；全部删去即解散此组。"))  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


@audience(CUSTODIAN)
def vault_enemies(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    return page(request, bank, "")


@audience(CUSTODIAN)
def vault_enemy_set(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    return page(request, get_object_or_404(Bank, public_id=public_id), name)


def page(request: HttpRequest, bank: Bank, name: str) -> HttpResponse:
    """The list of sets, or one set with its members; the form writes either."""
    members = list(enemies_in(bank, name)) if name else []
    initial = {"name": name, "numbers": "、".join(i.item_number for i in members)}
    form, refused = EnemySetForm(request.POST if request.method == "POST" else None, initial=initial), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        numbers = [n for n in re.split(r"[\s,，、;；]+", given["numbers"]) if n]
        try:
            set_enemy_set(actor=request.user, at=timezone.now(), bank=bank, name=given["name"], item_numbers=numbers, reason=given["reason"])
            messages.success(request, _("相克组已更新。") if numbers else _("相克组已解散。"))
            return redirect("vault_enemies", bank.public_id)
        except Refused as no:
            refused = no
    opened = opened_bank(request)
    sets = [(label, n, reverse("vault_enemy_set", args=(bank.public_id, label))) for label, n in enemy_sets(bank)]
    context = frame(request, bank, name or _("相克组"), "vault_enemies", sets=sets, name=name, form=form, refused=refused,
                    shown=[shown_item(request, item, opened) for item in members[:SHOWN]],
                    more=max(0, len(members) - SHOWN))  # fmt: skip
    response = render(request, "vault/pages/quality/enemies.html", context,
                      status=status_of(refused) if refused else 422 if form.errors else 200)  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response
