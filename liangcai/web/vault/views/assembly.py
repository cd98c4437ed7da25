"""Assembly: blueprint, number of forms and seed; nothing else can be chosen (002-040). And the proof of a run."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.engine_io import plan_of, replayed
from liangcai.apps.papers.models import AssemblyRun, Blueprint, ItemOrder, Paper, PaperItem
from liangcai.apps.papers.printing import BECAUSE, CHECKS, FOUND, cell_words
from liangcai.apps.papers.selectors import forms_of, supply
from liangcai.engines.assembly import BankShort
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.vault.charts import Chart, line_chart, round_up
from liangcai.web.vault.opened_bank import opened_bank, require_opened

TARGETED = (-1, 0, 1)  # abilities at which a blueprint's information is held to its target
HEAT = 5  # shades of the overlap matrix


class AssemblyForm(forms.Form):
    blueprint = forms.ModelChoiceField(Blueprint.objects.select_related("bank"), label=gettext_lazy("组卷方案"))
    forms_wanted = forms.IntegerField(label=gettext_lazy("平行卷套数"), min_value=1, max_value=50, initial=2)
    seed = forms.IntegerField(label=gettext_lazy("随机种子"), min_value=0, max_value=2**62,
                              help_text=gettext_lazy("同一种子得同一结果，可复核。"))  # fmt: skip


@audience(CUSTODIAN)
def vault_papers(request: HttpRequest) -> HttpResponse:
    posted = request.method == "POST"
    first = {"seed": secrets.randbelow(10**9), "blueprint": request.GET.get("blueprint")}
    form = AssemblyForm(request.POST if posted else None, initial=first)
    form.fields["blueprint"].label_from_instance = lambda b: f"{b.bank} · {b.name}"  # type: ignore[attr-defined]
    context = {
        "title": _("组卷"), "form": form, "opened": opened_bank(request),
        "runs": AssemblyRun.objects.select_related("blueprint__bank", "replaced_by").defer("bank_table", "proof")
                .order_by("-assembled_at")[:50],
        "blueprints": Blueprint.objects.select_related("bank").annotate(used=Count("runs")).order_by("-pk"),
        "orders": ItemOrder.objects.select_related("blueprint__bank").annotate(lines_count=Count("lines"),
                                                                              arrived=Count("lines__arrived_on")),
    }  # fmt: skip
    if not posted or not form.is_valid():
        return render(request, "vault/pages/papers.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    if request.POST.get("act") == "preview":
        return render(request, "vault/pages/papers.html", {**context, "estimate": estimate(given)})
    try:
        run = assemble_papers(actor=request.user, at=timezone.now(), blueprint=given["blueprint"], seed=given["seed"],
                              forms=given["forms_wanted"], key=require_opened(request).key)  # fmt: skip
    except BankShort as short:
        found = {**context, "shortages": order_list(short), "short_of": given}
        return render(request, "vault/pages/papers.html", found, status=409)
    except Refused as no:
        return render(request, "vault/pages/papers.html", {**context, "refused": no}, status=409)
    messages.success(request, _("组卷完成，各单元与方案一致，证书已签名。"))
    return redirect("vault_run", run.public_id)


def estimate(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is there for each cell, and how long the last run of the blueprint took for as many forms."""
    blueprint, wanted = given["blueprint"], given["forms_wanted"]
    last = blueprint.runs.filter(replaces=None).order_by("-assembled_at").first()
    seconds = max(last.proof["seconds"] * wanted / last.forms, 0.1) if last else None
    rows = [(cell_words(name), needed, there) for name, needed, there in supply(blueprint, wanted)]
    return {"rows": rows, "forms": wanted, "seconds": seconds,
            "enough": all(needed <= there for _name, needed, there in rows)}  # fmt: skip


def order_list(short: BankShort) -> list[tuple[str, int, int, int, str]]:
    """What item writers are asked for: cell, needed, available, missing, why."""
    return [(cell_words(s.cell), s.needed, s.available, s.short, BECAUSE.get(s.because, s.because)) for s in short.shortages]


@audience(CUSTODIAN)
def vault_run(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proof of a run: cells against the blueprint, deviation of each form, certified gap, curves, overlap,
    exposure."""
    run = get_object_or_404(AssemblyRun.objects.select_related("blueprint__bank", "replaces", "replaced_by"), public_id=public_id)
    return render(request, "vault/pages/run.html", run_context(request, run))


def run_context(request: HttpRequest, run: AssemblyRun) -> dict[str, Any]:
    plan, papers = plan_of(run.blueprint.text), list(forms_of(run).prefetch_related("variants"))
    members: dict[int, set[int]] = {p.pk: set() for p in papers}
    filled: dict[tuple[int, str], int] = {}
    used: dict[int, int] = {}
    places = PaperItem.objects.filter(paper__in=papers).values_list("paper", "cell", "item", "item__times_used")
    for paper, cell, item, times in places:
        members[paper].add(item)
        filled[paper, cell] = filled.get((paper, cell), 0) + 1
        used[item] = times
    proof = run.proof
    shared = [[len(members[p.pk] & members[q.pk]) for q in papers] for p in papers]
    return {
        "title": _("组卷证明"), "run": run, "papers": papers, "proof": proof, "opened": opened_bank(request), "plan": plan,
        "subtitle": f"{run.blueprint.bank} · {run.blueprint.name}",
        "checks": [(CHECKS.get(k, k), FOUND.get(v, v)) for k, v in proof["checks"].items()],
        "cells": [(c, f"{c.scope} {ItemType(c.type).label}", [filled.get((p.pk, c.name), 0) for p in papers]) for c in plan.cells],
        "overlap": [(p, [(n, heat(n, plan.items) if q != p else "") for q, n in zip(papers, row, strict=True)])
                    for p, row in zip(papers, shared, strict=True)],
        "exposure": sorted({(n, sum(t == n for t in used.values())) for n in used.values()}),
        "gap": f"{proof['certified_gap']:.2%}", "deviation": f"{proof['max_deviation']:.3%}" if plan.difficulty else "—", "tolerance": f"{plan.difficulty.tolerance:.2%}" if plan.difficulty else "",
        "figures": form_figures(proof, [p.code for p in papers]), "charts": charts_of(proof, [p.code for p in papers], plan),
        "breadcrumbs": [(_("组卷"), reverse("vault_papers"))],
    }  # fmt: skip


def heat(shared: int, length: int) -> int:
    """Shade 0 (nothing shared) to 5 (the whole form)."""
    return -(-shared * HEAT // length)


def form_figures(proof: Mapping[str, Any], codes: list[str]) -> list[dict[str, Any]]:
    """For each form its expected score share and information, with the deviation from the target where there is one."""
    targets = proof.get("targets") or {"mean": None, "information": []}
    rows = []
    for code, mean, information in zip(codes, proof["mean_difficulty"], proof["information"], strict=True):
        rows.append({
            "code": code, "mean": "—" if mean is None else f"{mean:.4f}",
            "off": "—" if mean is None or not targets["mean"] else f"{mean / targets['mean'] - 1:+.3%}",
            "information": [(f"{value:.3f}", f"{value / target - 1:+.3%}")
                            for value, target in zip(information, targets["information"], strict=False)],
        })  # fmt: skip
    return rows


def charts_of(proof: Mapping[str, Any], codes: list[str], plan: Any) -> list[Chart]:
    """Information and expected score share of every form; none where items are not calibrated."""
    drawn = proof.get("curves")
    if not drawn:
        return []
    targets = proof.get("targets") or {"information": []}
    tolerance = plan.difficulty.tolerance if plan.difficulty else 0.0
    marks = [(x, y, tolerance) for x, y in zip(TARGETED, targets["information"], strict=False)]
    top = round_up(max(max(row) for row in drawn["information"]) * 1.02)
    names = [_("%(code)s 卷") % {"code": code} for code in codes]
    return [
        line_chart(_("信息函数"), _("能力 θ"), drawn["abilities"], list(zip(names, drawn["information"], strict=True)), top, marks),
        line_chart(_("期望得分率"), _("能力 θ"), drawn["abilities"], list(zip(names, drawn["expected"], strict=True)), 1.0,
                   percent=True),
    ]  # fmt: skip


@audience(CUSTODIAN)
@require_POST
def vault_replay(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Same seed, same result: the engine run again on the kept table, and its digest compared."""
    run = get_object_or_404(AssemblyRun.objects.select_related("blueprint__bank"), public_id=public_id)
    again = replayed(run)
    if again.conformity == run.proof["conformity"]:
        messages.success(request, _("复算一致：种子 %(seed)d 得到同一摘要 %(digest)s。") % {
            "seed": run.seed, "digest": again.conformity[7:23]})  # fmt: skip
        return redirect("vault_run", run.public_id)
    no = Refused("replay_differs", _("复算不一致：记录的摘要为 %(kept)s，复算得 %(found)s。") % {
        "kept": run.proof["conformity"], "found": again.conformity}, hint=_("该组卷不得启用，请查台账与审计日志。"))  # fmt: skip
    return render(request, "vault/pages/run.html", {**run_context(request, run), "refused": no}, status=409)


def paper_or_404(public_id: str) -> Paper:
    return get_object_or_404(Paper.objects.select_related("run__blueprint__bank", "variant_of"), public_id=public_id)


def paper_trail(paper: Paper) -> list[tuple[str, str]]:
    return [(_("组卷"), reverse("vault_papers")), (_("组卷证明"), reverse("vault_run", args=(paper.run.public_id,)))]
