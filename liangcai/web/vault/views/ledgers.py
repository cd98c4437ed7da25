"""The four custody ledgers, what they say against each other, corrections, and the monthly statement."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.custody.actions.close_ledger_entry import close_ledger_entry, open_rows
from liangcai.apps.custody.actions.correct_ledger_entry import correct_ledger_entry
from liangcai.apps.custody.actions.make_disc import make_disc
from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.selectors import chain_entries, chain_state, findings, line_of, on_duty, rows_of
from liangcai.engines.ledger.cross_checks import CHECKS, LedgerLine
from liangcai.engines.ledger.export import write_line
from liangcai.engines.typesetting import custody_statement
from liangcai.engines.typesetting.custody_statement import CrossCheck, CustodyStatement, LedgerMonth
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page
from liangcai.web.vault.watermarks import print_watermark

MOMENT = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), "required": False}


class LedgerForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("台账"), choices=LedgerRow.KINDS)
    persons = forms.CharField(label=gettext_lazy("人员"), max_length=200, help_text=gettext_lazy("多人以顿号分隔"))
    purpose = forms.CharField(label=gettext_lazy("事由"), max_length=200)
    copies = forms.IntegerField(label=gettext_lazy("登记份数"), min_value=0, required=False, help_text=gettext_lazy("制卷时填写"))
    printed = forms.IntegerField(label=gettext_lazy("印制份数"), min_value=0, required=False, help_text=gettext_lazy("清点后填写"))


class CorrectionForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("更正原因"), max_length=200)
    persons = forms.CharField(label=gettext_lazy("人员应为"), max_length=200, required=False)
    purpose = forms.CharField(label=gettext_lazy("事由应为"), max_length=200, required=False)
    at = forms.DateTimeField(label=gettext_lazy("开始时间应为"), **MOMENT)
    ended_at = forms.DateTimeField(label=gettext_lazy("结束时间应为"), **MOMENT)
    copies = forms.IntegerField(label=gettext_lazy("登记份数应为"), min_value=0, required=False)
    printed = forms.IntegerField(label=gettext_lazy("印制份数应为"), min_value=0, required=False)

    def instead(self) -> dict[str, Any]:
        given = {k: v for k, v in self.cleaned_data.items() if k != "reason" and v not in (None, "")}
        if "persons" in given:
            given["persons"] = persons_in(given["persons"])
        return given


class RowsTable(Table):
    name = "rows"
    title = gettext_lazy("台账记录")
    columns = (
        Column("kind", gettext_lazy("台账"), "get_kind_display"),
        Column("sequence", gettext_lazy("序号"), sort="sequence", numeric=True, link=lambda r: reverse("vault_ledger_row", args=(r.kind, r.sequence))),
        Column("at", gettext_lazy("时间"), sort="at"),
        Column("ended_at", gettext_lazy("结束")),
        Column("persons", gettext_lazy("人员"), lambda r: "、".join(r.persons)),
        Column("purpose", gettext_lazy("事由")),
    )  # fmt: skip
    search = ("purpose",)
    filters = (
        ChoiceFilter("kind", gettext_lazy("台账"), LedgerRow.KINDS),
        DayFilter("from", gettext_lazy("起"), lambda rows, day: rows.filter(at__date__gte=day)),
        DayFilter("to", gettext_lazy("止"), lambda rows, day: rows.filter(at__date__lte=day)),
    )
    order = ("-at", "-pk")
    empty = gettext_lazy("尚无记录")


def persons_in(text: str) -> list[str]:
    return [p.strip() for p in text.split("、") if p.strip()]


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
    """What does not fit this month, who is still inside, the state of each chain; entries are made here."""
    (first, last), refused, now = month_of(request), None, timezone.now()
    form = LedgerForm(request.POST if request.POST.get("act") == "enter" else None)
    try:
        if request.POST.get("act") == "close":
            row = get_object_or_404(LedgerRow, kind=request.POST.get("kind", ""), sequence=sequence_in(request))
            close_ledger_entry(actor=request.user, at=now, row=row)
            messages.success(request, _("已登记离开。"))
            return redirect("vault_ledgers")
        if form.is_valid():
            given = form.cleaned_data
            facts = {k: given[k] for k in ("copies", "printed") if given[k] is not None}
            record_ledger_entry(actor=request.user, at=now, kind=given["kind"], purpose=given["purpose"],
                                persons=persons_in(given["persons"]), facts=facts)  # fmt: skip
            messages.success(request, _("已登记。登记后不能更改，只能更正。"))
            return redirect("vault_ledgers")
    except Refused as no:
        refused = no
    labels = dict(LedgerRow.KINDS)
    ledgers = [(kind, label, chain_state(kind), rows_of(kind).last()) for kind, label in LedgerRow.KINDS]
    context = {"title": _("保密台账"), "ledgers": ledgers, "findings": [(f, [(labels[line.kind], line) for line in f.lines]) for f in findings(first, last, timezone.localdate())],
               "checks": len(CHECKS), "month": f"{first:%Y-%m}", "form": form, "refused": refused,
               "inside": [*open_rows("room"), *open_rows("computer")]}  # fmt: skip
    return render(request, "vault/pages/ledgers.html", context, status=status_of(refused) if refused else 422 if form.errors else 200)


def sequence_in(request: HttpRequest) -> int:
    given = request.POST.get("sequence", "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


@audience(CUSTODIAN)
def vault_ledger_rows(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, RowsTable(LedgerRow.objects.all()), "vault/pages/table.html")


@audience(CUSTODIAN)
def vault_ledger_row(request: HttpRequest, kind: str, sequence: int) -> HttpResponse:
    """One row as it was entered, what was said about it later, and the form that corrects it."""
    row, refused = get_object_or_404(LedgerRow, kind=kind, sequence=sequence), None
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        try:
            correct_ledger_entry(actor=request.user, at=timezone.now(), row=row, reason=form.cleaned_data["reason"], instead=form.instead())
            messages.success(request, _("更正已另立一条，原记录不变。"))
            return redirect("vault_ledger_row", kind, sequence)
        except Refused as no:
            refused = no
    later = [r for r in rows_of(kind).filter(sequence__gt=sequence) if sequence in (r.facts.get("corrects"), r.facts.get("closes"))]
    context = {"title": f"{row.get_kind_display()} {_('第')} {row.sequence} {_('条')}", "row": row, "form": form, "refused": refused,
               "facts": [(k, v) for k, v in row.facts.items() if k != "actor"], "later": later,
               "own": not ({"closes", "corrects"} & row.facts.keys()),
               "breadcrumbs": [(_("保密台账"), reverse("vault_ledgers")), (row.get_kind_display(), f"{reverse('vault_ledger_rows')}?kind={kind}")]}  # fmt: skip
    return render(request, "vault/pages/ledger_row.html", context, status=status_of(refused) if refused else 422 if form.errors else 200)


@audience(CUSTODIAN)
def vault_ledger_disc(request: HttpRequest) -> HttpResponse:
    """All four ledgers as `liangcai ledger verify` reads them, on a disc."""
    if request.method != "POST":
        return redirect("vault_ledgers")
    files = {f"ledger-{kind}.jsonl": b"".join(write_line(e) for e in chain_entries(kind)) for kind, _label in LedgerRow.KINDS}
    disc = make_disc(actor=request.user, at=timezone.now(), purpose="ledgers", counterpart=_("主管部门"), files={k: v for k, v in files.items() if v})
    messages.success(request, _("四本台账已导出到光盘映像，请刻录。"))
    return redirect("vault_disc", disc.public_id)


@audience(CUSTODIAN)
def vault_statement(request: HttpRequest) -> HttpResponseBase:
    first, last = month_of(request)
    found = findings(first, last, timezone.localdate())
    statement = CustodyStatement(
        vault="题库工作站", custodians=tuple(c.user.display_name for c in on_duty(last).select_related("user")),
        from_day=first, to_day=last, ledgers=tuple(ledger_month(kind, label, first, last) for kind, label in LedgerRow.KINDS),
        cross_checks=tuple(CrossCheck(title, tuple(f"{words_of(f.lines[0])}{'。' + f.detail if f.detail else ''}" for f in found if f.check == check))
                           for check, (title, _to_do) in CHECKS.items()),
    )  # fmt: skip
    return pdf_response(custody_statement.render(statement, watermark=print_watermark()), f"题库保管月度报告-{first:%Y-%m}.pdf")


def words_of(line: LedgerLine) -> str:
    return f"{dict(LedgerRow.KINDS)[line.kind]} 第 {line.sequence} 条（{line.at:%m-%d %H:%M}）：{line.purpose}"


def ledger_month(kind: str, label: str, first: date, last: date) -> LedgerMonth:
    rows = [r for r in rows_of(kind) if first <= line_of(r).at.date() <= last]
    ends = [f"{r.sequence}（{timezone.localtime(r.at):%m-%d %H:%M}）" for r in (rows[0], rows[-1])] if rows else ["—", "—"]
    return LedgerMonth(label, len(rows), *ends, rows[-1].hash if rows else "—", chain_state(kind).ok)
