"""Double entry of scores where the room had no package: two persons, cell by cell, differences settled by a third entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.results.actions.discard_entries import discard_entries
from liangcai.apps.results.actions.enter_scores import enter_scores
from liangcai.apps.results.actions.settle_differences import settle_differences
from liangcai.apps.results.double_entry import open_differences, roster_of, subjects_of
from liangcai.apps.results.models import ScoreSheet
from liangcai.apps.results.score_workbook import columns_of, read_cells, template, with_errors
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from liangcai.web.hall.exam_words import moment_words
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import XLSX, as_link, bytes_response
from liangcai.web.shared.middleware import status_of

MOST_ON_SCREEN = 200  # candidates; a longer roster is entered by workbook
WAYS = ("upload", "grid", "settle", "discard")


class UploadForm(forms.Form):
    workbook = forms.FileField(label=_("成绩工作簿"), help_text=_("从本页下载的模板，整份填好"))


def plan_of(request: HttpRequest, public_id: str) -> ExamPlan:
    return get_object_or_404(plans_visible_to(request.user), public_id=public_id)


@audience(CENTRE)
def template_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    plan = plan_of(request, public_id)
    content = template(plan.plan_number, roster_of(plan), subjects_of(plan))
    return bytes_response(content, f"成绩录入-{plan.plan_number}.xlsx", XLSX)


@audience(CENTRE)
def score_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    plan = plan_of(request, public_id)
    if hasattr(plan, "release"):
        return redirect("centre_result", plan.release.public_id)
    refused, marked, status = None, "", 200
    way = request.POST.get("act", "")
    if request.method == "POST":
        try:
            messages.success(request, act(request, plan, way))
            return redirect(request.path)
        except NotPermitted:
            raise
        except Refused as no:
            refused, status = no, status_of(no)
            if way == "upload" and isinstance(no, RowErrors):
                marked = as_link(with_errors(workbook_of(request), subjects_of(plan), no.errors))
    return render(request, "hall/centre/pages/score_entry.html", {
        "title": _("双人录入成绩"), "subtitle": str(plan), "plan": plan, "refused": in_words(plan, refused), "error_workbook": marked,
        "breadcrumbs": [(_("考核计划"), reverse("centre_plans")),
                        (plan.plan_number, reverse("centre_plan", args=(plan.public_id,)))],
        **stand_of(request, plan, refused),
    }, status=status)  # fmt: skip


def in_words(plan: ExamPlan, refused: Refused | None) -> Refused | None:
    """The same refusal with the headings of the sheet for its columns."""
    if not isinstance(refused, RowErrors):
        return refused
    heads = columns_of(subjects_of(plan)) | {d.key: Subject(d.subject).label for d in open_differences(plan)}
    errors = [{**error, "field": heads.get(error["field"], error["field"])} for error in refused.errors]
    return RowErrors(refused.message, errors, hint=refused.hint)


def act(request: HttpRequest, plan: ExamPlan, way: str) -> str:
    """Runs what the form asked for; returns the message."""
    given: dict[str, Any] = {"actor": request.user, "at": timezone.now(), "plan": plan}
    if way == "settle":
        settle_differences(**given, settled={
            d.key: (request.POST.get(f"cell:{d.key}", ""), request.POST.get(f"reason:{d.key}", ""))
            for d in open_differences(plan)})  # fmt: skip
        return now_in("差异已处理，成绩已入库，请未参与录入的人员核对。")
    if way == "discard":
        count = discard_entries(**given, reason=request.POST.get("reason", ""))
        return now_in("已作废 %(n)d 份录入，可重新录入。") % {"n": count}
    readers: dict[str, Callable[[], Any]] = {"upload": lambda: uploaded(request, plan), "grid": lambda: typed(request, plan)}
    if way not in readers:
        raise BadInput("unknown_act", f"没有“{way[:40]}”这项操作。", where="act")
    sheet = enter_scores(**given, lines=readers[way]())
    if sheet.turn == 1:
        return now_in("第一遍已录入 %(n)d 人，请另一人独立录入第二遍。") % {"n": len(sheet.cells)}
    differing = open_differences(plan) if not ScoreSheet.objects.filter(plan=plan, plan__release__isnull=False).exists() else []
    if differing:
        return now_in("第二遍已录入，与第一遍有 %(n)d 处不同，请对照原始记录处理。") % {"n": len(differing)}
    return now_in("两遍录入一致，成绩已入库，请未参与录入的人员核对。")


def workbook_of(request: HttpRequest) -> bytes:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        raise BadInput("no_file", now_in("请选择要上传的成绩工作簿。"), where="workbook")
    form.cleaned_data["workbook"].seek(0)
    return form.cleaned_data["workbook"].read()


def uploaded(request: HttpRequest, plan: ExamPlan) -> list[tuple[int, dict[str, str]]]:
    return read_cells(workbook_of(request), plan.plan_number, subjects_of(plan))


def typed(request: HttpRequest, plan: ExamPlan) -> list[tuple[int, dict[str, str]]]:
    """The cells of the grid, numbered as its lines are."""
    subjects = [value for value, _label in subjects_of(plan)]
    return [(n, {"ticket_number": line.ticket_number}
             | {s: request.POST.get(f"cell:{line.ticket_number}:{s}", "") for s in subjects if s not in line.given})
            for n, line in enumerate(roster_of(plan), start=1)]  # fmt: skip


def stand_of(request: HttpRequest, plan: ExamPlan, refused: Refused | None) -> dict[str, Any]:
    """How far the double entry is, and what this person may do next. The first entry is never shown to the second."""
    sheets = list(ScoreSheet.objects.filter(plan=plan).select_related("entered_by"))
    own = any(sheet.entered_by_id == request.user.pk for sheet in sheets)
    labels = {1: _("第一遍"), 2: _("第二遍")}
    steps = [(labels[turn], next((f"{s.entered_by.display_name}　{moment_words(s.entered_at)}" for s in sheets if s.turn == turn),
                                 _("未录入"))) for turn in (1, 2)]  # fmt: skip
    differing = open_differences(plan) if len(sheets) == 2 else []
    entering = len(sheets) < 2 and not own and plan.state == "closed"
    roster = roster_of(plan) if entering or differing else []
    names = {line.ticket_number: line.name for line in roster}
    return {
        "steps": steps, "waits_for_other": own and len(sheets) == 1, "entering": entering, "form": UploadForm(),
        "started": bool(sheets), "too_long": len(roster) > MOST_ON_SCREEN, "not_closed": plan.state != "closed",
        "subjects": subjects_of(plan), "grid": grid_of(request, plan, roster, refused) if entering else [],
        "differing": [(d, names[d.ticket_number], Subject(d.subject).label, request.POST.get(f"cell:{d.key}", ""),
                       request.POST.get(f"reason:{d.key}", "")) for d in differing],
    }  # fmt: skip


def grid_of(request: HttpRequest, plan: ExamPlan, roster: list[Any], refused: Refused | None) -> list[dict[str, Any]]:
    """One line a candidate; a cell is (name, what was typed, what is wrong with it, what stands fixed)."""
    if len(roster) > MOST_ON_SCREEN:
        return []
    subjects = subjects_of(plan)
    errors = refused.errors if isinstance(refused, RowErrors) and request.POST.get("act") == "grid" else []
    faults = {(e["row"], e["field"]): f"{e['found']}；{e['expected']}" for e in errors}
    return [{"line": line, "cells": [
        {"label": label, "name": f"cell:{line.ticket_number}:{value}", "fixed": line.given.get(value, ""),
         "value": request.POST.get(f"cell:{line.ticket_number}:{value}", ""), "fault": faults.get((n, value), "")}
        for value, label in subjects]} for n, line in enumerate(roster, start=1)]  # fmt: skip
