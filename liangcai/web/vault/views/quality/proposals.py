"""Difficulties that statistics propose: made from a sitting, accepted or declined one by one, never by themselves."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.actions.accept_difficulty import accept_difficulty
from liangcai.apps.item_quality.actions.decline_difficulty import decline_difficulty
from liangcai.apps.item_quality.actions.propose_difficulty import propose_difficulty
from liangcai.apps.item_quality.enums import ProposalState
from liangcai.apps.item_quality.models import DifficultyProposal, ResponseSet
from liangcai.apps.item_quality.selectors import open_proposals
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.vault.views.quality.frame import frame

TONES = {"open": "warning", "accepted": "success", "declined": "info", "superseded": ""}


class ProposalsTable(Table):
    name = "proposals"
    title = gettext_lazy("难度建议")
    columns = (
        Column("item", gettext_lazy("试题"), "item__item_number", sort="item__item_number",
               link=lambda p: reverse("vault_proposal", args=(p.public_id,))),
        Column("sitting", gettext_lazy("考试"), lambda p: str(p.response_set), sort="response_set__held_on"),
        Column("held", gettext_lazy("题库难度"), sort="held", numeric=True),
        Column("proposed", gettext_lazy("建议难度"), sort="proposed", numeric=True),
        Column("interval", gettext_lazy("95% 区间"), lambda p: f"{p.low:.3f}–{p.high:.3f}"),
        Column("answered", gettext_lazy("作答人数"), sort="answered", numeric=True),
        Column("state", gettext_lazy("状态"), "get_state_display", sort="state",
               show=lambda p: status_badge(p.state, p.get_state_display(), tone=TONES[p.state])),
        Column("reason", gettext_lazy("理由"), "reason"),
    )  # fmt: skip
    search = ("item__item_number",)
    filters = (ChoiceFilter("state", gettext_lazy("状态"), ProposalState.choices),)
    order = ("item__item_number",)
    empty = gettext_lazy("没有难度建议")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


@audience(CUSTODIAN)
def vault_proposals(request: HttpRequest, public_id: str) -> HttpResponseBase:
    bank = get_object_or_404(Bank, public_id=public_id)
    rows = DifficultyProposal.objects.filter(item__bank=bank).select_related("item", "response_set").defer(
        "item__sealed_content", "response_set__sealed_responses")  # fmt: skip
    return table_page(request, ProposalsTable(rows), "vault/pages/quality/proposals.html",
                      frame(request, bank, _("难度建议"), "vault_proposals"))  # fmt: skip


@audience(CUSTODIAN)
@require_POST
def vault_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(ResponseSet.objects.select_related("bank"), public_id=public_id)
    made = propose_difficulty(actor=request.user, at=timezone.now(), response_set=one)
    messages.success(request, _("提出 %(n)d 条难度建议，由题库管理员逐条决定。") % {"n": len(made)})
    return redirect(reverse("vault_proposals", args=(one.bank.public_id,)) + "?state=open")


@audience(CUSTODIAN)
def vault_proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = DifficultyProposal.objects.select_related("item__bank", "response_set", "decided_by").defer("item__sealed_content")
    proposal = get_object_or_404(rows, public_id=public_id)
    bank, form, refused = proposal.item.bank, ReasonForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        act = accept_difficulty if request.POST.get("act") == "accept" else decline_difficulty
        try:
            act(actor=request.user, at=timezone.now(), proposal=proposal, reason=form.cleaned_data["reason"])
            messages.success(request, _("已采纳，试题难度已更新。") if act is accept_difficulty else _("已记录不采纳，试题难度未变。"))
            following = open_proposals(bank).first()
            return redirect("vault_proposal", following.public_id) if following else redirect("vault_proposals", bank.public_id)
        except Refused as no:
            refused = no
    context = frame(request, bank, proposal.item.item_number, "vault_proposals", proposal=proposal, form=form, refused=refused,
                    left=open_proposals(bank).count(), interval=f"{proposal.low:.3f}–{proposal.high:.3f}")  # fmt: skip
    return render(request, "vault/pages/quality/proposal.html", context,
                  status=status_of(refused) if refused else 422 if form.errors else 200)  # fmt: skip
