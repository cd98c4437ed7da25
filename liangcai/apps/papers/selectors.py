"""Reads of runs, papers and what may replace an item."""

from __future__ import annotations

from django.db.models import QuerySet

from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.selectors import usable_items
from liangcai.apps.papers.engine_io import assembly_of, bank_of, plan_of
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Paper, PaperItem
from liangcai.engines.assembly import replacement_candidates


def forms_of(run: AssemblyRun) -> QuerySet[Paper]:
    """Papers A, B, … of a run, without their variants, in the engine's order."""
    return run.papers.filter(variant_of=None).order_by("pk")


def form_number(paper: Paper) -> int:
    """Which of the engine's forms a paper is, from 1."""
    return forms_of(paper.run).filter(pk__lte=paper.pk).count()


def replacements_for(place: PaperItem) -> list[Item]:
    """Items that may stand in this place with the whole proof kept and that are in use today, least used first."""
    run = place.paper.run
    plan = plan_of(run.blueprint.text, run.blueprint.name)
    bank = bank_of(run, plan)
    numbers = replacement_candidates(bank, plan, assembly_of(run, bank, plan), form_number(place.paper), place.place)
    order = {number: n for n, number in enumerate(numbers)}
    found = usable_items(run.blueprint.bank).filter(item_number__in=order).defer("sealed_content")
    return sorted(found, key=lambda item: order[item.item_number])


def supply(blueprint: Blueprint, forms: int) -> list[tuple[str, int, int]]:
    """(cell, items needed for so many forms, items in use that fit it by scope and type): an estimate before assembly;
    limits across cells, enemies and difficulty are the engine's business."""
    plan = plan_of(blueprint.text, blueprint.name)
    here: dict[tuple[str, str], int] = {}
    for scope, kind in usable_items(blueprint.bank).order_by().values_list("scope", "type"):
        here[scope, kind] = here.get((scope, kind), 0) + 1
    rows = []
    for cell in plan.cells:
        fitting = sum(n for (scope, kind), n in here.items()
                      if kind == cell.type and (scope == cell.scope or scope.startswith(cell.scope + "-")))  # fmt: skip
        rows.append((cell.name, cell.count * forms, fitting * min(plan.max_item_use, forms)))
    return rows
