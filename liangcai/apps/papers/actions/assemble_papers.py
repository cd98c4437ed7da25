from __future__ import annotations

from datetime import datetime
from string import ascii_uppercase

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_bank.selectors import assembly_table, items_by_number
from liangcai.apps.papers.engine_io import digest, paper_content
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Paper, PaperItem
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.engines.assembly import Assembly, assemble, read_bank, read_blueprint
from liangcai.engines.sealing.signed_document import sign_document

KEY_OWNER = "题库工作站"


@action
def assemble_papers(
    *, actor: User, at: datetime, blueprint: Blueprint, forms: int, seed: int, key: bytes, request_id: str = "",
) -> AssemblyRun:  # fmt: skip
    """Assemble parallel papers A, B, … that equal the blueprint, each with a signed certificate of conformity
    (002-039, 002-040). The assembly ledger gets its row (002-045); items are marked as used. A short bank is
    refused with the complete list of what is missing."""
    require_custodian(actor, at.date())
    plan = read_blueprint(blueprint.text.encode(), where=blueprint.name)
    proof = assemble(read_bank(assembly_table(blueprint.bank)), plan, forms, seed)
    run = AssemblyRun.objects.create(blueprint=blueprint, request_id=request_id, seed=seed, forms=forms,
                                     proof=proof.as_dict(), assembled_at=at)  # fmt: skip
    papers = _papers(run, proof)
    _mark_used(papers, at)
    signer = station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)
    for paper in papers:
        paper.paper_sha256 = digest(paper_content(paper, key))
        body = {"blueprint_sha256": digest(blueprint.text), "paper_sha256": paper.paper_sha256, "code": paper.code,
                "run": str(run.public_id), "conformity": proof.conformity, "checks": dict(proof.figures.checks)}  # fmt: skip
        paper.conformity = sign_document("paper-conformity", body, signer)
        paper.save(update_fields=["paper_sha256", "conformity"])
    append_row("assembly", actor.get_username(), at, [actor.display_name], f"组卷 {blueprint.name} {forms} 套",
               {"run": run.public_id, "seed": seed, "copies": 0})  # fmt: skip
    record(actor=actor, at=at, action="assemble_papers", subject=run,
           facts={"blueprint": blueprint, "seed": seed, "forms": forms, "conformity": proof.conformity,
                  "certified_gap": f"{proof.certified_gap:.6f}", "rules": ["002-039", "002-040"]})  # fmt: skip
    return run


def form_code(n: int) -> str:
    """A, B, … Z, AA, AB, … for form 0, 1, …"""
    first, second = divmod(n, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def _papers(run: AssemblyRun, proof: Assembly) -> list[Paper]:
    numbers = {p.item_id for form in proof.forms for p in form}
    items = items_by_number(run.blueprint.bank, numbers)
    papers = []
    for n, form in enumerate(proof.forms):
        paper = Paper.objects.create(run=run, code=form_code(n), paper_sha256="")
        PaperItem.objects.bulk_create(
            PaperItem(paper=paper, position=p.position, item=items[p.item_id], cell=p.cell, score=p.score) for p in form
        )
        papers.append(paper)
    return papers


def _mark_used(papers: list[Paper], at: datetime) -> None:
    used: dict[int, int] = {}
    for item in PaperItem.objects.filter(paper__in=papers).values_list("item", flat=True):
        used[item] = used.get(item, 0) + 1
    rows = list(Item.objects.filter(pk__in=used).only("pk", "times_used"))
    for item in rows:
        item.times_used += used[item.pk]
        item.last_used_on = at.date()
    Item.objects.bulk_update(rows, ["times_used", "last_used_on"], batch_size=500)
