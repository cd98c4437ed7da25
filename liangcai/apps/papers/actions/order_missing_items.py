from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.engine_io import bank_table_for, plan_of, read_table
from liangcai.apps.papers.models import Blueprint, ItemOrder, ItemOrderLine
from liangcai.engines.assembly import BankShort, Shortage, missing_items
from liangcai.engines.assembly import Blueprint as Plan
from liangcai.kernel.refusals import Refused


@action
def order_missing_items(*, actor: User, at: datetime, blueprint: Blueprint, forms: int) -> ItemOrder:
    """Keep what the bank lacks for so many forms as an order to item writers: the engine's complete list, cell by
    cell. Refused where nothing is missing, or where the same order is open already."""
    require_custodian(actor, at.date())
    Bank.objects.select_for_update().get(pk=blueprint.bank_id)
    plan = plan_of(blueprint.text, blueprint.name)
    missing = missing_from(blueprint.bank, plan, forms)
    if not missing:
        raise Refused("nothing_missing", f"{blueprint.bank} 的试题足够组 {forms} 套，无需命题。", hint="请直接组卷。")
    open_order = ItemOrder.objects.filter(blueprint=blueprint, forms=forms, lines__arrived_on=None).first()
    if open_order:
        raise Refused("order_open", f"同一方案 {forms} 套的命题需求单 {open_order.order_number} 尚未到齐。",
                      hint="请在该需求单上销项。")  # fmt: skip
    order = ItemOrder.objects.create(order_number=next_number(at), blueprint=blueprint, forms=forms, ordered_at=at,
                                     ordered_by=actor)  # fmt: skip
    cells = {cell.name: cell for cell in plan.cells}
    ItemOrderLine.objects.bulk_create(
        ItemOrderLine(order=order, number=n, cell=s.cell, needed=s.needed, available=s.available, short=s.short,
                      because=s.because, **({"scope": cells[s.cell].scope, "type": cells[s.cell].type,
                                             "band": cells[s.cell].band} if s.cell in cells else {}))
        for n, s in enumerate(missing, start=1)
    )  # fmt: skip
    record(actor=actor, at=at, action="order_missing_items", subject=order,
           facts={"order": order.order_number, "blueprint": blueprint, "forms": forms,
                  "short": sum(s.short for s in missing), "lines": len(missing)})  # fmt: skip
    return order


def missing_from(bank: Bank, plan: Plan, forms: int) -> list[Shortage]:
    try:
        table, _ = bank_table_for(bank, plan, forms)
    except BankShort as short:
        return short.shortages
    return missing_items(read_table(table, plan), plan, forms)


def next_number(at: datetime) -> str:
    """MT20211120-01 and so on: the day and a serial of the day."""
    day = f"MT{timezone.localtime(at):%Y%m%d}"
    return f"{day}-{ItemOrder.objects.filter(order_number__startswith=day).count() + 1:02d}"
