"""Importing items: a preview of how each was understood, then the import. The file stays in memory."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.engine_io import row_of
from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.engines.item_files import ParseReport, check_items, read_excel, read_qti, read_word, write_excel
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import CSV, XLSX, bytes_response
from liangcai.web.shared.table_files import csv_lines
from liangcai.web.vault.disc_files import DiscFileField
from liangcai.web.vault.opened_bank import OpenedBank, require_opened

READERS: dict[str, Callable[[bytes], ParseReport]] = {".docx": read_word, ".xlsx": read_excel, ".zip": read_qti}
SHOWN = 200


class ImportForm(forms.Form):
    file = DiscFileField(label=gettext_lazy("试题文件"), suffixes=tuple(READERS),
                         help_text=gettext_lazy("Word（.docx）、Excel 模板（.xlsx）或 QTI 包（.zip）"))  # fmt: skip


@audience(CUSTODIAN)
def vault_import(request: HttpRequest, public_id: str) -> HttpResponse:
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    if request.POST.get("confirmed"):
        return store(request, bank, opened)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        reader = READERS.get(file.name[file.name.rfind("."):].lower())
        if reader is None:
            raise BadInput("item_file", f"不能识别 {file.name}。", hint="请上传 .docx、.xlsx 或 QTI .zip 文件。")
        opened.pending = (bank.pk, reader(file.read()))
    return preview(request, bank, opened, form)


def pending_for(bank: Bank, opened: OpenedBank) -> ParseReport | None:
    return opened.pending[1] if opened.pending and opened.pending[0] == bank.pk else None


def preview(request: HttpRequest, bank: Bank, opened: OpenedBank, form: ImportForm,
            refused: Refused | None = None) -> HttpResponse:  # fmt: skip
    report = pending_for(bank, opened)
    context = {"title": _("试题导入"), "bank": bank, "form": form, "report": report, "refused": refused,
               "breadcrumbs": [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))]}  # fmt: skip
    if report:
        labels = dict(ItemType.choices)
        context |= {"items": [(i, labels.get(i.type, _("未识别")), list(zip("ABCDEFGH", i.options, strict=False)))
                              for i in report.items[:SHOWN]],
                    "problems": report.all_problems, "findings": check_items(report.items)[:SHOWN],
                    "more": max(0, len(report.items) - SHOWN)}  # fmt: skip
    return render(request, "vault/pages/import.html", context, status=409 if refused else 422 if form.errors else 200)


def store(request: HttpRequest, bank: Bank, opened: OpenedBank) -> HttpResponse:
    report = pending_for(bank, opened)
    if report is None:
        raise Refused("nothing_to_import", "没有待导入的试题。", hint="请重新上传文件。")
    try:
        count = import_items(actor=request.user, at=timezone.now(), bank=bank, items=[row_of(i) for i in report.items],
                             key=opened.key)  # fmt: skip
    except Refused as no:
        return preview(request, bank, opened, ImportForm(), no)
    opened.pending = None
    messages.success(request, _("已加密入库 %(n)d 道试题，状态为草稿。") % {"n": count})
    return redirect("vault_bank", bank.public_id)


@audience(CUSTODIAN)
def vault_import_errors(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What a person must look at, as a file: one line a problem."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    report = pending_for(bank, opened)
    problems = report.all_problems if report else ()
    rows = ([p.where, p.field, p.words] for p in problems)
    return bytes_response(b"".join(csv_lines(["位置", "栏目", "问题"], rows, "zh-hans")), "导入问题.csv", CSV)


@audience(CUSTODIAN)
def vault_import_template(request: HttpRequest) -> HttpResponseBase:
    return bytes_response(write_excel([]), "试题导入模板.xlsx", XLSX)
