from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.accounts.clock import is_set_back
from liangcai.apps.custody.models import Custodian, LedgerRow
from liangcai.apps.custody.selectors import chain_state, findings, holders_gone, pledge_state
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.papers.models import Dispatch
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.vault.opened_bank import opened_bank


@audience(CUSTODIAN)
def vault_home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    slips = len(findings(today.replace(day=1), today, today))
    on_post = [pledge_state(post, today) for post in Custodian.objects.filter(left_on__isnull=True)]
    pledges = sum(state != "valid" for state in on_post)
    broken = sum(not chain_state(kind).ok for kind, _label in LedgerRow.KINDS)
    receipts, ledgers = Dispatch.objects.filter(receipt={}).count(), reverse("vault_ledgers")
    tiles = [
        *([{"label": _("时钟被调回"), "value": "!", "url": reverse("vault_clock"), "tone": "danger"}] if is_set_back(timezone.now()) else []),
        *([{"label": _("保管人离岗，须轮换密钥"), "value": len(gone), "url": reverse("vault_key"), "tone": "danger"}] if (gone := holders_gone(today)) else []),
        {"label": _("保密责任书到期或将到期"), "value": pledges, "url": reverse("vault_custodians"), "tone": "warning" if pledges else ""},
        {"label": _("本月台账互查不符"), "value": slips, "url": ledgers, "tone": "danger" if slips else "success"},
        {"label": _("台账断链"), "value": broken, "url": ledgers, "tone": "danger" if broken else "success"},
        {"label": _("待回执密封包"), "value": receipts, "url": reverse("vault_handovers"), "tone": "warning" if receipts else ""},
        {"label": _("题库"), "value": Bank.objects.count(), "url": reverse("vault_banks")},
        {"label": _("待审定试题"), "value": Item.objects.filter(state="draft").count(), "url": reverse("vault_banks")},
    ]
    return render(request, "vault/pages/home.html", {"title": _("工作台"), "tiles": tiles, "opened": opened_bank(request)})
