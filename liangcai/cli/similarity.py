"""`liangcai similarity`: near-duplicate items of a bank, look-alikes marked apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from liangcai.cli.csv_tables import read_table, write_table
from liangcai.cli.output import json_option, print_json, print_table, progress
from liangcai.kernel.refusals import BadInput

SHOWN = 20


@click.command(help="试题查重：找出题干近似的题对。ITEMS.csv 须有 item_id、stem 两列。")
@click.argument("items", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出题对的 CSV")
@click.option("--threshold", type=float, default=0.5, show_default=True, help="三字组重合度（Jaccard）下限")
@json_option
def command(items: Path, out: Path, threshold: float, as_json: bool) -> None:
    from liangcai.engines.similarity import KINDS, near_duplicates

    head, rows = read_table(items, required=("item_id", "stem"))
    ids = [row[head.index("item_id")].strip() for row in rows]
    stems = [row[head.index("stem")] for row in rows]
    repeated = [name for name, times in Counter(ids).items() if times > 1]
    if repeated:
        raise BadInput("repeated_id", f"item_id 重复：{'、'.join(repeated[:5])}。", where=str(items))
    with progress(range(1000), label="查重", quiet=as_json) as bar:
        pairs = near_duplicates(stems, threshold, lambda share: bar.update(int(share * 1000) - bar.pos))
    write_table(
        out,
        ["item_id", "other_id", "jaccard", "ratio", "kind", "stem", "other_stem"],
        ([ids[p.i], ids[p.j], round(p.jaccard, 4), p.ratio, p.kind, stems[p.i], stems[p.j]] for p in pairs),
    )
    counts = Counter(pair.kind for pair in pairs)
    if as_json:
        print_json(
            {
                "items": len(stems),
                "threshold": threshold,
                "pairs": len(pairs),
                "kinds": {kind: counts[kind] for kind in KINDS},
                "out": str(out),
            }
        )
        return
    print_table(
        ["试题", "近似题", "重合度", "编辑相似度", "性质"],
        [[ids[p.i], ids[p.j], f"{p.jaccard:.2f}", f"{p.ratio:.2f}", KINDS[p.kind]] for p in pairs[:SHOWN]],
    )
    kinds = "，".join(f"{words} {counts[kind]} 对" for kind, words in KINDS.items())
    print(f"{len(stems)} 道题中有 {len(pairs)} 对近似题（{kinds}），全部写入 {out}。")
