"""Sealing papers to rooms: one act for several, and what became of it."""

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

from liangcai.apps.papers.actions.release_shares import release_shares
from liangcai.apps.papers.actions.seal_papers import RoomOrder, Sealed, seal_papers
from liangcai.apps.papers.models import AssemblyRun, Sealing
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import X25519, PublicKey
from liangcai.engines.typesetting import key_share_sheets
from liangcai.engines.typesetting.key_share_sheets import ShareSheet
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.vault.opened_bank import require_opened
from liangcai.web.vault.share_sheets import drop_sheets, keep_sheets, sheets_of
from liangcai.web.vault.watermarks import print_watermark


class SealForm(forms.Form):
    rooms = forms.MultipleChoiceField(label=gettext_lazy("接收考场"), widget=forms.CheckboxSelectMultiple)
    plan_number = forms.RegexField(r"^[A-Za-z0-9-]+$", label=gettext_lazy("考核计划编号"), max_length=34,
                                   help_text=gettext_lazy("字母、数字和连字符；交接单编号由它编出"))  # fmt: skip
    title = forms.CharField(label=gettext_lazy("考试名称"), max_length=120)
    not_before = forms.DateTimeField(label=gettext_lazy("最早启封时间"),
                                     widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip
    province = forms.CharField(label=gettext_lazy("省级保管人"), max_length=200, help_text=gettext_lazy("三名左右，以顿号分隔；各持一份"))
    site = forms.CharField(label=gettext_lazy("考点保管人"), max_length=200, help_text=gettext_lazy("三名左右，以顿号分隔；每个考场各有一组"))
    needed = forms.IntegerField(label=gettext_lazy("每组须到场人数"), min_value=2, max_value=15, initial=2)


def names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace(",", "、").replace("，", "、").split("、") if name.strip())


def room_keys() -> dict[str, PublicKey]:
    """Keys to which papers may be sealed, this vault's own and the hall's left out."""
    return {k.key_id: k for k in published_keys().values() if k.suite == X25519 and not k.key_id.startswith(("vault-", "hall-"))}


@audience(CUSTODIAN)
def vault_seal(request: HttpRequest, public_id: str) -> HttpResponse:
    run, rooms, refused = get_object_or_404(AssemblyRun.objects.select_related("blueprint__bank"), public_id=public_id), room_keys(), None
    form = SealForm(request.POST if request.method == "POST" else None)
    form.fields["rooms"].choices = [(k.key_id, f"{k.owner}（{k.key_id}）") for k in rooms.values()]  # type: ignore[attr-defined]
    if form.is_valid():
        given, opened = form.cleaned_data, require_opened(request)
        slips = [given["plan_number"]] if len(given["rooms"]) == 1 else [f"{given['plan_number']}-{n}" for n in range(1, len(given["rooms"]) + 1)]
        orders = [RoomOrder(rooms[key_id], f"SJ-{slip}", names(given["site"])) for key_id, slip in zip(given["rooms"], slips, strict=True)]
        try:
            sealed = seal_papers(
                actor=request.user, at=timezone.now(), run=run, rooms=orders, province=names(given["province"]),
                needed=given["needed"], not_before=given["not_before"], plan_number=given["plan_number"], title=given["title"],
                key=opened.key, watermark=print_watermark(),
            )  # fmt: skip
            keep_sheets(str(request.session.session_key), sheets(sealed))
            messages.success(request, _("已封装。请先打印密钥份额并装入信封，再制光盘。"))
            return redirect("vault_sealing", sealed.sealing.public_id)
        except Refused as no:
            refused = no
    context = {"title": _("封装试卷"), "form": form, "subtitle": f"{run.blueprint.bank} · {run.blueprint.name}", "refused": refused,
               "breadcrumbs": [(_("组卷"), reverse("vault_papers")), (_("组卷证明"), reverse("vault_run", args=(run.public_id,)))]}  # fmt: skip
    return render(request, "vault/pages/form.html", context, status=status_of(refused) if refused else 422 if form.errors else 200)


def sheets(sealed: Sealed) -> list[ShareSheet]:
    rules = {g["name"]: g for d in sealed.dispatches for g in d.groups}
    when = timezone.localtime(sealed.sealing.not_before).strftime("%Y-%m-%d %H:%M")
    return [
        ShareSheet(f"{sealed.sealing.title}（{s.envelope.dispatch.slip_number if s.envelope.dispatch else sealed.sealing.plan_number}），{when} 起",
                   s.envelope.group, s.envelope.holder, s.envelope.index, rules[s.envelope.group]["needed"],
                   rules[s.envelope.group]["total"], s.text)
        for s in sealed.shares
    ]  # fmt: skip


@audience(CUSTODIAN)
def vault_sealing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who can open it and when, and which shares are out."""
    sealing = get_object_or_404(Sealing.objects.select_related("run__blueprint__bank", "sealed_by"), public_id=public_id)
    refused = None
    if request.method == "POST":
        picked = [int(pk) for pk in request.POST.getlist("envelopes") if pk.isdecimal()]
        try:
            release_shares(actor=request.user, at=timezone.now(), sealing=sealing, envelopes=picked, step=request.POST.get("step", ""))
            messages.success(request, _("已登记。"))
            return redirect("vault_sealing", sealing.public_id)
        except Refused as no:
            refused = no
    dispatches = list(sealing.dispatches.select_related("disc", "copy__disc"))
    context: dict[str, Any] = {
        "title": sealing.title, "subtitle": f"{sealing.plan_number} · {sealing.run.blueprint.bank}", "sealing": sealing,
        "dispatches": dispatches, "refused": refused, "waiting_sheets": len(sheets_of(request)), "now": timezone.now(),
        "envelopes": sealing.envelopes.select_related("dispatch"), "province": dispatches[0].groups[0] if dispatches else None,
        "breadcrumbs": [(_("交接"), reverse("vault_handovers"))],
    }  # fmt: skip
    return render(request, "vault/pages/sealing.html", context, status=status_of(refused) if refused else 200)


@audience(CUSTODIAN)
def vault_share_sheets(request: HttpRequest) -> HttpResponseBase:
    """The shares just made, one page a holder; once printed (POST) they are forgotten."""
    if request.method == "POST":
        drop_sheets(request)
        messages.success(request, _("份额已从内存清除。"))
        return redirect(request.POST.get("back") if request.POST.get("back", "").startswith("/") else "vault_home")
    waiting = sheets_of(request)
    if not waiting:
        raise Refused("no_sheets", _("没有待打印的份额：已打印清除，或超过 15 分钟。"), hint=_("份额不保存，无法再打印；确未打印的须重新封装或轮换密钥。"))
    response = pdf_response(key_share_sheets.render(waiting, watermark=print_watermark()), "密钥份额.pdf")
    response["Cache-Control"] = "no-store"
    return response
