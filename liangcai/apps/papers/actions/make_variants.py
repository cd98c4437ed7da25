from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.conformity import certify_paper
from liangcai.apps.papers.engine_io import CHOICES, paper_content
from liangcai.apps.papers.models import AssemblyRun, Paper, PaperItem
from liangcai.engines.assembly import Question, shuffled
from liangcai.kernel.refusals import Refused

MOST = 25  # the engine's letters, less the paper's own order


@action
def make_variants(*, actor: User, at: datetime, paper: Paper, count: int, seed: int, key: bytes) -> list[Paper]:
    """Variants A1, A2, … of paper A: the same questions in another order within their type, options in another order
    where they do not speak of each other, each with its own key and certificate. The same seed gives the same ones."""
    require_custodian(actor, at.date())
    run = AssemblyRun.objects.select_for_update().get(pk=paper.run_id)
    run.require_current()
    if not 1 <= count <= MOST:
        raise Refused("variant_count", f"乱序卷数 {count} 应在 1 至 {MOST} 之间。")
    if paper.variant_of_id:
        raise Refused("variant_of_variant", f"{paper.code} 已是乱序卷，不能再打乱。", hint="请从原卷生成。")
    if paper.variants.exists():
        raise Refused("variants_there", f"{paper.code} 卷已有 {paper.variants.count()} 份乱序卷。")
    if run.dispatches.exists():
        raise Refused("sealed_already", "该组卷已经封装，不能再加乱序卷。", hint="请重新组卷。")
    places = list(paper.items.select_related("item").order_by("position"))
    asked = [Question(q["item"], q["type"], tuple(q.get("options", ())) if q["type"] in CHOICES else (), q["answer"])
             for q in paper_content(paper, key)]  # fmt: skip
    made = []
    for number, variant in enumerate(shuffled(asked, count + 1, seed)[1:], start=1):
        one = Paper.objects.create(run=run, code=f"{paper.code}{number}", paper_sha256="", variant_of=paper, variant_seed=seed)
        PaperItem.objects.bulk_create(
            PaperItem(paper=one, position=q.position, place=whole.place, item=whole.item, item_version=whole.item_version,
                      cell=whole.cell, score=whole.score, option_order=list(q.option_order))
            for q in variant.questions for whole in [places[q.origin - 1]]
        )  # fmt: skip
        certify_paper(one, key, at)
        made.append(one)
    append_row("assembly", actor.get_username(), at, [actor.display_name], f"{paper.code}卷生成乱序卷 {count} 份",
               {"paper": paper.public_id, "seed": seed, "copies": 0})  # fmt: skip
    record(actor=actor, at=at, action="make_variants", subject=paper,
           facts={"seed": seed, "codes": [one.code for one in made], "sha256": [one.paper_sha256 for one in made]})  # fmt: skip
    return made
