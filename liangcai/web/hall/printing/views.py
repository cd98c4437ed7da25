"""Everything printed of a seated plan: what is stale, prints part by part with progress, the places seated again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.actions.move_room import move_room
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import plans_visible_to
from liangcai.apps.registrations.actions.add_printed_part import add_printed_part
from liangcai.apps.registrations.actions.begin_print import begin_print
from liangcai.apps.registrations.enums import SheetKind
from liangcai.apps.registrations.models import PrintRun
from liangcai.apps.registrations.seating import digest_of, replayed
from liangcai.apps.registrations.sheets import Stale, part_size, pdf_of, sheets_of, stale_of
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_words import authority_of
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.access import CENTRE, ORGANIZATION, audience
from liangcai.web.shared.downloads import JSON, PDF, bytes_response, file_response
from liangcai.web.shared.middleware import status_of

PRINTERS = CENTRE | ORGANIZATION
SHOWN = 50


@dataclass(frozen=True)
class KindLine:
    """A kind of sheet as the page shows it."""

    kind: SheetKind
    count: int
    stale: Stale

    @property
    def to_print(self) -> int:
        return len(self.stale.changed)

    @property
    def shown(self) -> list[str]:
        return [sheet.label for sheet in self.stale.changed[:SHOWN]]

    @property
    def unshown(self) -> int:
        return max(0, self.to_print - SHOWN)


def room_form(plan: ExamPlan) -> type[forms.Form]:
    class RoomForm(forms.Form):
        room = forms.ModelChoiceField(plan.rooms.all(), label=_("考场"))
        name = forms.CharField(label=_("新考场名称"), max_length=40)
        address = forms.CharField(label=_("地址"), max_length=200, required=False)
        reason = forms.CharField(label=_("原因"), max_length=200)

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.fields["room"].label_from_instance = lambda room: f"{room.name}（{room.address or '—'}）"

    return RoomForm


def run_move(user: Any, at: Any, plan: ExamPlan, given: dict[str, Any]) -> Any:
    move_room(actor=user, at=at, **given)
    return say("考场已变更；受影响的打印件列在下面。")


ACTS = (Act("move", _("变更考场"), run_move, lambda u, p: p.state in ("open", "closed"), room_form),)


def plan_of(request: HttpRequest, public_id: Any) -> ExamPlan:
    return get_object_or_404(plans_visible_to(request.user), public_id=public_id)  # type: ignore[arg-type]


@audience(PRINTERS)
def sheets(request: HttpRequest, public_id: str) -> HttpResponseBase:
    plan = plan_of(request, public_id)
    refused, status = None, 200
    if request.method == "POST" and (kind := request.POST.get("print", "")):
        try:
            begun = begin_print(actor=request.user, at=timezone.now(), plan=plan, kind=kind,  # type: ignore[arg-type]
                                authority=authority_of(plan.region_code), only_stale=bool(request.POST.get("stale")))  # fmt: skip
            return redirect("printing_run", begun.public_id)
        except Refused as no:
            refused, status = no, status_of(no)
    panels = act_panels(request, ACTS, plan) if refused is None and "print" not in request.POST else ()
    if getattr(panels, "done", False):
        return redirect(request.path)
    return render(request, "hall/printing/pages/sheets.html", {
        "title": _("打印考务资料"), "subtitle": str(plan), "plan": plan, "lines": lines_of(plan), "refused": refused,
        "panels": panels, "seating": seating_facts(plan), "runs": plan.print_runs.all()[:10],
        "breadcrumbs": [(plan.plan_number, plan_address(request, plan))],
    }, status=status or 200)  # fmt: skip


def plan_address(request: HttpRequest, plan: ExamPlan) -> str:
    return reverse("centre_plan" if request.user.is_centre else "organization_plan", args=(plan.public_id,))  # type: ignore[union-attr]


def lines_of(plan: ExamPlan) -> list[KindLine]:
    found = []
    for kind in SheetKind:
        held = sheets_of(plan, kind, authority=authority_of(plan.region_code))
        if held:
            found.append(KindLine(kind, len(held), stale_of(plan, kind, held)))
    return found


def seating_facts(plan: ExamPlan) -> list[tuple[Any, Any]]:
    """The places as drawn, seated again now from the record, and whether both are one."""
    draw = getattr(plan, "seating", None)
    if draw is None:
        return []
    again = digest_of(replayed(draw.record))
    return [(_("随机种子"), draw.record["seed"]), (_("参加编排"), len(draw.record["candidates"])),
            (_("编排摘要"), draw.digest), (_("按记录复算"), _("一致") if again == draw.digest else _("不一致，请立即核查"))]  # fmt: skip


@audience(PRINTERS)
def seating_record(request: HttpRequest, public_id: str) -> HttpResponseBase:
    plan = plan_of(request, public_id)
    draw = getattr(plan, "seating", None)
    if draw is None:
        raise Refused("no_places_yet", "尚未编排考场。", hint="请先编排考场。")
    content = json.dumps({**draw.record, "digest": draw.digest}, ensure_ascii=False, indent=1).encode()
    return bytes_response(content, f"考场编排-{plan.plan_number}.json", JSON)


def run_of(request: HttpRequest, public_id: Any) -> PrintRun:
    visible = plans_visible_to(request.user)  # type: ignore[arg-type]
    return get_object_or_404(PrintRun.objects.select_related("plan__body"), public_id=public_id, plan__in=visible)


@audience(PRINTERS)
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """A POST sets the next part; the page asks for the next by itself until all is set."""
    held = run_of(request, public_id)
    if request.method == "POST" and not held.finished:
        held = next_part(request, held)
    fragment = bool(getattr(request, "htmx", False))
    template = "hall/printing/pages/run_progress.html" if fragment else "hall/printing/pages/run.html"
    return render(request, template, {
        "title": held.get_kind_display(), "subtitle": str(held.plan), "run": held,
        "breadcrumbs": [(_("打印考务资料"), reverse("printing", args=(held.plan.public_id,)))],
    })  # fmt: skip


def next_part(request: HttpRequest, held: PrintRun) -> PrintRun:
    """Set outside the transaction, kept inside it. Sheets that changed since the print began are refused."""
    keys = held.keys[held.done : held.done + part_size(held.kind)]
    sheets_now = {s.key: s for s in sheets_of(held.plan, held.kind, authority=authority_of(held.plan.region_code))}
    if any(key not in sheets_now or sheets_now[key].digest != held.digests[key] for key in keys):
        raise Refused("changed_meanwhile", "排版期间考生、座位或考场有变化，本次打印作废。", hint="请返回重新打印。")
    part = pdf_of(held.kind, [sheets_now[key] for key in keys], watermark())
    return add_printed_part(actor=request.user, at=timezone.now(), run=held, start=held.done, count=len(keys), part=part)  # type: ignore[arg-type]


@audience(PRINTERS)
def run_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    held = run_of(request, public_id)
    if not held.finished:
        raise Refused("not_finished", f"已排版 {held.done} / {len(held.keys)}，尚未完成。", hint="请等待排版完成。")
    response = file_response(held.file, f"{held.get_kind_display()}-{held.plan.plan_number}.pdf", inline=True)
    response["Content-Type"] = PDF
    return response
