"""Scanned answer sheets: read, and what the machine was not sure of settled by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.marking.actions.read_sheets import SURE, read_sheets
from liangcai.apps.marking.actions.settle_answer import settle_answer
from liangcai.apps.marking.models import SheetRead
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.station.storage import StationStorage
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.room.proctor.views.sittings import show_sitting, with_counts
from liangcai.web.shared.access import PROCTOR, audience
from liangcai.web.shared.downloads import file_response
from liangcai.web.shared.middleware import status_of

KINDS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
STATES = {"multiple": "多填", "doubtful": "看不清"}


def folder_of(sitting: Sitting) -> Path:
    return Path(StationStorage().path(f"scans/{sitting.public_id}"))


@audience(PROCTOR)
def room_scan_upload(request: HttpRequest, public_id: str) -> HttpResponse:
    """Scans stay on this machine: who settles a doubtful answer looks at the sheet."""
    sitting = get_object_or_404(with_counts(), public_id=public_id)
    if request.method != "POST":
        return redirect("room_sitting", sitting.public_id)
    try:
        outcome = read_sheets(actor=request.user, at=timezone.now(), sitting=sitting, scans=kept(request, sitting))
    except Refused as no:
        return show_sitting(request, sitting, no)
    read, problems = outcome["read"], outcome["problems"]
    messages.success(request, _("识读 %(n)d 张答题卡，%(m)d 页未能归位。") % {"n": len(read), "m": len(problems)})
    return redirect("room_sitting", sitting.public_id)


def kept(request: HttpRequest, sitting: Sitting) -> list[Path]:
    """The files sent, stored under the names they came with."""
    files = request.FILES.getlist("scans")
    wrong = [f.name for f in files if Path(f.name or "").suffix.lower() not in KINDS]
    if not files or wrong:
        raise BadInput("not_scans", f"不是扫描件：{'、'.join(map(str, wrong[:5]))}。" if wrong else "没有选择扫描件。",
                       hint="请上传 PDF、PNG、JPG 或 TIF 文件。")  # fmt: skip
    storage = StationStorage()
    return [Path(storage.path(storage.save(f"scans/{sitting.public_id}/{f.name}", f))) for f in files]


@audience(PROCTOR)
def room_scan(request: HttpRequest, public_id: str, name: str) -> HttpResponseBase:
    folder = folder_of(get_object_or_404(Sitting, public_id=public_id))
    if name not in {p.name for p in folder.glob("*")}:
        raise Http404
    return file_response(folder / name, name, inline=True)


def doubtful_answers(sitting: Sitting) -> list[tuple[SheetRead, dict[str, Any]]]:
    sheets = SheetRead.objects.filter(seat__sitting=sitting, doubtful__gt=0).select_related("seat").order_by("seat")
    return [(s, a) for s in sheets for a in s.answers if a["state"] not in (*SURE, "settled")]


@audience(PROCTOR)
def room_doubtful(request: HttpRequest, public_id: str) -> HttpResponse:
    """One doubtful answer at a time, with the picture it stands on."""
    sitting, refused = get_object_or_404(Sitting, public_id=public_id), None
    if request.method == "POST":
        try:
            settle(request, sitting)
            return redirect("room_doubtful", sitting.public_id)
        except Refused as no:
            refused = no
    waiting = doubtful_answers(sitting)
    if not waiting and refused is None:
        return redirect("room_sitting", sitting.public_id)
    context: dict[str, Any] = {"title": _("人工确认"), "subtitle": sitting.title, "sitting": sitting,
                               "left": len(waiting),
                               "breadcrumbs": [(sitting.title, reverse("room_sitting", args=(sitting.public_id,)))],
                               "refused": refused}  # fmt: skip
    if waiting:
        sheet, answer = waiting[0]
        question = sitting.papers[sheet.seat.paper_code][answer["question"] - 1]
        source = Path(answer.get("source", sheet.source)).name
        letters = "AB" if question["type"] == "true_false" else "ABCDEFGH"[: len(question.get("options", ()))]
        context |= {
            "sheet": sheet, "answer": answer, "state": STATES.get(answer["state"], answer["state"]),
            "control": "checkbox" if question["type"] == "multiple_choice" else "radio",
            "choices": [(a, {"A": "√", "B": "×"}[a] if question["type"] == "true_false" else a) for a in letters],
            "source": source, "scan_page": answer.get("page", sheet.page),
            "scan_url": reverse("room_scan", args=(sitting.public_id, source)) if source else "",
            "picture": Path(source).suffix.lower() in (".png", ".jpg", ".jpeg"),
        }  # fmt: skip
    return render(request, "room/proctor/pages/doubtful.html", context, status=status_of(refused) if refused else 200)


def settle(request: HttpRequest, sitting: Sitting) -> None:
    given = forms.IntegerField(min_value=1), forms.IntegerField(min_value=1)
    try:
        sheet_id, question = (f.clean(request.POST.get(k)) for f, k in zip(given, ("sheet", "question"), strict=True))
    except forms.ValidationError:
        raise BadInput("no_such_answer", "没有指明是哪一处作答。") from None
    sheet = get_object_or_404(SheetRead, pk=sheet_id, seat__sitting=sitting)
    if "answer" not in request.POST and "none" not in request.POST:
        raise BadInput("no_answer_chosen", "请选择作答，或选“无有效作答”。")
    answer = "" if "none" in request.POST else "".join(request.POST.getlist("answer"))
    settle_answer(actor=request.user, at=timezone.now(), sheet=sheet, question=question, answer=answer)
