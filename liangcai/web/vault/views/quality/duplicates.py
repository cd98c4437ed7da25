"""Near-duplicates of a bank: search, list, two items side by side, decide; new items against the bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.actions.decide_pair import decide_pair
from liangcai.apps.item_quality.actions.record_duplicate_run import MOST_KEPT, record_duplicate_run
from liangcai.apps.item_quality.engine_io import bank_state, compare_in_steps, match_in_steps, text_of
from liangcai.apps.item_quality.enums import PairDecision
from liangcai.apps.item_quality.models import SimilarPair
from liangcai.apps.item_quality.selectors import is_current, latest_search, open_pairs, pairs_of
from liangcai.engines.item_files import bare_text
from liangcai.engines.similarity import KINDS
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.vault.differences import marked
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.streaming import growing_page
from liangcai.web.vault.views.import_file import job_for
from liangcai.web.vault.views.quality.frame import frame, shown_item

THRESHOLD = 0.5
TONES = {"open": "warning", "duplicate": "danger", "enemy": "info", "different": "success"}
SHOWN_MATCHES = 200


class PairsTable(Table):
    name = "pairs"
    title = gettext_lazy("查重")
    columns = (
        Column("first", gettext_lazy("试题甲"), "first__item_number", sort="first__item_number",
               link=lambda p: reverse("vault_pair", args=(p.public_id,))),
        Column("second", gettext_lazy("试题乙"), "second__item_number", sort="second__item_number"),
        Column("ratio", gettext_lazy("编辑相似度"), lambda p: f"{p.ratio:.1%}", sort="ratio", numeric=True),
        Column("jaccard", gettext_lazy("三字组重合度"), lambda p: f"{p.jaccard:.1%}", sort="jaccard", numeric=True),
        Column("kind", gettext_lazy("性质"), lambda p: KINDS[p.kind], sort="kind"),
        Column("decision", gettext_lazy("处理"), "get_decision_display", sort="decision",
               show=lambda p: status_badge(p.decision, p.get_decision_display(), tone=TONES[p.decision])),
        Column("reason", gettext_lazy("理由"), "reason"),
    )  # fmt: skip
    search = ("first__item_number", "second__item_number")
    filters = (
        ChoiceFilter("decision", gettext_lazy("处理"), PairDecision.choices),
        ChoiceFilter("kind", gettext_lazy("性质"), list(KINDS.items())),
    )
    order = ("-ratio",)
    empty = gettext_lazy("没有近似题对")


class SearchForm(forms.Form):
    threshold = forms.FloatField(label=gettext_lazy("三字组重合度下限"), min_value=0.3, max_value=1.0, initial=THRESHOLD,
                                 help_text=gettext_lazy("常用 0.5；越低找出的越多。"))  # fmt: skip


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label=gettext_lazy("处理"), choices=PairDecision.choices[1:], widget=forms.RadioSelect)
    retire = forms.ChoiceField(label=gettext_lazy("停用哪一题（仅“重复”）"), required=False)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


@audience(CUSTODIAN)
def vault_pairs(request: HttpRequest, public_id: str) -> HttpResponseBase:
    bank = get_object_or_404(Bank, public_id=public_id)
    run = latest_search(bank)
    context = frame(request, bank, _("查重"), "vault_pairs", run=run, current=bool(run and is_current(run, bank)),
                    form=SearchForm(), left_out=max(0, run.pairs - MOST_KEPT) if run else 0)  # fmt: skip
    return table_page(request, PairsTable(pairs_of(bank)), "vault/pages/quality/pairs.html", context)


@audience(CUSTODIAN)
@require_POST
def vault_compare(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Searches the whole bank on a page that shows how far it is."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    form = SearchForm(request.POST)
    if not form.is_valid():
        raise BadInput("threshold", _("重合度下限应在 0.3 与 1 之间。"), where="threshold")
    at, state, threshold = timezone.now(), bank_state(bank), form.cleaned_data["threshold"]
    address = reverse("vault_pairs", args=(bank.public_id,)) + "?decision=open"

    def keep(result: Any) -> str:
        items, pairs = result
        record_duplicate_run(actor=request.user, at=at, bank=bank, items=items, pairs=pairs, threshold=threshold, bank_state=state)
        words = _("比对 %(items)d 题，近似 %(pairs)d 对，待处理 %(open)d 对。") % {
            "items": len(items), "pairs": len(pairs), "open": open_pairs(bank).count()}  # fmt: skip
        return format_html('<div class="notice notice-success">{}</div><a class="btn btn-primary" href="{}">{}</a>',
                           words, address, _("查看结果"))  # fmt: skip

    steps = compare_in_steps(bank, opened.key, threshold)
    return growing_page(request, frame(request, bank, _("正在查重"), "vault_pairs"), steps, keep)


@audience(CUSTODIAN)
def vault_pair(request: HttpRequest, public_id: str) -> HttpResponse:
    pair = get_object_or_404(SimilarPair.objects.select_related("bank", "first", "second", "decided_by"), public_id=public_id)
    form, refused = DecisionForm(request.POST if request.method == "POST" else None), None
    numbers = {i.item_number: i for i in (pair.first, pair.second)}
    form.fields["retire"].choices = [("", "—"), *((n, n) for n in numbers)]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            decide_pair(actor=request.user, at=timezone.now(), pair=pair, decision=given["decision"], reason=given["reason"],
                        retire=numbers.get(given["retire"]))  # fmt: skip
            messages.success(request, _("已记录。"))
            following = open_pairs(pair.bank).first()
            return redirect("vault_pair", following.public_id) if following else redirect("vault_pairs", pair.bank.public_id)
        except Refused as no:
            refused = no
    opened = opened_bank(request)
    shown = [shown_item(request, item, opened) for item in (pair.first, pair.second)]
    if opened:
        mark_differences(*shown)
    context = frame(request, pair.bank, f"{pair.first.item_number} ↔ {pair.second.item_number}", "vault_pairs", pair=pair,
                    kind=KINDS[pair.kind], shown=shown, form=form, refused=refused, ratio=f"{pair.ratio:.1%}",
                    jaccard=f"{pair.jaccard:.1%}", left=open_pairs(pair.bank).count())  # fmt: skip
    response = render(request, "vault/pages/quality/pair.html", context,
                      status=status_of(refused) if refused else 422 if form.errors else 200)  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def mark_differences(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Where stems or options of the two differ, their plain texts with the difference marked take their place."""
    one, other = first["parsed"], second["parsed"]
    if one.stem != other.stem:
        first["body"]["stem"], second["body"]["stem"] = marked(bare_text(one.stem), bare_text(other.stem))
    for at, (mine, theirs) in enumerate(zip(one.options, other.options, strict=False)):
        if mine != theirs:
            for shown, text in zip((first, second), marked(bare_text(mine), bare_text(theirs)), strict=True):
                shown["body"]["options"][at] = (shown["body"]["options"][at][0], text)


@audience(CUSTODIAN)
@require_POST
def vault_import_compare(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The items of a file not yet stored, compared with the bank; nothing is kept."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    job = job_for(bank, opened)
    if job is None or job.report is None:
        raise Refused("nothing_to_import", _("没有待导入的试题。"), hint=_("请重新上传文件。"))
    new = job.report.items

    def show(result: Any) -> str:
        items, texts, matches = result
        rows = [(new[m.new].number, items[m.known].item_number, KINDS[m.kind], f"{m.ratio:.1%}",
                 *marked(text_of(new[m.new]), texts[m.known])) for m in sorted(matches, key=lambda m: -m.ratio)[:SHOWN_MATCHES]]  # fmt: skip
        return render_to_string("vault/pages/quality/matches.html", {
            "rows": rows, "count": len(matches), "new": len(new), "items": len(items),
            "back": reverse("vault_import", args=(bank.public_id,))})  # fmt: skip

    steps = match_in_steps(bank, opened.key, new, THRESHOLD)
    return growing_page(request, frame(request, bank, _("新题与题库比对"), "vault_pairs"), steps, show)
