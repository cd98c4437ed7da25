from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.selectors import items_by_number
from liangcai.apps.papers.conformity import certify_paper
from liangcai.apps.papers.engine_io import PRINT_ORDER, bank_table_for, packed, plan_of, proof_of, read_table
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Paper, PaperItem
from liangcai.engines.assembly import Assembly, Placement, assemble


@action
def assemble_papers(
    *, actor: User, at: datetime, blueprint: Blueprint, forms: int, seed: int, key: bytes, request_id: str = "",
) -> AssemblyRun:  # fmt: skip
    """Assemble parallel papers A, B, … that equal the blueprint, each with a signed certificate of conformity
    (002-039, 002-040). The bank's table is kept, so that anybody can run it again. The assembly ledger gets its row
    (002-045); items are marked as used. A short bank is refused with the complete list of what is missing."""
    require_custodian(actor, at.date())
    Bank.objects.select_for_update().get(pk=blueprint.bank_id)  # two runs at once would both take the least used items
    plan = plan_of(blueprint.text, blueprint.name)
    table, left_out = bank_table_for(blueprint.bank, plan, forms)
    bank = read_table(table, plan)
    made = assemble(bank, plan, forms, seed)
    run = AssemblyRun.objects.create(blueprint=blueprint, request_id=request_id, seed=seed, forms=forms, assembled_at=at,
                                     proof=proof_of(made, bank, plan, left_out), bank_table=packed(table))  # fmt: skip
    papers = store_forms(run, made)
    mark_used(Counter(place.item_id for form in made.forms for place in form), blueprint.bank, at)
    for paper in papers:
        certify_paper(paper, key, at)
    append_row("assembly", actor.get_username(), at, [actor.display_name], f"组卷 {blueprint.name} {forms} 套",
               {"run": run.public_id, "seed": seed, "copies": 0})  # fmt: skip
    record(actor=actor, at=at, action="assemble_papers", subject=run,
           facts={"blueprint": blueprint, "seed": seed, "forms": forms, "conformity": made.conformity,
                  "certified_gap": f"{made.certified_gap:.6f}", "rules": ["002-039", "002-040"]})  # fmt: skip
    return run


def form_code(n: int) -> str:
    """A, B, … Z, AA, AB, … for form 0, 1, …"""
    first, second = divmod(n, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def store_forms(run: AssemblyRun, made: Assembly, versions: Mapping[str, int] | None = None) -> list[Paper]:
    """Papers A, B, … with their items, type after type as they are printed. `versions`: of items that stay as they stood
    in an earlier run; the others are taken as they are today."""
    versions = versions or {}
    items = items_by_number(run.blueprint.bank, {p.item_id for form in made.forms for p in form})
    papers = Paper.objects.bulk_create(Paper(run=run, code=form_code(n), paper_sha256="") for n in range(len(made.forms)))

    def printed(place: Placement) -> tuple[Any, ...]:
        return PRINT_ORDER[items[place.item_id].type], place.position  # type: ignore[index]

    PaperItem.objects.bulk_create(
        PaperItem(paper=paper, position=position, place=p.position, item=items[p.item_id], cell=p.cell, score=p.score,
                  item_version=versions.get(p.item_id, items[p.item_id].version))  # fmt: skip
        for paper, form in zip(papers, made.forms, strict=True)
        for position, p in enumerate(sorted(form, key=printed), start=1)
    )
    return papers


def mark_used(uses: Counter[str], bank: Bank, at: datetime) -> None:
    rows = list(Item.objects.filter(bank=bank, item_number__in=uses).only("pk", "item_number", "times_used"))
    for item in rows:
        item.times_used += uses[item.item_number]
        item.last_used_on = at.date()
    Item.objects.bulk_update(rows, ["times_used", "last_used_on"], batch_size=500)
