"""The roster of accepted candidates for body and centre, as PDF or workbook."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase

from liangcai.apps.registrations.engine_io import roster_of
from liangcai.apps.registrations.models import Batch
from liangcai.engines.typesetting.accepted_roster import HEADS, lines_of, render
from liangcai.kernel.refusals import Refused
from liangcai.kernel.spreadsheets import list_workbook
from liangcai.web.hall.exam_words import authority_of
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.downloads import XLSX, bytes_response, pdf_response


def require_answered(batch: Batch) -> None:
    if batch.fed_back_at is None:
        raise Refused("not_answered", "该批次尚未反馈。", hint="反馈后可打印。")


def roster_response(batch: Batch, kind: str) -> HttpResponseBase:
    """`kind` is "pdf" or "xlsx"."""
    if kind not in ("pdf", "xlsx"):
        raise Http404
    require_answered(batch)
    roster = roster_of(batch, reviewer=authority_of(batch.plan.region_code))
    name = f"花名册-{roster.batch_number}.{kind}"
    if kind == "pdf":
        return pdf_response(render(roster, watermark=watermark()), name)
    return bytes_response(list_workbook(HEADS, lines_of(roster)), name, XLSX)
