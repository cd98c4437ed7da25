"""`liangcai draw replay`: recomputes a published draw from its list, reveals and beacon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

LARGEST_FILE = 256 << 20
SEATING = "liangcai-seating-1"


@click.group(help="随机抽取：复算。")
def command() -> None:
    pass


@command.command(help="按 DRAW.json 中的名单、公开的秘密数与公开数重新抽取，逐项比较；考场编排的记录同样复算。有一处不同即不通过。")
@click.argument("record", type=click.Path(path_type=Path))
@json_option
def replay(record: Path, as_json: bool) -> None:
    from liangcai.engines.draw.record import replay as replay_record

    if record.stat().st_size > LARGEST_FILE:
        raise BadInput("file_too_large", "文件超过 256 MB，不像抽取记录。", where=str(record))
    document = canonical_json.decode(record.read_bytes(), where=str(record))
    if isinstance(document, dict) and document.get("method") == SEATING:
        replay_seating(document, record, as_json)
        return
    try:
        report = replay_record(document)
    except BadInput as wrong:
        wrong.where = f"{record} {wrong.where}".strip()
        raise
    if not report.ok:
        first = report.differences[0]
        raise Refused(
            "draw_differs", f"复算不符：{first.field} 记为 {first.recorded!r}，复算得 {first.recomputed!r}。",
            where=str(record), facts=report.as_dict(),
        )  # fmt: skip
    if as_json:
        print_json(report.as_dict())
        return
    print(f"复算一致：{report.title}")
    print(f"种子：{report.seed}")
    print_table(["分层", "抽中（按签序）"], [(stratum, "、".join(ids)) for stratum, ids in report.selected.items()])
    if report.assigned:
        print_table(["对象", "检查人员"], [(target, "、".join(who)) for target, who in report.assigned.items()])
    for party in report.missing_parties:
        print(f"注意：“{party}”作出承诺后没有公开其秘密数，种子中按缺席计。")


def replay_seating(document: dict[str, Any], record: Path, as_json: bool) -> None:
    """The places of a plan, from the record that its printing page hands out."""
    from liangcai.apps.registrations.seating import digest_of, replayed

    try:
        seated = replayed(document)
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadInput("bad_record", f"编排记录不完整：{wrong}", where=str(record)) from None
    if (again := digest_of(seated)) != document.get("digest"):
        raise Refused("draw_differs", f"复算不符：摘要记为 {document.get('digest')}，复算得 {again}。", where=str(record))
    if as_json:
        print_json({"ok": True, "digest": again, "candidates": len(seated)})
        return
    print(f"复算一致：{len(seated)} 人，种子 {document['seed']}，摘要 {again}")
