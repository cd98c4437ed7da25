"""Steps in the vault: custody, items, assembly, sealing to the room."""

from __future__ import annotations

import random
from typing import Any

from liangcai.cli.demonstration import generated
from liangcai.cli.demonstration.world import World, moment


def receive_and_import(world: World) -> str:
    from liangcai.apps.custody.actions.make_bank_key import make_bank_key
    from liangcai.apps.custody.actions.name_custodian import name_custodian
    from liangcai.apps.custody.actions.open_bank import open_bank
    from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
    from liangcai.apps.item_bank.actions.import_items import import_items
    from liangcai.apps.item_bank.actions.receive_bank import receive_bank
    from liangcai.apps.item_bank.actions.record_pledge import record_pledge

    one, two = world.users["demo-custodian-1"], world.users["demo-custodian-2"]
    at = moment(2021, 10, 21)
    for user in (one, two):
        name_custodian(actor="system", at=at, user=user, post="题库管理岗（演示）", pledged_on=at.date())
    for name in ("demo-item-writer", "demo-reviewer-1", "demo-reviewer-2", "demo-reviewer-3"):
        record_pledge(actor=one, at=at, user=world.users[name], pledged_on=at.date(), employer="演示单位")
    shares = make_bank_key(actor=one, at=at).groups[0].shares
    world.keep("密钥份额（演示，真实环境须分别交由三人保管）.txt", "\n".join(shares) + "\n")
    record_ledger_entry(actor=one, at=at, kind="room", persons=[one.display_name, two.display_name], purpose="题库入库")
    key = open_bank(actor=one, at=at, second=two, shares=shares[:2], purpose="题库入库", demonstration=True)
    record = world.made["bank"]
    banks = {
        "theory": receive_bank(actor=one, at=at, hall_id=record.public_id, occupation_code="6-04-03-03",
                               occupation_name="织布工", level="四级"),
        "special": receive_bank(actor=one, at=at, hall_id=world.made["special_norm"].public_id, occupation_code="",
                                occupation_name="纺织面料成分检测", level=""),
    }  # fmt: skip
    count = import_items(actor=one, at=at, bank=banks["theory"], items=world.made["items"], key=key, state="in_use")
    special = generated.items("纺织面料成分检测", random.Random(7), single=320, true_false=80)
    count += import_items(actor=one, at=at, bank=banks["special"], items=special, key=key, state="in_use")
    world.made.update(vault_key=key, vault_banks=banks)
    return f"两名管理员到场开库，入库 {count} 题（内容加密存放）"


def come_in(world: World, at: Any, purpose: str) -> None:
    """Both custodians enter the room and use the computer: each day's work stands in the ledgers."""
    from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry

    one, two = world.users["demo-custodian-1"], world.users["demo-custodian-2"]
    for kind in ("room", "computer"):
        record_ledger_entry(actor=one, at=at, kind=kind, persons=[one.display_name, two.display_name], purpose=purpose)


def assemble(world: World) -> str:
    from liangcai.apps.papers.actions.assemble_papers import assemble_papers
    from liangcai.apps.papers.actions.save_blueprint import save_blueprint

    one, at = world.users["demo-custodian-1"], moment(2021, 11, 20)
    come_in(world, at, "组卷")
    runs: dict[str, Any] = {}
    for name, bank in world.made["vault_banks"].items():
        blueprint = save_blueprint(actor=one, at=at, bank=bank, name=f"{bank} 80+20", minutes=90,
                                   text=generated.blueprint(bank.occupation_code or bank.occupation_name, bank.level))  # fmt: skip
        runs[name] = assemble_papers(actor=one, at=at, blueprint=blueprint, forms=2, seed=20211120,
                                     key=world.made["vault_key"])  # fmt: skip
    world.made["runs"] = runs
    proof = runs["theory"].proof
    return f"A、B 两套，与方案一致；经证明差距 {proof['certified_gap']:.2%}，最大偏差 {proof['max_deviation']:.3%}"


def seal(world: World) -> str:
    from liangcai.apps.papers.actions.seal_papers import seal_papers

    one, packages = world.users["demo-custodian-1"], {}
    come_in(world, moment(2021, 12, 1), "试卷封装")
    for name, run in world.made["runs"].items():
        plan = world.made["plans"][name]
        dispatch = seal_papers(
            actor=one, at=moment(2021, 12, 1), run=run, receiver="演示考场机",
            receiver_key=world.made["keys"]["room"]["receiver"], not_before=moment(2021, 12, 11, 8, 30),
            slip_number=f"SJ-{plan['number']}", plan_number=plan["number"], title=plan["title"],
            key=world.made["vault_key"], watermark=world.watermark,
        )  # fmt: skip
        with dispatch.package.open("rb") as file:
            packages[name] = world.keep(f"试卷密封包-{plan['number']}.lcp", file.read())
    world.made["packages"] = packages
    return f"{len(packages)} 个密封包，2021-12-11 08:30 前不能启封"


def file_receipts(world: World) -> str:
    from liangcai.apps.papers.actions.record_receipt import record_receipt
    from liangcai.apps.papers.models import Dispatch

    for receipt in world.made["receipts"]:
        dispatch = Dispatch.objects.get(package_sha256=receipt["package_digest"])
        record_receipt(actor=world.users["demo-custodian-1"], at=moment(2021, 12, 13), dispatch=dispatch, receipt=receipt)
    return f"{len(world.made['receipts'])} 份签名回执已归档"
