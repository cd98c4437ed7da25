"""Steps in the vault: custody, items, assembly, sealing to the room."""

from __future__ import annotations

import random
import zlib
from datetime import timedelta
from typing import Any

from liangcai.cli.demonstration import bank_content
from liangcai.cli.demonstration.world import World, moment

STAY = timedelta(hours=8)


def receive_and_import(world: World) -> str:
    from liangcai.apps.custody.actions.make_bank_key import make_bank_key
    from liangcai.apps.custody.actions.name_custodian import name_custodian
    from liangcai.apps.custody.actions.open_bank import open_bank
    from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry
    from liangcai.apps.custody.actions.shut_bank import shut_bank
    from liangcai.apps.item_bank.actions.import_items import import_items
    from liangcai.apps.item_bank.actions.receive_bank import receive_bank
    from liangcai.apps.item_bank.actions.record_pledge import record_pledge
    from liangcai.apps.item_bank.actions.save_scope_table import save_scope_table

    one, two, three = (world.users[f"demo-custodian-{n}"] for n in (1, 2, 3))
    at = moment(2021, 10, 21)
    for user in (one, two, three):
        name_custodian(actor="system", at=at, user=user, post="题库管理岗（演示）", pledged_on=at.date())
    for name in ("demo-item-writer", "demo-reviewer-1", "demo-reviewer-2", "demo-reviewer-3"):
        record_pledge(actor=one, at=at, user=world.users[name], pledged_on=at.date(), employer="演示单位")
    shares = make_bank_key(actor=one, at=at, holders=[u.username for u in (one, two, three)]).groups[0].shares
    world.keep("密钥份额（演示，真实环境须分别交由三人保管）.txt", "\n".join(shares) + "\n")
    record_ledger_entry(actor=one, at=at, kind="room", persons=[one.display_name, two.display_name], purpose="题库入库",
                        ended_at=at + STAY)  # fmt: skip
    key = open_bank(actor=one, at=at, second=two, shares=shares[:2], purpose="题库入库", demonstration=True)
    record = world.made["bank"]
    banks = {
        "theory": receive_bank(actor=one, at=at, hall_id=record.public_id, occupation_code="6-04-03-03",
                               occupation_name="织布工", level="四级"),
        "special": receive_bank(actor=one, at=at, hall_id=world.made["special_norm"].public_id, occupation_code="",
                                occupation_name="纺织面料成分检测", level=""),
    }  # fmt: skip
    save_scope_table(actor=one, at=at, bank=banks["theory"], table=bank_content.scope_table("织布工", "四级"), version=0, note="演示")
    banks["theory"].refresh_from_db()
    count = import_items(actor=one, at=at, bank=banks["theory"], items=world.made["items"], key=key, state="in_use")
    special = bank_content.items("纺织面料成分检测", random.Random(7))
    count += import_items(actor=one, at=at, bank=banks["special"], items=special, key=key, state="in_use")
    shut_bank(actor=one, at=at + STAY)
    world.made.update(vault_key=key, vault_banks=banks)
    return f"两名管理员到场开库，入库 {count} 题（内容加密存放）"


def come_in(world: World, at: Any, purpose: str) -> None:
    """Both custodians enter the room and use the computer: each day's work stands in the ledgers."""
    from liangcai.apps.custody.actions.record_ledger_entry import record_ledger_entry

    one, two = world.users["demo-custodian-1"], world.users["demo-custodian-2"]
    for kind in ("room", "computer"):
        record_ledger_entry(actor=one, at=at, kind=kind, persons=[one.display_name, two.display_name], purpose=purpose,
                            ended_at=at + STAY)  # fmt: skip


def assemble(world: World) -> str:
    from liangcai.apps.papers.actions.assemble_papers import assemble_papers
    from liangcai.apps.papers.actions.save_blueprint import save_blueprint

    one, at = world.users["demo-custodian-1"], moment(2021, 11, 20)
    come_in(world, at, "组卷")
    runs: dict[str, Any] = {}
    for name, bank in world.made["vault_banks"].items():
        blueprint = save_blueprint(actor=one, at=at, bank=bank, name=f"{bank} 80+20", minutes=90,
                                   text=bank_content.blueprint(bank.occupation_code or bank.occupation_name, bank.level))  # fmt: skip
        runs[name] = assemble_papers(actor=one, at=at, blueprint=blueprint, forms=2, seed=20211120,
                                     key=world.made["vault_key"])  # fmt: skip
        world.keep(f"组卷方案-{bank}.toml", blueprint.text)
        world.keep(f"组卷题库表-{bank}.csv", zlib.decompress(bytes(runs[name].bank_table)))
    world.made["runs"] = runs
    proof = runs["theory"].proof
    return f"A、B 两套，与方案一致；经证明差距 {proof['certified_gap']:.2%}，最大偏差 {proof['max_deviation']:.3%}"


def seal(world: World) -> str:
    """Sealed to the room, put on disc, the slip signed. No drive is used: the image itself is read back."""
    from liangcai.apps.custody.actions.record_burn import record_burn
    from liangcai.apps.custody.media import read_back
    from liangcai.apps.papers.actions.put_on_disc import put_on_disc
    from liangcai.apps.papers.actions.release_shares import release_shares
    from liangcai.apps.papers.actions.seal_papers import RoomOrder, seal_papers
    from liangcai.apps.papers.actions.sign_slip import sign_slip
    from liangcai.apps.papers.models import Dispatch

    one, two, at = world.users["demo-custodian-1"], world.users["demo-custodian-2"], moment(2021, 12, 1)
    packages, shares, envelopes, done = {}, {}, [], []
    come_in(world, at, "试卷封装")
    for name, run in world.made["runs"].items():
        plan = world.made["plans"][name]
        room = RoomOrder(world.made["keys"]["room"]["receiver"], f"SJ-{plan['number']}", ("演示主考", "演示监考员乙", "演示监考员丙"))
        sealed = seal_papers(
            actor=one, at=at, run=run, rooms=[room], province=("演示省级保管人甲", "演示省级保管人乙", "演示省级保管人丙"),
            needed=2, not_before=moment(2021, 12, 11, 8, 30), plan_number=plan["number"], title=plan["title"],
            key=world.made["vault_key"], watermark=world.watermark,
        )  # fmt: skip
        done.append((name, plan, sealed))
    for name, plan, sealed in done:
        (dispatch,) = sealed.dispatches
        with dispatch.package.open("rb") as file:
            packages[name] = world.keep(f"试卷密封包-{plan['number']}.lcp", file.read())
        disc = put_on_disc(actor=one, at=at, dispatch=dispatch)
        record_burn(actor=one, at=at, disc=disc, second=two, drive="（演示，未实际刻录）",
                    read_back_sha256=read_back(disc.image.path, disc.image_size))  # fmt: skip
        province, site = ([s.text for s in sealed.shares if bool(s.envelope.dispatch_id) == own] for own in (False, True))
        shares[name] = [[province[0], site[0]], [province[1], site[1]]]
        envelopes += [f"{s.envelope.group}\t{s.envelope.index}\t{s.envelope.holder}\t{s.text}" for s in sealed.shares]
    for n, (_name, _plan, sealed) in enumerate(done, start=1):
        dispatch = Dispatch.objects.get(sealing=sealed.sealing)
        sign_slip(actor=one, at=at + timedelta(hours=2), dispatch=dispatch, copy=dispatch.disc.copies.get(), receiver_person="演示主考",
                  seal_number=f"FQ-{n:04d}", signed_at=at + timedelta(hours=1), taken_at=at + timedelta(hours=1, minutes=5))  # fmt: skip
        release_shares(actor=one, at=at + timedelta(hours=2), sealing=sealed.sealing, step="given",
                       envelopes=[share.envelope.pk for share in sealed.shares])  # fmt: skip
    world.keep("启封份额（演示，真实环境须分装信封交各保管人）.txt", "\n".join(envelopes) + "\n")
    world.made.update(packages=packages, shares=shares)
    return f"{len(packages)} 个密封包制成光盘移交，2021-12-11 08:30 前不能启封，须省、考点各两人"


def file_receipts(world: World) -> str:
    from liangcai.apps.papers.actions.record_receipt import record_receipt
    from liangcai.apps.papers.actions.release_shares import release_shares
    from liangcai.apps.papers.models import Dispatch, Sealing

    come_in(world, moment(2021, 12, 13), "回执归档")
    for sealing in Sealing.objects.all():
        release_shares(actor=world.users["demo-custodian-1"], at=moment(2021, 12, 13), sealing=sealing, step="released",
                       envelopes=[e.pk for e in sealing.envelopes.all() if e.index <= 2])  # fmt: skip
    for receipt in world.made["receipts"]:
        dispatch = Dispatch.objects.get(package_sha256=receipt["package_digest"])
        record_receipt(actor=world.users["demo-custodian-1"], at=moment(2021, 12, 13), dispatch=dispatch, receipt=receipt)
    return f"{len(world.made['receipts'])} 份签名回执已归档"
