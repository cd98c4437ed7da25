"""Importing items: a preview of how each was understood, then the import. The file stays in memory.

Reading runs beside the request, so that a large file shows how far it is; storing is one transaction, so that a batch
is either there or not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.engine_io import row_of
from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_bank.selectors import import_faults
from liangcai.engines.item_files import ParseReport, Problem, check_items, read_excel, read_qti, read_word, write_excel
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import CSV, XLSX, bytes_response
from liangcai.web.shared.table_files import csv_lines
from liangcai.web.vault.disc_files import DiscFileField
from liangcai.web.vault.item_html import shown
from liangcai.web.vault.opened_bank import OpenedBank, require_opened
from liangcai.web.vault.watermarks import screen_watermark

Reader = Callable[..., ParseReport]
READERS: dict[str, Reader] = {".docx": read_word, ".xlsx": read_excel, ".zip": read_qti}
PATIENCE = 1.5  # seconds a request waits before it shows progress instead of the preview
PAGE = 50
MOST_BYTES = 200 << 20


@dataclass
class ImportJob:
    """A file on its way: read by a thread, looked at, stored. `rows` and `faults` are made once, when it is read."""

    bank: int
    name: str
    done: int = 0
    total: int = 0
    storing: bool = False
    report: ParseReport | None = None
    refused: Refused | None = None
    rows: list[dict[str, Any]] = field(default_factory=list, repr=False)
    faults: dict[int, list[dict[str, str]]] = field(default_factory=dict, repr=False)
    thread: threading.Thread | None = field(default=None, repr=False)

    def read(self, reader: Reader, content: bytes) -> None:
        try:
            self.report = reader(content, self.progress)
        except Refused as no:
            self.refused = no
        except Exception:  # a thread has nobody to tell but the page
            self.refused = BadInput("unreadable", f"文件 {self.name} 无法读取。", hint="请在原软件中重新保存后再试。")

    def progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    @property
    def reading(self) -> bool:
        return self.report is None and self.refused is None


class ImportForm(forms.Form):
    file = DiscFileField(label=gettext_lazy("试题文件"), suffixes=tuple(READERS),
                         help_text=gettext_lazy("Word（.docx）、Excel 模板（.xlsx）或 QTI 2.1、2.2、3.0 包（.zip）"))  # fmt: skip


@audience(CUSTODIAN)
def vault_import(request: HttpRequest, public_id: str) -> HttpResponse:
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    if request.POST.get("confirmed"):
        return store(request, bank, opened)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        start(bank, opened, form.cleaned_data["file"])
    job = job_for(bank, opened)
    if job and job.thread:
        job.thread.join(PATIENCE)
    if job and job.refused:
        opened.pending = None
        raise job.refused
    return preview(request, bank, job, form)


def start(bank: Bank, opened: OpenedBank, file: Any) -> None:
    reader = READERS.get(file.name[file.name.rfind(".") :].lower())
    if reader is None:
        raise BadInput("item_file", f"不能识别 {file.name}。", hint="请上传 .docx、.xlsx 或 QTI .zip 文件。")
    if file.size > MOST_BYTES:
        raise BadInput("too_large", f"文件有 {file.size >> 20} MB，超过 {MOST_BYTES >> 20} MB。", hint="请分成几个文件导入。")
    job = opened.pending = ImportJob(bank.pk, file.name)
    job.thread = threading.Thread(target=job.read, args=(reader, file.read()), daemon=True)
    job.thread.start()


def job_for(bank: Bank, opened: OpenedBank) -> ImportJob | None:
    return opened.pending if opened.pending and opened.pending.bank == bank.pk else None


def preview(request: HttpRequest, bank: Bank, job: ImportJob | None, form: ImportForm,
            refused: Refused | None = None) -> HttpResponse:  # fmt: skip
    context = {"title": _("试题导入"), "bank": bank, "form": form, "job": job, "refused": refused,
               "breadcrumbs": [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))]}  # fmt: skip
    if job and job.report:
        context |= understood(request, bank, job)
    response = render(request, "vault/pages/import.html", context, status=409 if refused else 422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def understood(request: HttpRequest, bank: Bank, job: ImportJob) -> dict[str, Any]:
    """What the page says of the file: counts, problems, and the items of one page, each with what is wrong with it."""
    assert job.report is not None
    if not job.rows:
        job.rows = [row_of(item) for item in job.report.items]
        job.faults = import_faults(bank, job.rows)
    wanted = [n for n in range(len(job.rows)) if n in job.faults or job.report.items[n].problems] if request.GET.get("only") else range(len(job.rows))
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    items = [(shown(job.report.items[n]), job.faults.get(n, []), job.report.items[n].problems) for n in page]
    found = check_items([job.report.items[n] for n in page])
    return {
        "report": job.report, "items": items, "page": page, "only": request.GET.get("only", ""), "watermark": screen_watermark(request, timezone.now()),
        "problems": job.report.all_problems, "bad": len(job.faults), "good": len(job.rows) - len(job.faults), "findings": found,
        "handed_over": bank.hall_id is not None,
    }  # fmt: skip


def store(request: HttpRequest, bank: Bank, opened: OpenedBank) -> HttpResponse:
    job = job_for(bank, opened)
    if job and job.reading:
        return preview(request, bank, job, ImportForm(),
                       Refused("still_reading", f"{job.name} 还在读取，尚未入库。", hint="请在读完并看过预览后再确认。"))  # fmt: skip
    if job is None or job.report is None:
        raise Refused("nothing_to_import", "没有待导入的试题。", hint="请重新上传文件。")
    state = request.POST.get("state", "draft")
    if state != ItemState.DRAFT and (state != ItemState.REVIEWED or bank.hall_id is None):
        raise BadInput("item_state", "导入的试题为草稿；随交接单接收的题库可为已审定。")
    job.rows = job.rows or [row_of(item) for item in job.report.items]
    job.storing, job.done, job.total = True, 0, len(job.rows)
    try:
        count = import_items(actor=request.user, at=timezone.now(), bank=bank, items=job.rows, key=opened.key, state=state,
                             accept_valid=request.POST.get("accept") == "valid", progress=job.progress)  # fmt: skip
    except Refused as no:
        job.faults = import_faults(bank, job.rows)  # what was free before may be taken now
        return preview(request, bank, job, ImportForm(), no)
    finally:
        job.storing = False
    opened.pending = None
    messages.success(request, _("已加密入库 %(n)d 道试题，状态为%(state)s。") % {"n": count, "state": ItemState(state).label})
    if count < len(job.rows):
        messages.warning(request, _("%(n)d 道有误的试题未入库。") % {"n": len(job.rows) - count})
    return redirect("vault_bank", bank.public_id)


@audience(CUSTODIAN)
def vault_import_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """A fragment that asks again every second; it leads to the preview once the file is read."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    job = job_for(bank, opened)
    response = render(request, "vault/pages/import_progress.html", {"bank": bank, "job": job})
    if job and request.GET.get("reading") and not job.reading:
        response["HX-Redirect"] = reverse("vault_import", args=(bank.public_id,))
    return response


@audience(CUSTODIAN)
def vault_import_errors(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What a person must look at, as a file: one line a problem, refused items first."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    job = job_for(bank, opened)
    if job is None or job.report is None:
        raise Refused("nothing_to_import", "没有待导入的试题。", hint="请重新上传文件。")
    if not job.rows:
        understood(request, bank, job)
    lines = [[job.report.items[n].number, job.report.items[n].source_row, one["field"], one["found"], one["expected"], "不能入库"]
             for n, faults in job.faults.items() for one in faults]  # fmt: skip
    lines += [[number, p.where, p.field, p.words, "", "请核对"] for number, problems in problems_by_item(job.report) for p in problems]
    head = ["题号", "位置", "栏目", "现为或问题", "应为", "结论"]
    return bytes_response(b"".join(csv_lines(head, lines, "zh-hans")), "导入问题.csv", CSV)


def problems_by_item(report: ParseReport) -> Sequence[tuple[str, Sequence[Problem]]]:
    return [("", report.problems), *((item.number, item.problems) for item in report.items)]


@audience(CUSTODIAN)
def vault_import_template(request: HttpRequest) -> HttpResponseBase:
    return bytes_response(write_excel([]), "试题导入模板.xlsx", XLSX)
