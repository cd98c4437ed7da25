"""Steps of item statistics: responses leave the room without names, the vault checks and measures its bank."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from liangcai.cli.demonstration.world import World, moment
from liangcai.kernel.refusals import Refused

DAY = moment(2021, 12, 14)
THRESHOLD = 0.6  # share of common three-character groups


def seal_responses(world: World) -> str:
    from liangcai.apps.marking.actions.seal_responses import seal_responses as seal

    packages, kept_back = {}, 0
    for name, plan in world.made["plans"].items():
        try:
            package = seal(actor=world.users["demo-proctor"], at=moment(2021, 12, 11, 18, 30), sitting=plan["theory"],
                           receiver_key=world.made["keys"]["vault"]["receiver"])  # fmt: skip
        except Refused as no:
            if no.code != "too_few_to_be_anonymous":
                raise
            kept_back += 1
            continue
        with package.file.open("rb") as file:
            packages[name] = world.keep(f"匿名作答包-{plan['number']}.lcp", file.read())
    world.made["response_packages"] = packages
    few = f"；{kept_back} 场人数太少、可能辨认出个人，不予封装" if kept_back else ""
    return f"{len(packages)} 个匿名作答包，只含卷别和选项字母{few}"


def measure_bank(world: World) -> str:
    """Responses taken in, the bank checked and searched for near-duplicates, its readiness known."""
    from liangcai.apps.item_quality.actions.take_in_responses import take_in_responses
    from liangcai.apps.item_quality.readiness import readiness
    from liangcai.cli.demonstration.vault import come_in

    one, key = world.users["demo-custodian-1"], world.made["vault_key"]
    come_in(world, DAY, "匿名作答入库")
    sets = [take_in_responses(actor=one, at=DAY, package=Path(path), key=key) for path in world.made["response_packages"].values()]
    bank = world.made["vault_banks"]["theory"]
    found, alike = check(bank, one, key), compare(bank, one, key)
    report = readiness(bank, DAY.date())
    words = {"ready": "就绪", "todo": "未就绪", "unknown": "依据不足"}[report.state]
    return f"{sum(s.candidates for s in sets)} 人的作答入库，机器检查发现 {found} 项，近似题 {alike} 对；{bank}：{words}"


def check(bank: Any, actor: Any, key: bytes) -> int:
    from liangcai.apps.item_quality.actions.record_check_run import record_check_run
    from liangcai.apps.item_quality.engine_io import bank_state, check_in_steps, live_items

    run = record_check_run(actor=actor, at=DAY, bank=bank, found=result_of(check_in_steps(bank, key, DAY.date())),
                           items=live_items(bank).count(), bank_state=bank_state(bank))  # fmt: skip
    return sum(run.counts.values())


def compare(bank: Any, actor: Any, key: bytes) -> int:
    from liangcai.apps.item_quality.actions.record_duplicate_run import record_duplicate_run
    from liangcai.apps.item_quality.engine_io import bank_state, compare_in_steps

    items, pairs = result_of(compare_in_steps(bank, key, THRESHOLD))
    return record_duplicate_run(actor=actor, at=DAY, bank=bank, items=items, pairs=pairs, threshold=THRESHOLD,
                                bank_state=bank_state(bank)).pairs  # fmt: skip


def result_of(steps: Generator[float, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
