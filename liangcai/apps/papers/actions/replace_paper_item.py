from __future__ import annotations

from collections import Counter
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.actions.assemble_papers import mark_used, store_forms
from liangcai.apps.papers.conformity import certify_paper
from liangcai.apps.papers.engine_io import assembly_of, bank_of, plan_of, proof_of
from liangcai.apps.papers.models import AssemblyRun, Paper, PaperItem
from liangcai.apps.papers.selectors import form_number, replacements_for
from liangcai.engines.assembly import replaced
from liangcai.engines.assembly.certify import BENT
from liangcai.kernel.refusals import Refused


@action
def replace_paper_item(
    *, actor: User, at: datetime, paper: Paper, position: int, item_number: str, reason: str, key: bytes,
) -> AssemblyRun:  # fmt: skip
    """Put another item in one place of a paper. Only items that keep the whole proof are taken: cell, points, enemies,
    importance, tolerance, use (002-040). Makes a new run with new certificates; the old one is kept with the reason
    and no longer printed or sealed. Variants are made anew by their seed when they are wanted."""
    require_custodian(actor, at.date())
    if not reason.strip():
        raise Refused("reason_missing", "换题须写明原因。")
    old = AssemblyRun.objects.select_for_update().get(pk=paper.run_id)
    old.require_current()
    place = PaperItem.objects.select_related("item").filter(paper=paper, position=position).first()
    if paper.variant_of_id or place is None:
        raise Refused("no_such_place", f"{paper.code} 卷没有可更换的第 {position} 题。", hint="乱序卷随原卷更换。")
    if item_number not in {item.item_number for item in replacements_for(place)}:
        raise Refused("breaks_proof", f"{paper.code} 卷第 {position} 题不能换成 {item_number}：换后试卷不再符合组卷方案。",
                      citation=BENT, hint="请从可替换的试题中选择。")  # fmt: skip
    plan = plan_of(old.blueprint.text, old.blueprint.name)
    bank, form = bank_of(old, plan), form_number(paper)
    made = replaced(bank, plan, assembly_of(old, bank, plan), form, place.place, item_number)
    change = {"form": form, "place": place.place, "out": place.item.item_number, "in": item_number,
              "code": paper.code, "position": position}  # fmt: skip
    run = AssemblyRun.objects.create(
        blueprint=old.blueprint, request_id=old.request_id, seed=old.seed, forms=old.forms, assembled_at=at,
        proof=proof_of(made, bank, plan, old.proof.get("left_out", 0)), replaces=old, reason=reason.strip(), change=change,
    )  # fmt: skip
    kept = dict(PaperItem.objects.filter(paper__run=old).values_list("item__item_number", "item_version"))
    kept.pop(item_number, None)
    for one in store_forms(run, made, kept):
        certify_paper(one, key, at)
    mark_used(Counter([item_number]), run.blueprint.bank, at)
    append_row("assembly", actor.get_username(), at, [actor.display_name],
               f"换题 {paper.code}卷第 {position} 题：{change['out']} → {item_number}（{reason.strip()}）",
               {"run": run.public_id, "replaces": old.public_id, "copies": 0})  # fmt: skip
    record(actor=actor, at=at, action="replace_paper_item", subject=run,
           facts={**change, "replaces": old, "reason": reason.strip(), "conformity": made.conformity})  # fmt: skip
    return run
