"""`liangcai draw replay`: recomputes a published draw from its list, reveals and beacon."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

LARGEST_FILE = 256 << 20


@click.group(help="随机抽取：复算。")
def command() -> None:
    pass


@command.command(help="按 DRAW.json 中的名单、公开的秘密数与公开数重新抽取，逐项比较；有一处不同即不通过。")
@click.argument("record", type=click.Path(path_type=Path))
@json_option
def replay(record: Path, as_json: bool) -> None:
    from liangcai.engines.draw.record import replay as replay_record

    if record.stat().st_size > LARGEST_FILE:
        raise BadInput("file_too_large", "文件超过 256 MB，不像抽取记录。", where=str(record))
    document = canonical_json.decode(record.read_bytes(), where=str(record))
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
