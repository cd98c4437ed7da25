"""The scope table of a bank: seen, edited by parts, read from files, exported, printed, compared."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.actions.save_scope_table import save_scope_table
from liangcai.apps.item_bank.engine_io import scope_table_of
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_bank.printing import printed_scope_table
from liangcai.apps.item_bank.selectors import items_off_the_table
from liangcai.engines.item_files import (
    ScopeTable,
    changes,
    leaves,
    read_scope_table,
    read_scope_table_word,
    with_points,
    with_scopes,
    write_scope_table,
    write_scope_table_word,
)
from liangcai.engines.item_files.scope_table_excel import entries_of
from liangcai.engines.typesetting import scope_table as scope_table_pdf
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import DOCX, XLSX, bytes_response, pdf_response
from liangcai.web.vault.disc_files import DiscFileField
from liangcai.web.vault.watermarks import print_watermark

SPARE_ROWS = 3  # empty lines offered for what is new
KINDS = {
    "added": gettext_lazy("新增"), "removed": gettext_lazy("删除"), "renamed": gettext_lazy("改名"),
    "renumbered": gettext_lazy("重新编号"), "weight": gettext_lazy("比重"), "counts": gettext_lazy("X:Y:Z"),
    "importance": gettext_lazy("重要程度"),
}  # fmt: skip


class TableFileForm(forms.Form):
    file = DiscFileField(label=gettext_lazy("细目表文件"), suffixes=(".xlsx", ".docx"),
                         help_text=gettext_lazy("Excel（.xlsx）或 Word（.docx），表头与导出的相同"))  # fmt: skip
    note = forms.CharField(label=gettext_lazy("变更说明"), max_length=200, required=False)


def crumbs(bank: Bank) -> list[tuple[str, str]]:
    return [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))]


def table_crumbs(bank: Bank) -> list[tuple[str, str]]:
    return [*crumbs(bank), (_("细目表"), reverse("vault_scope_table", args=(bank.public_id,)))]


@audience(CUSTODIAN)
def vault_scope_table(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    form = TableFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        readers = {".xlsx": read_scope_table, ".docx": read_scope_table_word}
        reader = readers.get(file.name[file.name.rfind("."):].lower())
        if reader is None:
            raise BadInput("scope_table_file", f"不能识别 {file.name}。", hint="请上传 .xlsx 或 .docx 文件。")
        try:
            return saved(request, bank, reader(file.read()), bank.scope_table_version, form.cleaned_data["note"])
        except Refused as no:
            return shown(request, bank, form, no)
    return shown(request, bank, form)


def shown(request: HttpRequest, bank: Bank, form: TableFileForm, refused: Refused | None = None) -> HttpResponse:
    table = scope_table_of(bank.scope_table, bank)
    items = Counter(bank.items.exclude(state="retired").values_list("point", flat=True))
    context = {
        "title": _("鉴定要素细目表"), "subtitle": str(bank), "bank": bank, "form": form, "refused": refused,
        "breadcrumbs": crumbs(bank), "versions": bank.scope_table_versions.select_related("saved_by"),
        "entries": [(e, e.code.count("-") + 1, items[e.code] if hasattr(e, "importance") else None) for e in entries_of(table)],
        "leaves": leaves(table), "points": len(table.points), "lost": items_off_the_table(bank).order_by("item_number")[:200],
    }  # fmt: skip
    return render(request, "vault/pages/scope_table.html", context, status=409 if refused else 422 if form.errors else 200)


def saved(request: HttpRequest, bank: Bank, table: ScopeTable, version: int, note: str) -> HttpResponse:
    save_scope_table(actor=request.user, at=timezone.now(), bank=bank, table=table, version=version, note=note)
    messages.success(request, _("细目表已保存为第 %(n)d 版。") % {"n": version + 1})
    if lost := items_off_the_table(bank).count():
        messages.warning(request, _("%(n)d 道试题的鉴定点已不在表中，见页末清单。") % {"n": lost})
    return redirect("vault_scope_table", bank.public_id)


@audience(CUSTODIAN)
def vault_scope_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The three levels: codes, names, weights. Counts follow from the points."""
    bank = get_object_or_404(Bank, public_id=public_id)
    table = scope_table_of(bank.scope_table, bank)
    rows = [{"code": s.code, "name": s.name, "weight": f"{s.weight:f}"} for s in table.scopes]
    refused = None
    if request.method == "POST":
        rows = posted_rows(request.POST, ("code", "name", "weight"))
        try:
            return saved(request, bank, with_scopes(table, [scope_row(row) for row in rows]), seen(request), note_of(request))
        except Refused as no:
            refused = no
    rows += [{"code": "", "name": "", "weight": ""}] * SPARE_ROWS
    return edit_page(request, bank, _("编辑鉴定范围"), rows, refused, points=False)


@audience(CUSTODIAN)
def vault_scope_points(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """The points of one third-level scope; numbers 001… follow their order."""
    bank = get_object_or_404(Bank, public_id=public_id)
    table = scope_table_of(bank.scope_table, bank)
    leaf = next((scope for scope in leaves(table) if scope.code == code), None)
    if leaf is None:
        raise Refused("no_such_scope", f"细目表中没有三级鉴定范围 {code}。")
    rows = [{"name": p.name, "importance": p.importance} for p in table.points if p.scope == code]
    refused = None
    if request.method == "POST":
        rows = [row for row in posted_rows(request.POST, ("name", "importance")) if row["name"]]
        points = [(row["name"], row["importance"].upper()) for row in rows]
        try:
            return saved(request, bank, with_points(table, code, points), seen(request), note_of(request))
        except Refused as no:
            refused = no
    rows += [{"name": "", "importance": ""}] * SPARE_ROWS
    return edit_page(request, bank, f"{_('编辑鉴定点')} {code} {leaf.name}", rows, refused, points=True)


def edit_page(request: HttpRequest, bank: Bank, title: str, rows: list[dict[str, str]], refused: Refused | None, *,
              points: bool) -> HttpResponse:  # fmt: skip
    context = {"title": title, "subtitle": str(bank), "bank": bank, "rows": rows, "refused": refused, "points": points,
               "version": request.POST.get("version", bank.scope_table_version), "note": note_of(request),
               "breadcrumbs": table_crumbs(bank)}  # fmt: skip
    return render(request, "vault/pages/scope_edit.html", context, status=409 if refused else 200)


def posted_rows(given: QueryDict, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of the form in order; empty ones are left out."""
    columns = [given.getlist(name) for name in names]
    rows = [dict(zip(names, map(str.strip, values), strict=True)) for values in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())]


def scope_row(row: dict[str, str]) -> tuple[str, str, Decimal]:
    try:
        weight = Decimal(row["weight"])
    except InvalidOperation:
        weight = Decimal("NaN")
    if not weight.is_finite():
        raise BadInput("bad_weight", f"{row['code'] or row['name']} 的比重“{row['weight']}”不是数。", where="鉴定比重")
    return row["code"].upper(), row["name"], weight


def seen(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else 0


def note_of(request: HttpRequest) -> str:
    return request.POST.get("note", "")[:200]


@audience(CUSTODIAN)
def vault_scope_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """The newest version, or `?version=`, as xlsx, docx or pdf."""
    bank = get_object_or_404(Bank, public_id=public_id)
    version, table = version_of(bank, request.GET.get("version", ""))
    name = f"{bank}细目表-第{version}版"
    if kind == "xlsx":
        return bytes_response(write_scope_table(table), f"{name}.xlsx", XLSX)
    if kind == "docx":
        return bytes_response(write_scope_table_word(table), f"{name}.docx", DOCX)
    pdf = scope_table_pdf.render(printed_scope_table(table, bank, version), watermark=print_watermark())
    return pdf_response(pdf, f"{name}.pdf")


def version_of(bank: Bank, given: str) -> tuple[int, ScopeTable]:
    """(number, table) of a version; the newest where none is named."""
    if not given:
        return bank.scope_table_version, scope_table_of(bank.scope_table, bank)
    kept = bank.scope_table_versions.filter(version=int(given)).first() if given.isdecimal() and len(given) < 5 else None
    if kept is None:
        raise BadInput("no_such_version", f"细目表没有第 {given} 版。")
    return kept.version, scope_table_of(kept.table, bank)


@audience(CUSTODIAN)
def vault_scope_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    newest = bank.scope_table_version
    old, before = version_of(bank, request.GET.get("old") or str(max(1, newest - 1)))
    new, after = version_of(bank, request.GET.get("new") or str(newest))
    found: list[tuple[Any, Any]] = [(KINDS[change.kind], change) for change in changes(before, after)]
    context = {"title": _("细目表版次比较"), "subtitle": str(bank), "bank": bank, "old": old, "new": new, "changes": found,
               "numbers": range(newest, 0, -1), "breadcrumbs": table_crumbs(bank)}  # fmt: skip
    return render(request, "vault/pages/scope_compare.html", context)
