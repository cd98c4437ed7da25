"""Backup discs and the drills that bring them back."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.custody.actions.make_backup_disc import make_backup_disc
from liangcai.apps.custody.models import Disc, RestoreDrill
from liangcai.apps.custody.selectors import key_in_force
from liangcai.apps.item_bank.actions.record_restore_drill import record_restore_drill
from liangcai.apps.item_bank.restore_drill import drill
from liangcai.apps.station.sites import site_folder
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.second_person import SecondPersonForm

HIDDEN = forms.PasswordInput(attrs={"autocomplete": "off"})


class DrillForm(SecondPersonForm):
    disc = forms.ModelChoiceField(Disc.objects.none(), label=gettext_lazy("备份光盘"))
    first_share = forms.CharField(label=gettext_lazy("本人密钥份额"), widget=HIDDEN, max_length=400)
    second_share = forms.CharField(label=gettext_lazy("第二名管理员密钥份额"), widget=HIDDEN, max_length=400)
    field_order = ["disc", "first_share", "second_name", "second_password", "second_share"]


@audience(CUSTODIAN)
@sensitive_post_parameters()
def vault_backups(request: HttpRequest) -> HttpResponse:
    now, refused, act = timezone.now(), None, request.POST.get("act", "")
    form = DrillForm(request.POST if act == "drill" else None)
    discs = Disc.objects.filter(purpose="backup").prefetch_related("copies")
    form.fields["disc"].queryset = discs  # type: ignore[attr-defined]
    try:
        if act == "backup":
            disc = make_backup_disc(actor=request.user, at=now, key=require_opened(request).key)
            messages.success(request, _("备份已加密并制成光盘映像 %(n)s，请刻录两份，异地保管。") % {"n": disc.number})
            return redirect("vault_disc", disc.public_id)
        if act == "drill" and form.is_valid() and (second := form.second(request)):
            given = form.cleaned_data
            checks = drill(Path(given["disc"].image.path), [given["first_share"], given["second_share"]], now, site_folder(),
                           secrets.randbelow(1 << 30))  # fmt: skip
            made = record_restore_drill(actor=request.user, at=now, second=second, disc_number=given["disc"].number,
                                        image_sha256=given["disc"].image_sha256, checks=checks)  # fmt: skip
            (messages.success if made.passed else messages.error)(request, _("演练通过。") if made.passed else _("演练未通过，见下。"))
            return redirect("vault_backups")
    except Refused as no:
        refused = no
    ring = key_in_force()
    context: dict[str, Any] = {
        "title": _("备份与恢复演练"), "discs": discs, "form": form, "refused": refused, "opened": opened_bank(request),
        "drills": RestoreDrill.objects.select_related("drilled_by")[:20], "key_made_at": ring.made_at if ring else None,
    }  # fmt: skip
    return render(request, "vault/pages/backups.html", context, status=status_of(refused) if refused else 422 if form.errors else 200)
