"""One paper: its places, replacing an item, variants, and everything that is printed of it."""

from __future__ import annotations

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.papers.actions.make_variants import MOST, make_variants
from liangcai.apps.papers.actions.print_paper import OF_PRACTICAL, OF_THEORY, PARTS, panel, print_paper
from liangcai.apps.papers.actions.replace_paper_item import replace_paper_item
from liangcai.apps.papers.models import Blueprint, PaperItem
from liangcai.apps.papers.printing import cell_words, printed_conformity
from liangcai.apps.papers.selectors import replacements_for
from liangcai.engines.typesetting import conformity_certificate
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import DOCX, bytes_response, pdf_response
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.views.assembly import paper_or_404, paper_trail
from liangcai.web.vault.watermarks import print_watermark

OFFERED = 100  # replacements on the page, the least used first


class NoticeForm(forms.Form):
    """What a preparation notice names; scoring sheets take the panel from it."""

    site = forms.CharField(label=gettext_lazy("考点"), max_length=80)
    starts_at = forms.DateTimeField(label=gettext_lazy("开考时间"),
                                    widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip
    work_places = forms.IntegerField(label=gettext_lazy("工位数"), min_value=1, max_value=500, initial=1)


class VariantForm(forms.Form):
    count = forms.IntegerField(label=gettext_lazy("乱序卷份数"), min_value=1, max_value=MOST, initial=2)
    seed = forms.IntegerField(label=gettext_lazy("随机种子"), min_value=0, max_value=2**62,
                              help_text=gettext_lazy("同一种子得同一结果，可复核。"))  # fmt: skip


@audience(CUSTODIAN)
def vault_paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The places of a paper, without a word of the items."""
    paper = paper_or_404(public_id)
    practical = paper.run.blueprint.subject == Blueprint.PRACTICAL
    context = {
        "title": _("%(code)s 卷") % {"code": paper.code}, "paper": paper, "run": paper.run, "opened": opened_bank(request),
        "subtitle": f"{paper.run.blueprint.bank} · {paper.run.blueprint.name}",
        "places": paper.items.select_related("item").defer("item__sealed_content").order_by("position"),
        "parts": [(part, PARTS[part]) for part in (OF_PRACTICAL if practical else OF_THEORY) if part != "notice"],
        "panel": panel(None, timezone.localdate()), "variants": paper.variants.order_by("code"), "practical": practical,
        "variant_form": VariantForm(initial={"seed": secrets.randbelow(10**9)}), "notice_form": NoticeForm(),
        "breadcrumbs": paper_trail(paper),
    }  # fmt: skip
    return render(request, "vault/pages/paper.html", context)


@audience(CUSTODIAN)
@require_POST
def vault_print(request: HttpRequest, public_id: str) -> HttpResponseBase:
    paper = paper_or_404(public_id)
    part, copies = request.POST.get("part", ""), whole(request.POST.get("copies", ""))
    given = {"assessors": whole(request.POST["assessors"])} if request.POST.get("assessors") else {}
    if part == "notice":
        form = NoticeForm(request.POST)
        if not form.is_valid():
            raise Refused("notice_fields", _("考核准备通知单须写明考点、开考时间和工位数。"))
        given, copies = form.cleaned_data, copies or 1
    made = print_paper(actor=request.user, at=timezone.now(), paper=paper, part=part, copies=copies,
                       key=require_opened(request).key, watermark=print_watermark(), **given)  # fmt: skip
    name = f"{paper.run.blueprint.bank}-{paper.code}-{PARTS[part]}"
    return bytes_response(made, f"{name}.docx", DOCX) if part == "word" else pdf_response(made, f"{name}.pdf")


def whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


@audience(CUSTODIAN)
def vault_conformity(request: HttpRequest, public_id: str) -> HttpResponseBase:
    paper = paper_or_404(public_id)
    pdf = conformity_certificate.render(printed_conformity(paper), watermark=print_watermark())
    return pdf_response(pdf, f"试卷符合性证明-{paper.code}.pdf")


@audience(CUSTODIAN)
@require_POST
def vault_variants(request: HttpRequest, public_id: str) -> HttpResponseBase:
    paper, form = paper_or_404(public_id), VariantForm(request.POST)
    if not form.is_valid():
        raise Refused("variant_fields", _("乱序卷份数应在 1 至 %(most)d 之间，种子应为非负整数。") % {"most": MOST})
    made = make_variants(actor=request.user, at=timezone.now(), paper=paper, key=require_opened(request).key, **form.cleaned_data)
    messages.success(request, _("已生成乱序卷 %(codes)s，各有答案与证书。") % {"codes": "、".join(one.code for one in made)})
    return redirect("vault_paper", paper.public_id)


@audience(CUSTODIAN)
def vault_replace(request: HttpRequest, public_id: str, position: int) -> HttpResponseBase:
    """Only items that keep the whole proof are offered; nothing else about the paper can be changed here."""
    paper = paper_or_404(public_id)
    place = get_object_or_404(PaperItem.objects.select_related("item", "paper__run__blueprint__bank"), paper=paper, position=position)
    context = {
        "title": _("更换 %(code)s 卷第 %(position)d 题") % {"code": paper.code, "position": position}, "place": place, "cell": cell_words(place.cell),
        "paper": paper, "opened": opened_bank(request), "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("item_number", ""), "breadcrumbs": paper_trail(paper),
    }  # fmt: skip
    if request.method == "POST":
        try:
            run = replace_paper_item(actor=request.user, at=timezone.now(), paper=paper, position=position,
                                     item_number=context["chosen"], reason=context["reason"],
                                     key=require_opened(request).key)  # fmt: skip
        except Refused as no:
            offered = replacements_for(place)
            return render(request, "vault/pages/replace.html", {**context, "refused": no, **shown(offered)}, status=409)
        messages.success(request, _("已换题，证明与证书重新签发；原组卷留存。"))
        return redirect("vault_run", run.public_id)
    return render(request, "vault/pages/replace.html", {**context, **shown(replacements_for(place))})


def shown(offered: list) -> dict[str, object]:
    return {"offered": offered[:OFFERED], "count": len(offered)}
