"""The four custody ledgers, what they say against each other, the monthly statement, and the room's checklist."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.custody.actions.check_room import CHECKLIST, check_room
from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
from liangcai.apps.custody.models import Custodian, LedgerRow, RoomCheck
from liangcai.apps.custody.selectors import (
    assembly_without_computer,
    chain_state,
    computer_without_room,
    copies_that_differ,
    disc_without_computer,
    rows_of,
)
from liangcai.engines.typesetting import custody_statement
from liangcai.engines.typesetting.custody_statement import CrossCheck, CustodyStatement, LedgerMonth
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.vault.watermarks import print_watermark

SHOWN = 30


class LedgerForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("台账"), choices=LedgerRow.KINDS)
    persons = forms.CharField(label=gettext_lazy("人员"), max_length=200, help_text=gettext_lazy("多人以顿号分隔"))
    purpose = forms.CharField(label=gettext_lazy("事由"), max_length=200)


def slips_in(first: date, last: date) -> list[tuple[str, list[LedgerRow]]]:
    return [
        (_("组卷制卷而无计算机使用登记"), assembly_without_computer(first, last)),
        (_("计算机使用而无场所出入登记"), computer_without_room(first, last)),
        (_("光盘出入而无计算机使用登记"), disc_without_computer(first, last)),
        (_("印制份数与登记份数不符"), copies_that_differ(first, last)),
    ]


def month_of(request: HttpRequest) -> tuple[date, date]:
    """The month asked for as ?month=2022-06; this one where none is."""
    given = request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{given}-01") if given else timezone.localdate().replace(day=1)
    except ValueError:
        raise BadInput("month", f"月份“{given[:20]}”无法识别。", hint="应形如 2022-06。") from None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


@audience(CUSTODIAN)
def vault_ledgers(request: HttpRequest) -> HttpResponse:
    (first, last), refused = month_of(request), None
    form = LedgerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_ledger_entry(actor=request.user, at=timezone.now(), kind=given["kind"], purpose=given["purpose"],
                                persons=[p.strip() for p in given["persons"].split("、") if p.strip()])  # fmt: skip
            messages.success(request, _("已登记。登记后不能更改。"))
            return redirect("vault_ledgers")
        except Refused as no:
            refused = no
    ledgers = [(kind, label, chain_state(kind), list(rows_of(kind).reverse()[:SHOWN])) for kind, label in LedgerRow.KINDS]
    context = {"title": _("光盘与台账"), "ledgers": ledgers, "slips": slips_in(first, last), "month": f"{first:%Y-%m}",
               "form": form, "refused": refused}  # fmt: skip
    return render(request, "vault/pages/ledgers.html", context, status=409 if refused else 422 if form.errors else 200)


@audience(CUSTODIAN)
def vault_statement(request: HttpRequest) -> HttpResponseBase:
    first, last = month_of(request)
    statement = CustodyStatement(
        vault="题库工作站", custodians=tuple(Custodian.objects.values_list("user__display_name", flat=True)),
        from_day=first, to_day=last, ledgers=tuple(ledger_month(kind, label, first, last) for kind, label in LedgerRow.KINDS),
        cross_checks=tuple(CrossCheck(name, tuple(f"{row.get_kind_display()} 第 {row.sequence} 条：{row.purpose}" for row in rows))
                           for name, rows in slips_in(first, last)),
    )  # fmt: skip
    return pdf_response(custody_statement.render(statement, watermark=print_watermark()), f"题库保管月度报告-{first:%Y-%m}.pdf")


def ledger_month(kind: str, label: str, first: date, last: date) -> LedgerMonth:
    rows = [r for r in rows_of(kind) if first <= timezone.localdate(r.at) <= last]
    ends = [f"{r.sequence}（{timezone.localtime(r.at):%m-%d %H:%M}）" for r in (rows[0], rows[-1])] if rows else ["—", "—"]
    return LedgerMonth(label, len(rows), *ends, rows[-1].hash if rows else "—", chain_state(kind).ok)


@audience(CUSTODIAN)
def vault_checklist(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        check = check_room(actor=request.user, at=timezone.now(), answers={k: request.POST.get(k) == "yes" for k in CHECKLIST})
        messages.success(request, _("检查已记录，全部合格。") if check.passed else _("检查已记录，有不合格项，须整改。"))
        return redirect("vault_checklist")
    context = {"title": _("保密场所检查"), "checklist": CHECKLIST.items(), "checks": checks_made(),
               "custodians": Custodian.objects.select_related("user")}  # fmt: skip
    return render(request, "vault/pages/checklist.html", context)


def checks_made() -> list[tuple[RoomCheck, list[str]]]:
    rows = RoomCheck.objects.select_related("checked_by").order_by("-pk")[:20]
    return [(row, [CHECKLIST[k] for k, good in row.answers.items() if not good and k in CHECKLIST]) for row in rows]
