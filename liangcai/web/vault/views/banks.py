"""Banks: what they hold, where they are thin, and one item at a time."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.actions.view_item import view_item
from liangcai.apps.item_bank.engine_io import parsed_of
from liangcai.apps.item_bank.enums import ItemState, ItemType
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.selectors import opinions
from liangcai.engines.item_files import check_items
from liangcai.web.shared.access import CUSTODIAN, ITEM_WRITER, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.vault.item_html import shown
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.views.quality.frame import quality_tabs
from liangcai.web.vault.watermarks import screen_watermark


class BanksTable(Table):
    name = "banks"
    title = gettext_lazy("题库")
    columns = (
        Column("occupation_name", gettext_lazy("职业（项目）"), lambda b: b.occupation_name, sort="occupation_name",
               link=lambda b: reverse("vault_bank", args=(b.public_id,))),
        Column("level", gettext_lazy("等级")),
        Column("version", gettext_lazy("版次"), numeric=True),
        Column("total", gettext_lazy("试题"), sort="total", numeric=True),
        Column("in_use", gettext_lazy("使用中"), sort="in_use", numeric=True),
        Column("draft", gettext_lazy("草稿"), sort="draft", numeric=True),
    )  # fmt: skip
    search = ("occupation_name", "occupation_code")
    order = ("occupation_name",)
    empty = gettext_lazy("尚未接收题库")


class ItemsTable(Table):
    name = "items"
    title = gettext_lazy("试题")
    columns = (
        Column("item_number", gettext_lazy("题号"), sort="item_number",
               link=lambda i: reverse("vault_item", args=(i.public_id,))),
        Column("bank", gettext_lazy("题库"), lambda i: str(i.bank)),
        Column("type", gettext_lazy("题型"), "get_type_display"),
        Column("scope", gettext_lazy("鉴定范围"), sort="scope"),
        Column("point", gettext_lazy("鉴定点"), sort="point"),
        Column("importance", gettext_lazy("重要程度")),
        Column("difficulty", gettext_lazy("难度"), sort="difficulty", numeric=True),
        Column("state", gettext_lazy("状态"), "get_state_display"),
        Column("times_used", gettext_lazy("使用次数"), sort="times_used", numeric=True),
    )  # fmt: skip
    search = ("item_number", "point")
    filters = (
        ChoiceFilter("bank", gettext_lazy("题库"), lambda: [(b.pk, str(b)) for b in Bank.objects.all()]),
        ChoiceFilter("type", gettext_lazy("题型"), ItemType.choices),
        ChoiceFilter("state", gettext_lazy("状态"), ItemState.choices),
    )  # fmt: skip
    order = ("bank", "item_number")


@audience(CUSTODIAN)
def vault_banks(request: HttpRequest) -> HttpResponseBase:
    counts = {"total": Count("items"), "in_use": Count("items", filter=Q(items__state="in_use")),
              "draft": Count("items", filter=Q(items__state="draft"))}  # fmt: skip
    return table_page(request, BanksTable(Bank.objects.annotate(**counts).order_by("occupation_name")))


@audience(CUSTODIAN)
def vault_items(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, ItemsTable(Item.objects.select_related("bank").defer("sealed_content")))


@audience(CUSTODIAN)
def vault_bank(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    states = Counter(bank.items.values_list("state", flat=True))
    context = {
        "title": str(bank), "bank": bank, "opened": opened_bank(request),
        "subtitle": _("%(n)d 道试题") % {"n": sum(states.values())},
        "tiles": [{"label": label, "value": states[state], "url": f"{reverse('vault_items')}?bank={bank.pk}&state={state}"}
                  for state, label in ItemState.choices],
        "doors": quality_tabs(bank), "breadcrumbs": [(_("题库"), reverse("vault_banks"))],
    }  # fmt: skip
    return render(request, "vault/pages/bank.html", context)


@audience(CUSTODIAN)
def vault_item(request: HttpRequest, public_id: str) -> HttpResponse:
    """One item, newest or `?version=`, with the reviews it had; every view is watermarked and logged."""
    item = get_object_or_404(Item.objects.select_related("bank"), public_id=public_id)
    at, opened, given = timezone.now(), require_opened(request), request.GET.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 5 else item.version
    content = view_item(actor=request.user, at=at, item=item, key=opened.key, version=version)
    parsed = parsed_of(item, content)
    context = {
        "title": item.item_number, "item": item, "shown": shown(parsed), "findings": check_items([parsed]), "version": version,
        "versions": item.versions.all(), "opinions": opinions(item, version, opened.key), "watermark": screen_watermark(request, at),
        "breadcrumbs": [(_("题库"), reverse("vault_banks")), (str(item.bank), reverse("vault_bank", args=(item.bank.public_id,)))],
    }  # fmt: skip
    response = render(request, "vault/pages/item.html", context)
    response["Cache-Control"] = "no-store"
    return response


@audience(CUSTODIAN | ITEM_WRITER)
def item_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two versions of an item side by side; both views are logged."""
    item = get_object_or_404(Item.objects.select_related("bank", "author"), public_id=public_id)
    at, opened = timezone.now(), require_opened(request)
    given = request.GET.get("old", "")
    old = int(given) if given.isdecimal() and len(given) < 5 else item.version - 1
    sides = [(n, shown(parsed_of(item, view_item(actor=request.user, at=at, item=item, key=opened.key, version=n))))
             for n in (old, item.version)]  # fmt: skip
    context = {"title": _("版次比较") + f" {item.item_number}", "subtitle": str(item.bank), "item": item, "sides": sides,
               "watermark": screen_watermark(request, at)}  # fmt: skip
    response = render(request, "vault/pages/item_compare.html", context)
    response["Cache-Control"] = "no-store"
    return response
