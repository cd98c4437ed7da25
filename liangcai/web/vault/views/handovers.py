"""Sealed packages on their way to rooms: disc, slip, receipts."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.custody.models import DiscCopy
from liangcai.apps.papers.actions.put_on_disc import put_on_disc
from liangcai.apps.papers.actions.record_receipt import record_receipt
from liangcai.apps.papers.actions.sign_slip import sign_slip
from liangcai.apps.papers.engine_io import printed_slip
from liangcai.apps.papers.models import Dispatch
from liangcai.engines.typesetting import handover_slip
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.vault.disc_files import DiscFileField
from liangcai.web.vault.watermarks import print_watermark

MOMENT = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}
STAGES = [("sealed", gettext_lazy("待制光盘")), ("disc", gettext_lazy("待移交")), ("out", gettext_lazy("待到达回执")),
          ("arrived", gettext_lazy("待启封回执")), ("done", gettext_lazy("已完成"))]  # fmt: skip
WHERE = {"sealed": Q(disc__isnull=True), "disc": Q(disc__isnull=False, handed_over_at__isnull=True),
         "out": Q(handed_over_at__isnull=False, arrival={}, receipt={}), "arrived": ~Q(arrival={}) & Q(receipt={}),
         "done": ~Q(receipt={})}  # fmt: skip


def stage(dispatch: Dispatch) -> str:
    if dispatch.receipt:
        return "done"
    if dispatch.arrival:
        return "arrived"
    return "out" if dispatch.handed_over_at else "disc" if dispatch.disc_id else "sealed"


def late(dispatch: Dispatch) -> bool:
    """A receipt is due and not there."""
    return not dispatch.receipt and bool(dispatch.disc and dispatch.disc.due_on and dispatch.disc.due_on < timezone.localdate())


class HandoversTable(Table):
    name = "handovers"
    title = gettext_lazy("交接")
    columns = (
        Column("slip_number", gettext_lazy("交接单"), sort="slip_number", link=lambda d: reverse("vault_handover", args=(d.public_id,))),
        Column("receiver", gettext_lazy("接收考场"), sort="receiver"),
        Column("title", gettext_lazy("考试"), "sealing__title", link=lambda d: reverse("vault_sealing", args=(d.sealing.public_id,))),
        Column("not_before", gettext_lazy("最早启封"), sort="not_before"),
        Column("disc", gettext_lazy("光盘"), lambda d: str(d.copy or d.disc or "")),
        Column("stage", gettext_lazy("进度"), lambda d: str(dict(STAGES)[stage(d)]),
               show=lambda d: status_badge("late" if late(d) else stage(d), _("逾期无回执") if late(d) else dict(STAGES)[stage(d)],
                                           tone="danger" if late(d) else "")),
    )  # fmt: skip
    search = ("slip_number", "receiver", "sealing__title", "sealing__plan_number")
    filters = (ChoiceFilter("stage", gettext_lazy("进度"), STAGES, apply=lambda rows, value: rows.filter(WHERE[value])),)
    order = ("-pk",)
    empty = gettext_lazy("尚无密封包；组卷后在组卷证明页封装")


class ReceiptForm(forms.Form):
    file = DiscFileField(label=gettext_lazy("考场签名回执（.json）"), suffixes=(".json",))


class SlipForm(forms.Form):
    copy = forms.ModelChoiceField(DiscCopy.objects.none(), label=gettext_lazy("光盘（编号/份号）"))
    receiver_person = forms.CharField(label=gettext_lazy("接收人"), max_length=80)
    seal_number = forms.CharField(label=gettext_lazy("封签号"), max_length=60)
    signed_at = forms.DateTimeField(label=gettext_lazy("移交人签字时间"), **MOMENT)
    taken_at = forms.DateTimeField(label=gettext_lazy("接收人签字时间"), **MOMENT)


def dispatches() -> QuerySet[Dispatch]:
    return Dispatch.objects.select_related("sealing__run__blueprint__bank", "disc", "copy__disc")


@audience(CUSTODIAN)
def vault_handovers(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, HandoversTable(dispatches()), "vault/pages/table.html")


@audience(CUSTODIAN)
def vault_handover(request: HttpRequest, public_id: str) -> HttpResponse:
    """The next step of a package on its way: on disc, slip signed, receipts filed."""
    dispatch, now, refused = get_object_or_404(dispatches(), public_id=public_id), timezone.now(), None
    act = request.POST.get("act", "")
    slip, receipt = SlipForm(request.POST if act == "sign" else None, initial={"signed_at": now, "taken_at": now}), None
    slip.fields["copy"].queryset = DiscCopy.objects.filter(disc=dispatch.disc, fate="kept").select_related("disc")  # type: ignore[attr-defined]
    receipt = ReceiptForm(request.POST if act == "receipt" else None, request.FILES if act == "receipt" else None)
    try:
        if act == "disc":
            made = put_on_disc(actor=request.user, at=now, dispatch=dispatch)
            messages.success(request, _("已制成光盘映像 %(number)s，请刻录并回读。") % {"number": made.number})
            return redirect("vault_disc", made.public_id)
        if act == "sign" and slip.is_valid():
            sign_slip(actor=request.user, at=now, dispatch=dispatch, **slip.cleaned_data)
            messages.success(request, _("双方签字已登记，光盘出库记入台账。"))
            return redirect("vault_handover", dispatch.public_id)
        if act == "receipt" and receipt.is_valid():
            record_receipt(actor=request.user, at=now, dispatch=dispatch, receipt=as_object(receipt.cleaned_data["file"]))
            messages.success(request, _("回执已核验归档。"))
            return redirect("vault_handover", dispatch.public_id)
    except Refused as no:
        refused = no
    context: dict[str, Any] = {
        "title": dispatch.slip_number, "subtitle": f"{dispatch.sealing.title} → {dispatch.receiver}", "dispatch": dispatch,
        "slip_form": slip, "receipt_form": receipt, "refused": refused, "stage": stage(dispatch), "late": late(dispatch),
        "stage_label": dict(STAGES)[stage(dispatch)],
        "breadcrumbs": [(_("交接"), reverse("vault_handovers")), (dispatch.sealing.plan_number, reverse("vault_sealing", args=(dispatch.sealing.public_id,)))],
    }  # fmt: skip
    failed = bool(slip.errors or receipt.errors)
    return render(request, "vault/pages/handover.html", context, status=status_of(refused) if refused else 422 if failed else 200)


def as_object(file: Any) -> dict:
    try:
        found = json.loads(file.read(1_000_000))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadInput("receipt_file", "不是回执文件。", where=file.name, hint="请选择考场机给出的 .json 回执。")
    return found


@audience(CUSTODIAN)
def vault_slip(request: HttpRequest, public_id: str) -> HttpResponseBase:
    dispatch = get_object_or_404(dispatches(), public_id=public_id)
    slip = printed_slip(dispatch, request.user.display_name)
    return pdf_response(handover_slip.render(slip, watermark=print_watermark()), f"交接单-{dispatch.slip_number}.pdf")
