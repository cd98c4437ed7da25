"""`liangcai assemble`: parallel forms from a bank file by a blueprint file, with the proof as JSON."""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
import time
from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.kernel.refusals import BadInput, Refused

LARGEST_FILE = 1 << 30


@click.command("assemble")
@click.option("--bank", "bank_path", type=click.Path(path_type=Path), required=True, help="题库 ITEMS.csv")
@click.option(
    "--blueprint", "blueprint_path", type=click.Path(path_type=Path), required=True, help="方案 BLUEPRINT.toml"
)
@click.option("--forms", type=click.IntRange(1, 1000), required=True, help="平行试卷套数")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="同一种子给出同一结果")
@click.option(
    "--time-limit", type=click.FloatRange(0, 86400, min_open=True), default=120.0, show_default=True, help="秒"
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写出 FORMS.csv")
@json_option
def command(
    bank_path: Path, blueprint_path: Path, forms: int, seed: int, time_limit: float, out: Path, as_json: bool
) -> None:
    """按方案组卷：范围、比重、题型、题量、分值与方案相等，给出与最优的经证明差距。"""
    from liangcai.engines.assembly import BankShort, assemble, read_bank, read_blueprint

    if math.isnan(time_limit):
        raise BadInput("bad_time_limit", "--time-limit 应为大于 0 的秒数。")
    check_target(out, (bank_path, blueprint_path))
    blueprint = read_blueprint(read_file(blueprint_path), str(blueprint_path))
    bank = read_bank(read_file(bank_path), str(bank_path))
    start = time.perf_counter()
    try:
        assembly = assemble(bank, blueprint, forms, seed, time_limit, lambda: time.perf_counter() - start)
    except BankShort as short:
        print_shortages(short.rows(), as_json)
        raise
    except BadInput:
        raise
    except Refused as no:
        if as_json:
            print_json({"code": no.code, "message": no.message, **no.facts})
        raise
    write_forms(out, assembly)
    if as_json:
        print_json(assembly.as_dict())
    else:
        figures = assembly.figures
        print_table(
            ("套", "平均得分率", "信息量 -1 / 0 / +1"),
            [
                (n, f"{mean:.4f}", " / ".join(f"{v:.3f}" for v in curve))
                for n, (mean, curve) in enumerate(
                    zip(figures.mean_difficulty, figures.information, strict=True), start=1
                )
            ],
        )
        click.echo(
            f"最大偏差 {figures.max_deviation:.4%}，目标值 {assembly.objective}，下界 {assembly.bound}，"
            f"经证明的差距 {assembly.certified_gap:.4%}，{assembly.seconds:.2f} 秒。已写出 {out}"
        )


def check_target(out: Path, inputs: tuple[Path, ...]) -> None:
    """Refuses an --out that cannot be written before any work is done."""
    if out.is_dir():
        raise BadInput("is_a_folder", f"这是文件夹，需要的是文件：{out}", where=str(out))
    if not out.absolute().parent.is_dir():
        raise BadInput(
            "no_such_folder", f"文件夹不存在：{out.absolute().parent}", where=str(out), hint="请先建立文件夹。"
        )
    if any(out.exists() and path.exists() and out.samefile(path) for path in inputs):
        raise BadInput("overwrites_input", f"--out 与输入文件相同：{out}", where=str(out), hint="请换一个文件名。")


def read_file(path: Path) -> bytes:
    if path.exists() and path.stat().st_size > LARGEST_FILE:
        raise BadInput("too_large", "文件超过 1 GB。", where=str(path))
    return path.read_bytes()


def print_shortages(rows: list[dict], as_json: bool) -> None:
    if as_json:
        print_json({"infeasible": rows})
    else:
        print_table(("单元", "需", "可用", "缺", "原因"), [tuple(row.values()) for row in rows])


def write_forms(out: Path, assembly) -> None:
    """Writes FORMS.csv whole or not at all."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("form", "position", "item_id", "cell", "score"))
    for number, form in enumerate(assembly.forms, start=1):
        writer.writerows((number, place.position, place.item_id, place.cell, f"{place.score:g}") for place in form)
    handle, name = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
        os.chmod(name, 0o644)
        os.replace(name, out)
    except BaseException:
        os.unlink(name)
        raise
