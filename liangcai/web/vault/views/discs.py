"""Discs: what is on them, who burnt them before whom, and where each copy is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.custody.actions.record_burn import record_burn
from liangcai.apps.custody.actions.record_disc_fate import record_disc_fate
from liangcai.apps.custody.burning import burn_commands
from liangcai.apps.custody.media import drives, read_back
from liangcai.apps.custody.models import Disc, DiscCopy
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.vault.second_person import SecondPersonForm


class DiscsTable(Table):
    name = "discs"
    title = gettext_lazy("光盘")
    columns = (
        Column("number", gettext_lazy("光盘编号"), sort="number", link=lambda d: reverse("vault_disc", args=(d.public_id,))),
        Column("purpose", gettext_lazy("内容"), "get_purpose_display"),
        Column("counterpart", gettext_lazy("对方")),
        Column("made_at", gettext_lazy("制作"), sort="made_at"),
        Column("copies", gettext_lazy("刻录"), lambda d: "；".join(f"{c.copy} {c.get_fate_display()}" for c in d.copies.all()) or _("未刻录")),
    )  # fmt: skip
    search = ("number", "counterpart")
    filters = (ChoiceFilter("purpose", gettext_lazy("内容"), Disc.PURPOSES),
               ChoiceFilter("fate", gettext_lazy("去向"), DiscCopy.FATES, apply=lambda rows, value: rows.filter(copies__fate=value).distinct()))  # fmt: skip
    order = ("-pk",)
    empty = gettext_lazy("尚未制作光盘")


class BurnForm(SecondPersonForm):
    drive = forms.ChoiceField(label=gettext_lazy("光驱"))
    field_order = ["drive"]


class FateForm(SecondPersonForm):
    copy = forms.ModelChoiceField(DiscCopy.objects.none(), label=gettext_lazy("光盘（编号/份号）"))
    fate = forms.ChoiceField(label=gettext_lazy("登记为"), choices=[("returned", gettext_lazy("已归还")), ("destroyed", gettext_lazy("已销毁"))])
    note = forms.CharField(label=gettext_lazy("归还人或销毁方式"), max_length=150)
    field_order = ["copy", "fate", "note"]


@audience(CUSTODIAN)
def vault_discs(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, DiscsTable(Disc.objects.prefetch_related("copies")), "vault/pages/table.html")


@audience(CUSTODIAN)
@sensitive_post_parameters("second_password")
def vault_disc(request: HttpRequest, public_id: str) -> HttpResponse:
    disc, now, refused = get_object_or_404(Disc.objects.select_related("made_by"), public_id=public_id), timezone.now(), None
    act, found = request.POST.get("act", ""), drives()
    burn, fate = BurnForm(request.POST if act == "burn" else None), FateForm(request.POST if act == "fate" else None)
    burn.fields["drive"].choices = [(drive, drive) for drive in found]  # type: ignore[attr-defined]
    copies = disc.copies.select_related("burnt_by", "witnessed_by", "disc")
    fate.fields["copy"].queryset = copies.exclude(fate="destroyed")  # type: ignore[attr-defined]
    try:
        if act == "burn" and burn.is_valid() and (second := burn.second(request)):
            drive = burn.cleaned_data["drive"]
            digest = read_back(drive, disc.image_size)
            copy = record_burn(actor=request.user, at=now, disc=disc, second=second, drive=drive, read_back_sha256=digest)
            if copy.fate == "failed":
                messages.error(request, _("回读与映像不符：%(copy)s 已登记为待销毁，请换盘重刻。") % {"copy": copy})
            else:
                messages.success(request, _("回读相符，%(copy)s 已登记。") % {"copy": copy})
            return redirect("vault_disc", disc.public_id)
        if act == "fate" and fate.is_valid() and (second := fate.second(request)):
            record_disc_fate(actor=request.user, at=now, second=second, **fate.others())
            messages.success(request, _("去向已登记。"))
            return redirect("vault_disc", disc.public_id)
    except Refused as no:
        refused = no
    context: dict[str, Any] = {
        "title": disc.number, "subtitle": f"{disc.get_purpose_display()} · {disc.counterpart}", "disc": disc, "copies": copies,
        "burn_form": burn, "fate_form": fate, "refused": refused, "drives": found,
        "commands": burn_commands(disc.image.path, found[0] if found else "/dev/sr0"),
        "fates": {"kept", "handed_over", "returned", "failed"} & {c.fate for c in copies},
        "breadcrumbs": [(_("光盘"), reverse("vault_discs"))],
    }  # fmt: skip
    failed = bool(burn.errors or fate.errors)
    return render(request, "vault/pages/disc.html", context, status=status_of(refused) if refused else 422 if failed else 200)
