"""Orders to item writers: made from a short bank, printed, ticked off as items arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liangcai.apps.papers.actions.order_missing_items import order_missing_items
from liangcai.apps.papers.actions.tick_off_order_line import tick_off_order_line
from liangcai.apps.papers.models import ItemOrder, ItemOrderLine
from liangcai.apps.papers.order_files import document, workbook
from liangcai.apps.papers.printing import order_rows, printed_order
from liangcai.engines.typesetting import table_report
from liangcai.kernel.refusals import BadInput
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import DOCX, XLSX, bytes_response, pdf_response
from liangcai.web.vault.views.assembly import AssemblyForm
from liangcai.web.vault.watermarks import print_watermark


@audience(CUSTODIAN)
@require_POST
def vault_order_new(request: HttpRequest) -> HttpResponseBase:
    """From the same three values as assembly; the seed plays no part."""
    form = AssemblyForm({**request.POST.dict(), "seed": 0})
    if not form.is_valid():
        raise BadInput("order_fields", _("未写明方案与套数。"), hint=_("请回到“组卷”页重新提交。"))
    order = order_missing_items(actor=request.user, at=timezone.now(), blueprint=form.cleaned_data["blueprint"],
                                forms=form.cleaned_data["forms_wanted"])  # fmt: skip
    messages.success(request, _("命题需求单已开具。"))
    return redirect("vault_order", order.public_id)


def order_or_404(public_id: str) -> ItemOrder:
    found = ItemOrder.objects.select_related("blueprint__bank", "ordered_by").prefetch_related("lines")
    return get_object_or_404(found, public_id=public_id)


@audience(CUSTODIAN)
def vault_order(request: HttpRequest, public_id: str) -> HttpResponse:
    order = order_or_404(public_id)
    lines = list(order.lines.all())
    context = {"title": order.order_number, "subtitle": f"{order.blueprint.bank} · {order.blueprint.name}", "order": order,
               "rows": list(zip(lines, order_rows(order), strict=True)), "arrived": sum(one.arrived_on is not None for one in lines),
               "total": len(lines), "breadcrumbs": [(_("组卷"), reverse("vault_papers"))]}  # fmt: skip
    return render(request, "vault/pages/order.html", context)


@audience(CUSTODIAN)
def vault_order_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    order = order_or_404(public_id)
    name = f"命题需求单-{order.order_number}.{kind}"
    if kind == "xlsx":
        return bytes_response(workbook(order), name, XLSX)
    if kind == "docx":
        return bytes_response(document(order), name, DOCX)
    return pdf_response(table_report.render(printed_order(order), watermark=print_watermark()), name)


@audience(CUSTODIAN)
@require_POST
def vault_order_line(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    line = get_object_or_404(ItemOrderLine, order__public_id=public_id, number=number)
    tick_off_order_line(actor=request.user, at=timezone.now(), line=line)
    messages.success(request, _("第 %(n)d 行已销项。") % {"n": number})
    return redirect("vault_order", public_id)
