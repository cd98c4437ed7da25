"""Sealed packages on their way to rooms, their slips and receipts."""

from __future__ import annotations

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.papers.actions.record_receipt import record_receipt
from liangcai.apps.papers.actions.seal_papers import seal_papers
from liangcai.apps.papers.engine_io import printed_slip
from liangcai.apps.papers.models import AssemblyRun, Dispatch
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import X25519
from liangcai.engines.typesetting import handover_slip
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import file_response, pdf_response
from liangcai.web.vault.opened_bank import require_opened
from liangcai.web.vault.watermarks import print_watermark


class SealForm(forms.Form):
    receiver = forms.ChoiceField(label=gettext_lazy("接收考场（公钥）"))
    plan_number = forms.CharField(label=gettext_lazy("考核计划编号"), max_length=40)
    title = forms.CharField(label=gettext_lazy("考试名称"), max_length=120)
    not_before = forms.DateTimeField(label=gettext_lazy("最早启封时间"),
                                     widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip
    slip_number = forms.RegexField(r"^[A-Za-z0-9-]+$", label=gettext_lazy("交接单编号"), max_length=40,
                                   help_text=gettext_lazy("字母、数字和连字符"))  # fmt: skip


class ReceiptForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("考场签名回执（.json）"))


@audience(CUSTODIAN)
def vault_handovers(request: HttpRequest) -> HttpResponse:
    rows = Dispatch.objects.select_related("run__blueprint__bank").order_by("-pk")
    return render(request, "vault/pages/handovers.html", {"title": _("交接"), "dispatches": rows})


@audience(CUSTODIAN)
def vault_seal(request: HttpRequest, public_id: str) -> HttpResponse:
    run = get_object_or_404(AssemblyRun.objects.select_related("blueprint__bank"), public_id=public_id)
    rooms = {k.key_id: k for k in published_keys().values() if k.suite == X25519}
    form = SealForm(request.POST if request.method == "POST" else None)
    form.fields["receiver"].choices = [(k.key_id, f"{k.owner}（{k.key_id}）") for k in rooms.values()]  # type: ignore[attr-defined]
    context = {"title": _("封装试卷"), "form": form, "subtitle": f"{run.blueprint.bank} · {run.blueprint.name}",
               "breadcrumbs": [(_("组卷"), reverse("vault_papers")), (_("组卷证明"), reverse("vault_run", args=(run.public_id,)))]}  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "vault/pages/form.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    room = rooms[given.pop("receiver")]
    try:
        dispatch = seal_papers(actor=request.user, at=timezone.now(), run=run, receiver=room.owner, receiver_key=room,
                               key=require_opened(request).key, watermark=print_watermark(), **given)  # fmt: skip
    except Refused as no:
        return render(request, "vault/pages/form.html", {**context, "refused": no}, status=409)
    messages.success(request, _("已封装。请将密封包刻录光盘，打印交接单由双方签字。"))
    return redirect("vault_handover", dispatch.public_id)


@audience(CUSTODIAN)
def vault_handover(request: HttpRequest, public_id: str) -> HttpResponse:
    dispatch = get_object_or_404(Dispatch.objects.select_related("run__blueprint__bank"), public_id=public_id)
    form, refused = ReceiptForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            record_receipt(actor=request.user, at=timezone.now(), dispatch=dispatch, receipt=as_object(form.cleaned_data["file"]))
            messages.success(request, _("回执已核验归档。"))
            return redirect("vault_handover", dispatch.public_id)
        except Refused as no:
            refused = no
    context = {"title": dispatch.slip_number, "dispatch": dispatch, "form": form, "refused": refused,
               "breadcrumbs": [(_("交接"), reverse("vault_handovers"))]}  # fmt: skip
    return render(request, "vault/pages/handover.html", context, status=409 if refused else 422 if form.errors else 200)


def as_object(file) -> dict:
    try:
        found = json.loads(file.read(1_000_000))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadInput("receipt_file", "不是回执文件。", where=file.name, hint="请上传考场机启封后给出的 .json 回执。")
    return found


@audience(CUSTODIAN)
def vault_slip(request: HttpRequest, public_id: str) -> HttpResponseBase:
    dispatch = get_object_or_404(Dispatch.objects.select_related("disc"), public_id=public_id)
    slip = printed_slip(dispatch, request.user.display_name)
    return pdf_response(handover_slip.render(slip, watermark=print_watermark()), f"交接单-{dispatch.slip_number}.pdf")


@audience(CUSTODIAN)
def vault_package(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The sealed package, to be burnt on disc."""
    dispatch = get_object_or_404(Dispatch, public_id=public_id)
    return file_response(dispatch.package, f"{dispatch.slip_number}.lcp")
