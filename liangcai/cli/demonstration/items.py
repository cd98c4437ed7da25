"""Steps in the vault beside the theory papers: a practical bank with its papers, and items on their way into a bank."""

from __future__ import annotations

from typing import Any

from liangcai.cli.demonstration import bank_content
from liangcai.cli.demonstration.vault import come_in
from liangcai.cli.demonstration.world import World, moment


def practical_bank(world: World) -> str:
    """Practical tasks under their own scope table, a paper by the content structure of level four, and the theory
    preset spread over the third level."""
    from liangcai.apps.item_bank.actions.import_items import import_items
    from liangcai.apps.item_bank.actions.receive_bank import receive_bank
    from liangcai.apps.item_bank.actions.save_scope_table import save_scope_table
    from liangcai.apps.papers.actions.assemble_papers import assemble_papers
    from liangcai.apps.papers.actions.save_blueprint import save_blueprint
    from liangcai.apps.papers.presets import Limits, practical_text, preset_named, spread, theory_text

    one, key, at = world.users["demo-custodian-1"], world.made["vault_key"], moment(2021, 11, 22)
    come_in(world, at, "操作技能题库入库、组卷")
    bank = receive_bank(actor=one, at=at, hall_id=world.made["bank"].public_id, occupation_code="6-04-03-03",
                        occupation_name="织布工（操作技能）", level="四级")  # fmt: skip
    save_scope_table(actor=one, at=at, bank=bank, table=bank_content.task_table("织布工（操作技能）", "四级"), version=0, note="演示")
    bank.refresh_from_db()
    count = import_items(actor=one, at=at, bank=bank, items=bank_content.tasks(), key=key, state="in_use")
    theory, on = world.made["vault_banks"]["theory"], at.date()
    plain, structure = preset_named("plain_80_20", on), preset_named("structure_4", on)
    save_blueprint(actor=one, at=at, bank=theory, name="按细目表展开 80+20", minutes=plain.minutes, source=plain.origin,
                   text=theory_text(plain, theory, spread(plain, theory, 3), Limits(mean=0.65, max_per_point=2)))  # fmt: skip
    plan = save_blueprint(actor=one, at=at, bank=bank, name="操作技能 40+60", minutes=structure.minutes, source=structure.origin,
                          text=practical_text(structure, bank, ["A", "B"]))  # fmt: skip
    assemble_papers(actor=one, at=at, blueprint=plan, forms=2, seed=20211122, key=key)
    return f"操作技能题 {count} 道入库，按技能考核内容结构表组成 A、B 两套"


def write_and_review(world: World) -> str:
    """Six new items: one a draft, one waiting for reviewers, one in review, one to be settled, one to be proofread, one
    ready for use."""
    from liangcai.apps.item_bank.actions.assign_reviewers import assign_reviewers
    from liangcai.apps.item_bank.actions.give_review import give_review
    from liangcai.apps.item_bank.actions.proofread_item import proofread_item
    from liangcai.apps.item_bank.actions.submit_items import submit_items
    from liangcai.apps.item_bank.actions.write_item import write_item

    at, key, bank = moment(2021, 11, 25), world.made["vault_key"], world.made["vault_banks"]["theory"]
    writer, custodian = world.users["demo-item-writer"], world.users["demo-custodian-1"]
    first, second, third = (world.users[f"demo-reviewer-{n}"] for n in (1, 2, 3))
    come_in(world, at, "命题、审题")
    made = [write_item(actor=writer, at=at, bank=bank, row=new_item(n, world), key=key) for n in range(1, 7)]
    submit_items(actor=writer, at=at, items=made[1:], key=key)
    assign_reviewers(actor=custodian, at=at, items=made[2:], reviewers=[first, second])

    def opinion(item: Any, reviewer: Any, verdict: str, comment: str = "") -> None:
        review = item.reviews.get(reviewer=reviewer, step="review")
        give_review(actor=reviewer, at=at, review=review, verdict=verdict, comment=comment, key=key)

    opinion(made[2], first, "accept")
    opinion(made[3], first, "accept")
    opinion(made[3], second, "revise", "演示意见：第二个选项与题干用语不一致。")
    for item in made[4:]:
        opinion(item, first, "accept")
        opinion(item, second, "accept")
    made[5].refresh_from_db()
    proofread_item(actor=third, at=at, item=made[5], verdict="accept", comment="", key=key)
    return f"{len(made)} 题各在命题、审题、裁决、校对的一步"


def new_item(n: int, world: World) -> dict[str, Any]:
    row = bank_content.theory_item(60 + n, "织布工", world.chance)
    stem = f"（演示新题 {n}）" + row["content"]["stem"].partition("）")[2].replace("应当", "必须")
    return row | {"item_number": f"N{n:03d}", "content": row["content"] | {"stem": stem}}
