"""`liangcai demo`: the whole chain, from a shortage list to a certificate that anyone can verify."""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from liangcai.cli.output import json_option, print_json
from liangcai.cli.site_setup import migrate, prepare_folder, start_django
from liangcai.kernel.refusals import Refused


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True, help="数据与文件目录")
@click.option("--candidates", type=click.IntRange(4, 2000), default=60, show_default=True, help="生成的考生人数")
@json_option
def command(data: Path, candidates: int, as_json: bool) -> None:
    """在真实目录数据上跑完整条链：目录→开发→题库→组卷→考试→证书→抽查。"""
    summary = run_demonstration(data, candidates=candidates, quiet=as_json)
    if as_json:
        print_json(summary)
        return
    print(f"\n完成 {len(summary['steps'])} 步，用时 {summary['seconds']} 秒。文件在 {summary['folder']}")
    for line in summary["next"]:
        print("  " + line)


def run_demonstration(data: Path, *, candidates: int, quiet: bool) -> dict[str, Any]:
    """Run every step in order. Refused where the folder already holds a demonstration, whole or cut off."""
    refuse_used_folder(data)
    begun = time.monotonic()
    for site in ("hall", "vault", "room"):
        prepare_folder(site, data)
    progress = data / "demo" / "PROGRESS.json"
    progress.parent.mkdir(parents=True, exist_ok=True)
    start_django("demo", data, demonstration=True)
    from liangcai.cli.demonstration.world import World

    world = World(folder=data, chance=random.Random(2021), candidates=candidates)
    steps = []
    plan = steps_of(world)
    for n, (site, title, step) in enumerate(plan, start=1):
        progress.write_text(json.dumps({"done": n - 1, "of": len(plan), "next": title}, ensure_ascii=False), "utf-8")
        started = time.monotonic()
        result = at(site, step)
        steps.append({"step": n, "site": site, "title": title, "result": result,
                      "seconds": round(time.monotonic() - started, 2)})  # fmt: skip
        if not quiet:
            print(f"[{n:2d}/{len(plan)}] {title}：{result}", file=sys.stderr, flush=True)
    progress.write_text(json.dumps({"done": len(plan), "of": len(plan), "next": None}), "utf-8")
    return finish(world, steps, round(time.monotonic() - begun, 1))


def steps_of(world: Any) -> list[tuple[str, str, Callable[[], str]]]:
    """(site, title, what to do) in the order of the chain."""
    from liangcai.cli.demonstration import (
        building,
        documents,
        examining,
        items,
        others,
        oversight,
        quality,
        room,
        vault,
    )

    def step(function: Callable[[Any], str]) -> Callable[[], str]:
        return lambda: function(world)

    return [
        ("hall", "建库、官方目录、演示账号", lambda: set_up(world)),
        ("hall", "发布紧缺目录与重点开发项目", step(building.publish_lists)),
        ("hall", "登记在用标准", step(building.enter_standards)),
        ("hall", "开发行业评价规范（重点项目 1）", step(building.develop_norm)),
        ("hall", "编写专项职业能力考核规范", step(building.begin_special_norm)),
        ("hall", "开发题库（重点项目 4）", lambda: develop_bank(world)),
        ("hall", "各市单位申请其余重点项目", step(others.apply_elsewhere)),
        ("hall", "题库移交题库工作站", step(building.hand_over)),
        ("vault", "两人开库、试题入库", step(vault.receive_and_import)),
        ("vault", "组卷", step(vault.assemble)),
        ("vault", "操作技能题库、组卷方案、操作试卷", step(items.practical_bank)),
        ("vault", "命题、审题", step(items.write_and_review)),
        ("hall", "机构备案", step(examining.file_bodies)),
        ("hall", "考核计划与考评小组", step(examining.plan_exams)),
        ("hall", "Excel 报名、审核、反馈", step(examining.register)),
        ("hall", "编排考场、打印准考证", step(examining.seat_candidates)),
        ("hall", "考场检查，派遣监考与督导", step(oversight.send_people)),
        ("vault", "试卷封装到考场", step(vault.seal)),
        ("room", "到时启封", step(room.open_sessions)),
        ("room", "理论考试（答题卡）", step(room.theory_on_sheets)),
        ("room", "理论考试（上机）", step(room.theory_on_screen)),
        ("room", "操作技能考核", step(room.practical)),
        ("room", "成绩封装", step(room.seal_results)),
        ("vault", "回执归档", step(vault.file_receipts)),
        ("room", "匿名作答封装", step(quality.seal_responses)),
        ("vault", "匿名作答入库、题库检查", step(quality.measure_bank)),
        ("hall", "接收、核对、公布成绩", step(examining.take_results)),
        ("hall", "制发证书", step(examining.certify)),
        ("hall", "离线验真", step(examining.verify_certificates)),
        ("hall", "双随机抽查", step(examining.inspect_at_random)),
        ("hall", "考核批次归档", step(oversight.archive_batches)),
        ("hall", "打印文件", step(documents.print_hall_documents)),
        ("hall", "核对三个站点的审计链", lambda: verify_logs(world)),
    ]


def at(site: str, step: Callable[[], str]) -> str:
    from liangcai.apps.station.sites import at_site

    with at_site(site):
        return step()


def set_up(world: Any) -> str:
    """Tables, official lists, accounts and keys of the three sites."""
    from django.conf import settings

    from liangcai.apps.catalogue.actions.sync_reference import sync_reference
    from liangcai.apps.resources.actions.load_annexes import load_annexes
    from liangcai.apps.station.sites import SITES, at_site
    from liangcai.cli.demonstration.world import create_accounts, exchange_keys, moment, register_people

    at = moment(2021, 5, 31)
    for site in SITES:
        with at_site(site):
            migrate(site)
            sync_reference(actor="system", at=at, folder=settings.REFERENCE_ROOT)
            create_accounts(world, site, at)
    load_annexes(actor="system", at=at, folder=settings.REFERENCE_ROOT)
    register_people(world, at)
    exchange_keys(world, at)
    lines = [f"{name}\t{password}" for name, password in sorted(world.passwords.items())]
    file = world.keep("ACCOUNTS.txt", "站点 账号\t口令（演示，每次生成）\n" + "\n".join(lines) + "\n")
    file.chmod(0o600)
    return f"三个站点各有自己的数据库，{len(world.users)} 个演示账号"


def develop_bank(world: Any) -> str:
    from liangcai.cli.demonstration import bank_content, building

    world.made["items"] = bank_content.items("织布工", world.chance)
    text = json.dumps(world.made["items"], ensure_ascii=False, sort_keys=True)
    return building.develop_bank(world, world.made["items"], hashlib.sha256(text.encode()).hexdigest())


def verify_logs(world: Any) -> str:
    from liangcai.apps.audit.selectors import export_lines
    from liangcai.apps.station.sites import SITES, at_site
    from liangcai.engines.ledger.chain import verify_chain
    from liangcai.engines.ledger.export import write_line

    counts = []
    for site in SITES:
        with at_site(site):
            entries = list(export_lines())
        world.keep(f"审计链-{site}.jsonl", b"".join(write_line(e) for e in entries))
        report = verify_chain(entries)
        if not report.ok:
            raise RuntimeError(f"{site}: {report.message}")
        counts.append(f"{site} {report.count} 条")
    return "、".join(counts) + "，均完整"


def finish(world: Any, steps: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    folder = (world.folder / "demo").resolve()
    first = world.made["certificates"][0].certificate_number
    summary = {
        "folder": str(folder), "seconds": seconds, "candidates": world.candidates, "steps": steps,
        "certificates": [c.certificate_number for c in world.made["certificates"]],
        "documents": sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and "扫描件" not in str(p)),
        "addresses": {"hall": "http://127.0.0.1:8000/", "api": "http://127.0.0.1:8000/api/v1/docs"},
        "next": [
            f"liangcai certificate verify {folder}/证书/{first}.pdf",
            f"liangcai ledger verify {folder}/审计链-hall.jsonl",
            f"liangcai draw replay {folder}/抽取记录-双随机抽查.json",
            f"liangcai archive verify {folder}/考核档案-JS2021110001.zip",
            f"liangcai serve --data {world.folder}    （账号与口令：{folder}/ACCOUNTS.txt）",
        ],
    }  # fmt: skip
    (folder / "SUMMARY.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary


def refuse_used_folder(data: Path) -> None:
    progress = data / "demo" / "PROGRESS.json"
    if progress.exists():
        known = json.loads(progress.read_text(encoding="utf-8"))
        if known["next"] is None:
            raise Refused("demo_there", f"{data} 中已有一次完整的演示。", where=str(data),
                          hint="请换一个目录（--data），或直接 liangcai serve 打开它。")  # fmt: skip
        raise Refused("demo_cut_off", f"{data} 中有一次中断的演示：完成 {known['done']}/{known['of']} 步，停在“{known['next']}”。",
                      where=str(data), hint="请删除该目录后重新运行，或用 --data 换一个目录。", facts=known)  # fmt: skip
    for site in ("hall", "vault", "room"):
        if (data / site / "site.json").exists():
            raise Refused("folder_in_use", f"{data} 已有站点 {site} 的数据，演示不会写入其中。", where=str(data),
                          hint="请用 --data 指定一个空目录。")  # fmt: skip
