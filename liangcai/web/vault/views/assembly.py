"""Assembly: blueprint, number of forms and seed; nothing else can be chosen (002-040)."""

from __future__ import annotations

import secrets

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
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.print_paper import print_paper
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Paper, PaperItem
from liangcai.apps.papers.printing import CHECKS, FOUND, printed_conformity
from liangcai.engines.assembly import BankShort, read_blueprint
from liangcai.engines.typesetting import conformity_certificate
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.watermarks import print_watermark


class AssemblyForm(forms.Form):
    blueprint = forms.ModelChoiceField(Blueprint.objects.select_related("bank"), label=gettext_lazy("组卷方案"))
    forms_wanted = forms.IntegerField(label=gettext_lazy("平行卷套数"), min_value=1, max_value=50, initial=2)
    seed = forms.IntegerField(label=gettext_lazy("随机种子"), min_value=0, max_value=2**62,
                              help_text=gettext_lazy("同一种子得同一结果，可复核。"))  # fmt: skip


class BlueprintForm(forms.Form):
    bank = forms.ModelChoiceField(Bank.objects.all(), label=gettext_lazy("题库"))
    name = forms.CharField(label=gettext_lazy("方案名称"), max_length=80)
    minutes = forms.IntegerField(label=gettext_lazy("考试时间（分钟）"), min_value=10, max_value=600, initial=90)
    file = forms.FileField(label=gettext_lazy("方案文件（TOML）"),
                           help_text=gettext_lazy("保存后不能更改：考核范围、比重、题型、题量、分值以方案为准。"))  # fmt: skip


@audience(CUSTODIAN)
def vault_papers(request: HttpRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = AssemblyForm(request.POST if posted else None, initial={"seed": secrets.randbelow(10**9)})
    form.fields["blueprint"].label_from_instance = lambda b: f"{b.bank} · {b.name}"  # type: ignore[attr-defined]
    context = {
        "title": _("组卷"), "form": form, "opened": opened_bank(request),
        "runs": AssemblyRun.objects.select_related("blueprint__bank").order_by("-assembled_at")[:50],
        "blueprints": Blueprint.objects.select_related("bank").annotate(used=Count("runs")),
    }  # fmt: skip
    if not posted or not form.is_valid():
        return render(request, "vault/pages/papers.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        run = assemble_papers(actor=request.user, at=timezone.now(), blueprint=given["blueprint"], seed=given["seed"],
                              forms=given["forms_wanted"], key=require_opened(request).key)  # fmt: skip
    except BankShort as short:
        return render(request, "vault/pages/papers.html", {**context, "shortages": order_list(short)}, status=409)
    except Refused as no:
        return render(request, "vault/pages/papers.html", {**context, "refused": no}, status=409)
    messages.success(request, _("组卷完成，各单元与方案一致，证书已签名。"))
    return redirect("vault_run", run.public_id)


BECAUSE = {"too few items": "试题不足", "enemies": "受相克题限制", "points": "受同一鉴定点题数限制", "max_item_use": "受试题重复使用次数限制"}


def order_list(short: BankShort) -> list[tuple[str, int, int, int, str]]:
    """What item writers are asked for: cell, needed, available, missing, why."""
    return [(s.cell, s.needed, s.available, s.short, BECAUSE.get(s.because, s.because)) for s in short.shortages]


@audience(CUSTODIAN)
def vault_blueprint_new(request: HttpRequest) -> HttpResponse:
    form = BlueprintForm(request.POST or None, request.FILES or None)
    context = {"title": _("新组卷方案"), "form": form, "breadcrumbs": [(_("组卷"), reverse("vault_papers"))]}
    if request.method != "POST" or not form.is_valid():
        return render(request, "vault/pages/form.html", context, status=422 if form.errors else 200)
    given = form.cleaned_data
    try:
        text = given["file"].read().decode("utf-8", errors="replace")
        save_blueprint(actor=request.user, at=timezone.now(), bank=given["bank"], name=given["name"], text=text,
                       minutes=given["minutes"])  # fmt: skip
    except Refused as no:
        return render(request, "vault/pages/form.html", {**context, "refused": no}, status=422)
    messages.success(request, _("方案已保存。"))
    return redirect("vault_papers")


@audience(CUSTODIAN)
def vault_run(request: HttpRequest, public_id: str) -> HttpResponse:
    """The proof of a run: cells against the blueprint, deviation, certified gap, overlap, exposure."""
    run = get_object_or_404(AssemblyRun.objects.select_related("blueprint__bank"), public_id=public_id)
    plan, papers = read_blueprint(run.blueprint.text.encode()), list(run.papers.order_by("code"))
    places = PaperItem.objects.filter(paper__in=papers).values_list("paper", "cell", "item", "item__times_used")
    members: dict[int, set[int]] = {p.pk: set() for p in papers}
    filled: dict[tuple[int, str], int] = {}
    used: dict[int, int] = {}
    for paper, cell, item, times in places:
        members[paper].add(item)
        filled[paper, cell] = filled.get((paper, cell), 0) + 1
        used[item] = times
    proof = run.proof
    means = dict(zip((p.code for p in papers), proof["mean_difficulty"], strict=False))
    context = {
        "title": _("组卷证明"), "run": run, "papers": papers, "proof": proof, "opened": opened_bank(request),
        "subtitle": f"{run.blueprint.bank} · {run.blueprint.name}",
        "checks": [(CHECKS.get(k, k), FOUND.get(v, v)) for k, v in proof["checks"].items()],
        "cells": [(c, f"{c.scope} {ItemType(c.type).label}", [filled.get((p.pk, c.name), 0) for p in papers]) for c in plan.cells],
        "overlap": [(p, [len(members[p.pk] & members[q.pk]) for q in papers]) for p in papers],
        "exposure": sorted({(n, sum(t == n for t in used.values())) for n in used.values()}),
        "gap": f"{proof['certified_gap']:.2%}", "deviation": f"{proof['max_deviation']:.3%}",
        "means": [(code, f"{mean:.4f}") for code, mean in means.items()],
        "breadcrumbs": [(_("组卷"), reverse("vault_papers"))],
    }  # fmt: skip
    return render(request, "vault/pages/run.html", context)


@audience(CUSTODIAN)
@require_POST
def vault_print(request: HttpRequest, public_id: str) -> HttpResponseBase:
    paper = get_object_or_404(Paper.objects.select_related("run__blueprint__bank"), public_id=public_id)
    part, copies = request.POST.get("part", ""), request.POST.get("copies", "")
    pdf = print_paper(actor=request.user, at=timezone.now(), paper=paper, part=part,
                      copies=int(copies) if copies.isascii() and copies.isdigit() else 0, key=require_opened(request).key,
                      watermark=print_watermark())  # fmt: skip
    return pdf_response(pdf, f"{part}-{paper.code}.pdf")


@audience(CUSTODIAN)
def vault_conformity(request: HttpRequest, public_id: str) -> HttpResponseBase:
    paper = get_object_or_404(Paper.objects.select_related("run__blueprint__bank"), public_id=public_id)
    pdf = conformity_certificate.render(printed_conformity(paper), watermark=print_watermark())
    return pdf_response(pdf, f"试卷符合性证明-{paper.code}.pdf")
