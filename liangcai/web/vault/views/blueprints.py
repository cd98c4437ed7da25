"""Blueprints: from a preset, shown cell by cell before it is saved, or from a file. Never changed afterwards (002-040)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.engine_io import digest, plan_of
from liangcai.apps.papers.models import Blueprint
from liangcai.apps.papers.presets import (
    Limits,
    Preset,
    practical_scopes,
    practical_text,
    preset_named,
    presets,
    spread,
    suggested_scopes,
    theory_text,
)
from liangcai.apps.papers.printing import CHOICE_WORDS
from liangcai.engines.assembly import Cell
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.vault.disc_files import DiscFileField

LARGEST_FILE = 1_000_000
LEVELS = [(3, gettext_lazy("三级鉴定范围")), (2, gettext_lazy("二级鉴定范围")), (1, gettext_lazy("一级鉴定范围"))]


class BlueprintForm(forms.Form):
    bank = forms.ModelChoiceField(Bank.objects.all(), label=gettext_lazy("题库"))
    name = forms.CharField(label=gettext_lazy("方案名称"), max_length=80)
    minutes = forms.IntegerField(label=gettext_lazy("考试时间（分钟）"), min_value=10, max_value=600, initial=90)
    file = DiscFileField(label=gettext_lazy("方案文件（TOML）"), suffixes=(".toml",),
                         help_text=gettext_lazy("保存后不能更改：考核范围、比重、题型、题量、分值以方案为准。"))  # fmt: skip


class PresetForm(forms.Form):
    """`kind` theory or practical decides which presets are offered."""

    bank = forms.ModelChoiceField(Bank.objects.all(), label=gettext_lazy("题库"))
    preset = forms.ChoiceField(label=gettext_lazy("预设"))
    name = forms.CharField(label=gettext_lazy("方案名称"), max_length=80, required=False,
                           help_text=gettext_lazy("留空则用预设的名称。"))  # fmt: skip

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = [p for p in presets(timezone.localdate()) if p.kind == kind]
        self.fields["preset"].choices = [(p.id, f"{p.name}（{p.confidence}）") for p in here]  # type: ignore[attr-defined]


class TheoryForm(PresetForm):
    level = forms.TypedChoiceField(label=gettext_lazy("按哪一级范围展开"), choices=LEVELS, coerce=int, initial=3)
    mean = forms.FloatField(label=gettext_lazy("期望得分率目标"), min_value=0.05, max_value=0.95, required=False,
                            help_text=gettext_lazy("如 0.65；留空则不设难度目标。"))  # fmt: skip
    max_per_point = forms.IntegerField(label=gettext_lazy("同一鉴定点最多题数"), min_value=1, max_value=20, required=False, initial=1)


@dataclass(frozen=True)
class Draft:
    """A blueprint about to be saved: its text, and what the page shows of it."""

    preset: Preset
    name: str
    text: str
    shares: tuple[tuple[Any, ...], ...] = ()
    labels: tuple[Any, ...] = ()


@audience(CUSTODIAN)
def vault_blueprint_new(request: HttpRequest) -> HttpResponse:
    form = BlueprintForm(request.POST or None, request.FILES or None)
    context = {"title": _("新组卷方案"), "form": form, "breadcrumbs": [(_("组卷"), reverse("vault_papers"))],
               "theory": TheoryForm("theory", auto_id="theory_%s"), "practical": PresetForm("practical", auto_id="practical_%s"),
               "presets": presets(timezone.localdate())}  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "vault/pages/blueprint_new.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        text = given["file"].read(LARGEST_FILE).decode("utf-8", errors="replace")
        saved = save_blueprint(actor=request.user, at=timezone.now(), bank=given["bank"], name=given["name"], text=text,
                               minutes=given["minutes"], source=_("上传文件"))  # fmt: skip
    except Refused as no:
        return render(request, "vault/pages/blueprint_new.html", {**context, "refused": no}, status=422)
    messages.success(request, _("方案已保存。"))
    return redirect("vault_blueprint", saved.public_id)


@audience(CUSTODIAN)
def vault_blueprint_preview(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The cells a preset makes for a bank, before they are saved by the same address with POST."""
    given = request.POST if request.method == "POST" else request.GET
    form = (TheoryForm if kind == "theory" else PresetForm)(kind, given)
    context: dict[str, Any] = {"title": _("方案预览"), "form": form, "kind": kind, "breadcrumbs": [
        (_("组卷"), reverse("vault_papers")), (_("新组卷方案"), reverse("vault_blueprint_new"))]}  # fmt: skip
    if not form.is_valid():
        return render(request, "vault/pages/blueprint_preview.html", context, status=422)
    bank, preset = form.cleaned_data["bank"], preset_named(form.cleaned_data["preset"], timezone.localdate())
    scopes = practical_scopes(bank) if kind == "practical" else []
    chosen = [given.get(f"part{n}", "") for n in range(1, len(preset.parts) + 1)]
    if kind == "practical" and not any(chosen):
        chosen = suggested_scopes(preset, scopes)
    context |= {"bank": bank, "preset": preset, "scopes": scopes,
                "parts": [(f"part{n}", part, CHOICE_WORDS[part["choice"]], scope) for n, (part, scope) in enumerate(
                    zip(preset.parts, chosen, strict=True), 1)] if kind == "practical" else []}  # fmt: skip
    try:
        draft = practical_draft(bank, preset, chosen) if kind == "practical" else theory_draft(bank, preset, form.cleaned_data)
        draft = replace(draft, name=form.cleaned_data["name"] or preset.name[:80])
        if request.method == "POST":
            saved = save_blueprint(actor=request.user, at=timezone.now(), bank=bank, name=draft.name, text=draft.text,
                                   minutes=preset.minutes, source=preset.origin)  # fmt: skip
            messages.success(request, _("方案已保存，不能再更改。"))
            return redirect("vault_blueprint", saved.public_id)
    except Refused as no:
        return render(request, "vault/pages/blueprint_preview.html", {**context, "refused": no}, status=409)
    plan = plan_of(draft.text, draft.name)
    return render(request, "vault/pages/blueprint_preview.html", {**context, "draft": draft, "plan": plan, "cells": cell_rows(plan.cells)})


def theory_draft(bank: Bank, preset: Preset, given: Mapping[str, Any]) -> Draft:
    shares = spread(preset, bank, given["level"])
    text = theory_text(preset, bank, shares, Limits(mean=given["mean"], max_per_point=given["max_per_point"]))
    shown = tuple((s.scope, s.counts, f"{float(s.due):g}", f"{float(s.given):g}", f"{float(s.deviation):+g}" if s.deviation else "0", not any(s.counts))
                  for s in shares)  # fmt: skip
    return Draft(preset, "", text, shown, tuple(ItemType(p["type"]).label for p in preset.parts))


def practical_draft(bank: Bank, preset: Preset, chosen: list[str]) -> Draft:
    return Draft(preset, "", practical_text(preset, bank, chosen))


def cell_rows(cells: tuple[Cell, ...]) -> list[dict[str, Any]]:
    return [{"scope": c.scope, "type": ItemType(c.type).label, "count": c.count, "score": f"{c.score:g}",
             "total": f"{c.count * c.score:g}", "band": c.band, "title": c.title, "minutes": c.minutes or "",
             "choice": CHOICE_WORDS[c.choice]} for c in cells]  # fmt: skip


@audience(CUSTODIAN)
def vault_blueprint(request: HttpRequest, public_id: str) -> HttpResponse:
    """A saved blueprint, to read: it has no form."""
    blueprint = get_object_or_404(Blueprint.objects.select_related("bank"), public_id=public_id)
    plan = plan_of(blueprint.text, blueprint.name)
    goal = plan.difficulty
    facts = [
        (_("题库"), str(blueprint.bank)), (_("科目"), blueprint.get_subject_display()), (_("来源"), blueprint.source or "—"),
        (_("考试时间"), _("%(n)d 分钟") % {"n": blueprint.minutes}), (_("题量"), plan.items), (_("满分"), f"{plan.total_score:g}"),
        (_("期望得分率目标"), f"{goal.mean:g} ± {goal.tolerance:.2%}" if goal else _("不设")),
        (_("同一鉴定点最多题数"), plan.max_per_point or _("不限")), (_("每题最多用于几套"), plan.max_item_use),
        (_("核心要素不少于"), f"{plan.x_min:.0%}"), (_("辅助要素不多于"), f"{plan.z_max:.0%}"),
        (_("摘要"), digest(blueprint.text)),
    ]  # fmt: skip
    context = {"title": blueprint.name, "subtitle": str(blueprint.bank), "blueprint": blueprint, "facts": facts, "plan": plan,
               "cells": cell_rows(plan.cells), "runs": blueprint.runs.defer("bank_table", "proof").order_by("-assembled_at"),
               "breadcrumbs": [(_("组卷"), reverse("vault_papers"))]}  # fmt: skip
    return render(request, "vault/pages/blueprint.html", context)
