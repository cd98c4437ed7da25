"""Rows ↔ the assembly engine, and what a paper says."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils import timezone

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank, Item, ItemVersion
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.item_bank.selectors import assembly_table, usable_items
from liangcai.apps.papers.models import AssemblyRun, Dispatch, PaperItem
from liangcai.apps.papers.models import Paper as PaperRow
from liangcai.engines.assembly import (
    Assembly,
    BankShort,
    Blueprint,
    Placement,
    Shortage,
    assemble,
    certify,
    conformity,
    curves,
    information_target,
    read_bank,
    read_blueprint,
    replaced,
)
from liangcai.engines.assembly import Bank as EngineBank
from liangcai.engines.typesetting.handover_slip import HandedItem, HandoverSlip
from liangcai.kernel.refusals import Refused

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHOICES = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE)
# what a candidate marks on the sheet comes first, true/false last of it, as the sheet has it; then what is written
PRINT_ORDER = {kind: n for n, kind in enumerate((
    ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_CHOICE, ItemType.TRUE_FALSE, ItemType.FILL_BLANK, ItemType.SHORT_ANSWER,
    ItemType.CALCULATION, ItemType.ESSAY, ItemType.CASE, ItemType.PRACTICAL))}  # fmt: skip


def plan_of(text: str, name: str = "") -> Blueprint:
    return read_blueprint(text.encode(), where=name)


def bank_table_for(bank: Bank, plan: Blueprint, forms: int) -> tuple[bytes, int]:
    """The usable items of the plan's types as the engine reads them, and how many were left out because the plan asks
    for a difficulty that they have not. A bank without any is short of every item."""
    items = usable_items(bank).filter(type__in={cell.type for cell in plan.cells})
    if not items.exists():
        raise BankShort([Shortage(cell.name, cell.count * forms, 0, cell.count * forms, "too few items") for cell in plan.cells])
    if not asks_for_difficulty(plan):
        return assembly_table(items), 0
    known = items.filter(difficulty__isnull=False)
    lacking = items.count() - known.count()
    if not known.exists():
        raise Refused("no_difficulty", f"方案要求难度，但 {bank} 的 {lacking} 道可用试题都没有难度。",
                      hint="请先填写难度，或另存不设难度要求的方案。", facts={"found": 0, "needed": "难度"})  # fmt: skip
    return assembly_table(known), lacking


def asks_for_difficulty(plan: Blueprint) -> bool:
    return plan.difficulty is not None or any(cell.band for cell in plan.cells)


def read_table(table: bytes, plan: Blueprint) -> EngineBank:
    return read_bank(table, where="题库", difficulty_known=asks_for_difficulty(plan))


def packed(table: bytes) -> bytes:
    return zlib.compress(table, 6)


def proof_of(assembly: Assembly, bank: EngineBank, plan: Blueprint, left_out: int) -> dict[str, Any]:
    """What a run keeps: the engine's object, with the targets and the curves to draw, and how many items had no
    difficulty."""
    drawn = curves(bank, plan, assembly.forms)
    targets = {"mean": plan.difficulty.mean if plan.difficulty else None, "information": information_target(bank, plan)}
    return assembly.as_dict() | {"targets": targets, "curves": asdict(drawn) if drawn else None, "left_out": left_out}


def first_run(run: AssemblyRun) -> AssemblyRun:
    """The run that the engine made, before any item was replaced."""
    while run.replaces is not None:
        run = run.replaces
    return run


def changes_of(run: AssemblyRun) -> list[Mapping[str, Any]]:
    """The replacements that led to this run, the oldest first."""
    changes: list[Mapping[str, Any]] = []
    while run.replaces is not None:
        changes.insert(0, run.change)
        run = run.replaces
    return changes


def bank_of(run: AssemblyRun, plan: Blueprint) -> EngineBank:
    """The bank as it was when the run was made."""
    return read_table(zlib.decompress(bytes(first_run(run).bank_table)), plan)


def assembly_of(run: AssemblyRun, bank: EngineBank, plan: Blueprint) -> Assembly:
    """The run's forms as they are stored, certified again."""
    rows = PaperItem.objects.filter(paper__run=run, paper__variant_of=None).order_by("paper", "place")
    placed = rows.values_list("paper", "place", "item__item_number", "cell", "score")
    forms = [tuple(Placement(place, number, cell, float(score)) for _, place, number, cell, score in group)
             for _, group in groupby(placed, key=itemgetter(0))]  # fmt: skip
    figures = certify(bank, plan, forms)
    bound = int(run.proof["bound"])
    gap = (figures.objective - bound) / max(bound, 1)
    return Assembly(tuple(forms), figures, gap, bound, conformity(plan, forms), run.seed, float(run.proof["seconds"]))


def replayed(run: AssemblyRun) -> Assembly:
    """The engine run again on the kept table with the same seed, and the same items replaced: same seed, same result.
    Compare its `conformity` with the run's."""
    plan = plan_of(run.blueprint.text, run.blueprint.name)
    bank = bank_of(run, plan)
    again = assemble(bank, plan, run.forms, run.seed)
    for change in changes_of(run):
        again = replaced(bank, plan, again, change["form"], change["place"], change["in"])
    return again


def paper_content(paper: PaperRow, key: bytes) -> list[dict[str, Any]]:
    """The questions in order: position, item, type, cell, score, stem, options, answer (a letter for choices, A right
    and B wrong for true/false); options and answer as this paper's variant has them."""
    questions = []
    places = list(paper.items.select_related("item").order_by("position"))
    for place, item in zip(places, as_assembled(places), strict=True):
        content = open_content(item.sealed_content, key, str(place.item.public_id))
        if place.option_order:
            content = turned(content, place.option_order)
        questions.append({"position": place.position, "item": str(place.item.public_id), "type": item.type,
                          "cell": place.cell, "score": f"{place.score:f}", **content})  # fmt: skip
    return questions


def as_assembled(places: Sequence[PaperItem]) -> list[Item | ItemVersion]:
    """The items in the versions that the paper was assembled from; one that was revised since is read from its history."""
    revised = [place for place in places if place.item.version != place.item_version]
    kept = ItemVersion.objects.filter(item__in=[place.item_id for place in revised]) if revised else ()
    earlier = {(old.item_id, old.version): old for old in kept}
    return [earlier[place.item_id, place.item_version] if place in revised else place.item for place in places]


def turned(content: Mapping[str, Any], order: Sequence[int]) -> dict[str, Any]:
    """The content with its options in another order and the answer's letters moved with them."""
    right = {LETTERS.index(letter) for letter in content["answer"]}
    return {**content, "options": [content["options"][option] for option in order],
            "answer": "".join(LETTERS[place] for place, option in enumerate(order) if option in right)}  # fmt: skip


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

def printed_slip(dispatch: Dispatch, giver: str) -> HandoverSlip:
    disc = str(dispatch.copy or dispatch.disc or "")
    items = [HandedItem("试卷密封包", "光盘", disc, 1, dispatch.package_sha256)]
    if dispatch.disc:
        items.append(HandedItem("光盘映像", "光盘", disc, 1, dispatch.disc.image_sha256))
    signed = [f"{name} {timezone.localtime(moment):%Y-%m-%d %H:%M}" for name, moment in (
        (dispatch.giver_person, dispatch.handed_over_at), (dispatch.receiver_person, dispatch.taken_over_at)) if moment]
    seal = f"封签号 {dispatch.seal_number}" if dispatch.seal_number else "封签号：＿＿＿＿＿＿＿＿"
    return HandoverSlip(slip_number=dispatch.slip_number, purpose=f"考试用卷，{timezone.localtime(dispatch.not_before):%Y-%m-%d %H:%M} 起可启封",
                        giver="题库工作站", giver_person=dispatch.giver_person or giver, receiver=dispatch.receiver,
                        receiver_person=dispatch.receiver_person, handed_over_at=dispatch.handed_over_at, items=tuple(items),
                        code=dispatch.slip_number, remarks="；".join([seal, *(f"已签字 {one}" for one in signed)]))  # fmt: skip
