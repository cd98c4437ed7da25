"""What every quality page of a bank has: tabs, breadcrumbs, and whether the bank is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.item_bank.actions.view_item import view_item
from liangcai.apps.item_bank.engine_io import parsed_of
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.web.vault.item_html import shown
from liangcai.web.vault.opened_bank import OpenedBank, opened_bank
from liangcai.web.vault.watermarks import screen_watermark


def quality_tabs(bank: Bank) -> list[tuple[str, str]]:
    """(label, address) of every quality page of a bank."""
    tabs = [
        ("vault_readiness", _("就绪报告")), ("vault_findings", _("机器检查")), ("vault_pairs", _("查重")),
        ("vault_enemies", _("相克组")), ("vault_coverage", _("覆盖")), ("vault_statistics", _("试题统计")),
        ("vault_proposals", _("难度建议")),
    ]  # fmt: skip
    return [(label, reverse(name, args=(bank.public_id,))) for name, label in tabs]


def frame(request: HttpRequest, bank: Bank, title: str, tab: str, **more: Any) -> dict[str, Any]:
    """The context of a page; `tab` is the address name of the tab it belongs to."""
    here = reverse(tab, args=(bank.public_id,))
    return {
        "title": title, "subtitle": str(bank), "bank": bank, "opened": opened_bank(request),
        "tabs": [(label, url, url == here) for label, url in quality_tabs(bank)],
        "breadcrumbs": [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))],
        **more,
    }  # fmt: skip


def shown_item(request: HttpRequest, item: Item, opened: OpenedBank | None) -> dict[str, Any]:
    """An item as the pages show it, the look entered in the log; without its words while the bank is shut."""
    if opened is None:
        return {"item": item}
    at = timezone.now()
    content = view_item(actor=request.user, at=at, item=item, key=opened.key)
    parsed = parsed_of(item, content)
    return {"item": item, "parsed": parsed, "body": shown(parsed), "watermark": screen_watermark(request, at)}
