from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.custody.selectors import chain_state
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.papers.models import Dispatch
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.vault.opened_bank import opened_bank
from liangcai.web.vault.views.ledgers import slips_in


@audience(CUSTODIAN)
def vault_home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    slips = sum(len(found) for _name, found in slips_in(today.replace(day=1), today))
    broken = sum(not chain_state(kind).ok for kind, _label in LedgerRow.KINDS)
    receipts, ledgers = Dispatch.objects.filter(receipt={}).count(), reverse("vault_ledgers")
    tiles = [
        {"label": _("本月台账互查不符"), "value": slips, "url": ledgers, "tone": "danger" if slips else "success"},
        {"label": _("台账断链"), "value": broken, "url": ledgers, "tone": "danger" if broken else "success"},
        {"label": _("待回执密封包"), "value": receipts, "url": reverse("vault_handovers"), "tone": "warning" if receipts else ""},
        {"label": _("题库"), "value": Bank.objects.count(), "url": reverse("vault_banks")},
        {"label": _("待审定试题"), "value": Item.objects.filter(state="draft").count(), "url": reverse("vault_banks")},
    ]
    return render(request, "vault/pages/home.html", {"title": _("工作台"), "tiles": tiles, "opened": opened_bank(request)})
