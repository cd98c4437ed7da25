"""The writers' and reviewers' desk: what one wrote, what waits for one, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.accounts.enums import Role
from liangcai.apps.item_bank.actions.give_review import give_review
from liangcai.apps.item_bank.actions.proofread_item import proofread_item
from liangcai.apps.item_bank.actions.revise_item import revise_item
from liangcai.apps.item_bank.actions.settle_item import settle_item
from liangcai.apps.item_bank.actions.submit_items import submit_items
from liangcai.apps.item_bank.actions.view_item import view_item
from liangcai.apps.item_bank.actions.write_item import write_item
from liangcai.apps.item_bank.engine_io import parsed_of, row_of
from liangcai.apps.item_bank.enums import ItemState, ItemType, Verdict
from liangcai.apps.item_bank.models import Bank, Item, ItemPledge
from liangcai.apps.item_bank.permissions import pledges_in_force
from liangcai.apps.item_bank.selectors import (
    opinions,
    reviews_waiting_for,
    waiting_for_proofreading,
    waiting_for_settlement,
    written_by,
)
from liangcai.engines.item_files import check_items
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import ITEM_REVIEWER, ITEM_WRITER, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.vault.item_form import ItemForm
from liangcai.web.vault.item_html import shown
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.watermarks import screen_watermark

ITEM_PEOPLE = ITEM_WRITER | ITEM_REVIEWER


class WrittenTable(Table):
    name = "written"
    title = gettext_lazy("我的试题")
    columns = (
        Column("item_number", gettext_lazy("题号"), sort="item_number", link=lambda i: reverse("item_revise", args=(i.public_id,))),
        Column("bank", gettext_lazy("题库"), lambda i: str(i.bank)),
        Column("type", gettext_lazy("题型"), "get_type_display"),
        Column("point", gettext_lazy("鉴定点"), sort="point"),
        Column("state", gettext_lazy("状态"), "get_state_display"),
        Column("version", gettext_lazy("版次"), numeric=True),
    )  # fmt: skip
    search = ("item_number", "point")
    filters = (ChoiceFilter("type", gettext_lazy("题型"), ItemType.choices), ChoiceFilter("state", gettext_lazy("状态"), ItemState.choices))
    order = ("bank", "item_number")
    empty = gettext_lazy("还没有写过试题")


class OpinionForm(forms.Form):
    verdict = forms.ChoiceField(label=gettext_lazy("意见"), choices=Verdict.choices, widget=forms.RadioSelect)
    comment = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                              help_text=gettext_lazy("退回或不采用须写明理由。加密保存。"))  # fmt: skip


@audience(ITEM_PEOPLE)
def item_desk(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    pledge = ItemPledge.objects.filter(pledges_in_force(timezone.localdate()), user=user).first()
    if user.role == Role.ITEM_WRITER:
        states = written_by(user).values_list("state", flat=True)
        drafts, url = sum(s == ItemState.DRAFT for s in states), reverse("item_written")
        tiles = [{"label": _("待送审草稿"), "value": drafts, "url": f"{url}?state=draft", "tone": "warning" if drafts else ""},
                 {"label": _("我的试题"), "value": len(states), "url": url}]  # fmt: skip
    else:
        url = reverse("item_reviews")
        counts = ((_("待审试题"), reviews_waiting_for(user)), (_("待裁定"), waiting_for_settlement(user)),
                  (_("待校对"), waiting_for_proofreading(user)))  # fmt: skip
        tiles = [{"label": label, "value": (n := rows.count()), "url": url, "tone": "warning" if n else ""} for label, rows in counts]
    context = {"title": _("工作台"), "tiles": tiles, "opened": opened_bank(request), "pledge": pledge, "banks": Bank.objects.all(),
               "writer": user.role == Role.ITEM_WRITER}  # fmt: skip
    return render(request, "vault/pages/item_desk.html", context)


@audience(ITEM_WRITER)
def item_written(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, WrittenTable(written_by(request.user)))  # type: ignore[arg-type]


@audience(ITEM_WRITER)
def item_write(request: HttpRequest, public_id: str) -> HttpResponse:
    bank, opened = get_object_or_404(Bank, public_id=public_id), opened_bank(request)
    if opened is None:
        return shut_meanwhile(request, bank)
    form = ItemForm(request.POST or None, request.FILES or None, bank=bank)
    if request.method == "POST" and form.is_valid():
        try:
            item = write_item(actor=request.user, at=timezone.now(), bank=bank, row=row_of(form.parsed), key=opened.key)
        except Refused as no:
            return edit_page(request, bank, form, no)
        messages.success(request, _("试题 %(number)s 已加密保存为草稿。") % {"number": item.item_number})
        return redirect("item_revise", item.public_id)
    return edit_page(request, bank, form)


@audience(ITEM_WRITER)
def item_revise(request: HttpRequest, public_id: str) -> HttpResponse:
    item = get_object_or_404(Item.objects.select_related("bank", "author"), public_id=public_id)
    at, opened = timezone.now(), opened_bank(request)
    if opened is None:
        return shut_meanwhile(request, item.bank)
    parsed = parsed_of(item, view_item(actor=request.user, at=at, item=item, key=opened.key))
    form = ItemForm(request.POST or None, request.FILES or None, bank=item.bank, item=parsed)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("version", "")
            revised = revise_item(actor=request.user, at=at, item=item, row=row_of(form.parsed), key=opened.key,
                                  version=int(seen) if seen.isdecimal() else 0)  # fmt: skip
            messages.success(request, _("试题 %(number)s 已保存为第 %(n)d 版。") % {"number": item.item_number, "n": revised.version})
            return redirect("item_revise", item.public_id)
        except Refused as no:
            refused = no
    return edit_page(request, item.bank, form, refused, item, at)


def shut_meanwhile(request: HttpRequest, bank: Bank) -> HttpResponse:
    """The bank was shut while somebody wrote: what was typed stays in the form, to be saved once it is open again."""
    try:
        require_opened(request)
    except Refused as no:
        if request.method != "POST":
            raise
        return edit_page(request, bank, ItemForm(request.POST, bank=bank), no)
    return redirect(request.path)


def edit_page(request: HttpRequest, bank: Bank, form: ItemForm, refused: Refused | None = None, item: Item | None = None,
              at: Any = None) -> HttpResponse:  # fmt: skip
    parsed, opened = form.parsed, opened_bank(request)
    said = opinions(item, item.version - 1, opened.key) + opinions(item, item.version, opened.key) if item and opened else []
    context = {
        "title": item.item_number if item else _("命题"), "subtitle": str(bank), "bank": bank, "form": form, "refused": refused,
        "item": item, "shown": shown(parsed) if parsed else None, "findings": check_items([parsed]) if parsed else [],
        "watermark": screen_watermark(request, at or timezone.now()), "version": request.POST.get("version", item.version if item else ""),
        "opinions": said, "breadcrumbs": [(_("我的试题"), reverse("item_written"))],
    }  # fmt: skip
    response = render(request, "vault/pages/item_edit.html", context, status=409 if refused else 422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@audience(ITEM_WRITER)
@require_POST
def item_submit(request: HttpRequest) -> HttpResponse:
    """Hands in one item (`item`), or all of one's drafts of a bank (`bank`)."""
    opened = require_opened(request)
    own = written_by(request.user)  # type: ignore[arg-type]
    if "item" in request.POST:
        rows = list(Item.objects.filter(public_id=request.POST["item"]))
    else:
        rows = list(own.filter(state=ItemState.DRAFT, bank__public_id=request.POST.get("bank")))
    count = submit_items(actor=request.user, at=timezone.now(), items=rows, key=opened.key)
    messages.success(request, _("已送审 %(n)d 道试题。") % {"n": count})
    return redirect("item_written")


@audience(ITEM_REVIEWER)
def item_reviews(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {"title": _("审题任务"), "reviews": reviews_waiting_for(user), "settle": waiting_for_settlement(user),
               "proofread": waiting_for_proofreading(user), "opened": opened_bank(request)}  # fmt: skip
    return render(request, "vault/pages/item_reviews.html", context)


@audience(ITEM_REVIEWER)
def item_review(request: HttpRequest, pk: int) -> HttpResponse:
    """A blind review: the item without its author, and nothing of the other's opinion."""
    review = get_object_or_404(reviews_waiting_for(request.user), pk=pk)  # type: ignore[arg-type]
    return opinion_page(request, review.item, _("盲审"), lambda **given: give_review(review=review, **given))


@audience(ITEM_REVIEWER)
def item_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    item = get_object_or_404(waiting_for_settlement(request.user), public_id=public_id)  # type: ignore[arg-type]
    return opinion_page(request, item, _("裁定"), lambda **given: settle_item(item=item, **given), differ=True)


@audience(ITEM_REVIEWER)
def item_proofread(request: HttpRequest, public_id: str) -> HttpResponse:
    item = get_object_or_404(waiting_for_proofreading(request.user), public_id=public_id)  # type: ignore[arg-type]
    return opinion_page(request, item, _("校对"), lambda **given: proofread_item(item=item, **given), reject=False)


def opinion_page(request: HttpRequest, item: Item, title: str, act: Callable[..., Item], *, differ: bool = False,
                 reject: bool = True) -> HttpResponse:  # fmt: skip
    at, opened = timezone.now(), require_opened(request)
    form, refused = OpinionForm(request.POST or None), None
    if not reject:
        form.fields["verdict"].choices = [c for c in Verdict.choices if c[0] != Verdict.REJECT]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.user, at=at, key=opened.key, **form.cleaned_data)
            messages.success(request, _("意见已加密提交。"))
            return redirect("item_reviews")
        except Refused as no:
            refused = no
    parsed = parsed_of(item, view_item(actor=request.user, at=at, item=item, key=opened.key))
    context = {
        "title": f"{title} {item.item_number}", "subtitle": str(item.bank), "item": item, "shown": shown(parsed), "form": form,
        "findings": check_items([parsed]), "refused": refused, "watermark": screen_watermark(request, at),
        "opinions": opinions(item, item.version, opened.key) if differ else [],
        "breadcrumbs": [(_("审题任务"), reverse("item_reviews"))],
    }  # fmt: skip
    response = render(request, "vault/pages/item_opinion.html", context, status=409 if refused else 422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
