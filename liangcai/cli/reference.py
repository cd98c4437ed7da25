"""`liangcai reference`: the official lists against the files of this installation."""

from __future__ import annotations

from pathlib import Path

import click

from liangcai.cli.output import json_option, print_json, print_table
from liangcai.cli.site_setup import migrate, prepare_folder, start_django


@click.group()
def command() -> None:
    """官方目录：比较与同步。"""


@command.command()
@click.option("--site", type=click.Choice(["hall", "vault", "room"]), default="hall", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), show_default=True)
@click.option("--apply", "apply_", is_flag=True, help="写入数据库；不加则只显示差异")
@json_option
def sync(site: str, data: Path, apply_: bool, as_json: bool) -> None:
    """显示 reference/*.csv 与数据库的差异，--apply 时写入。"""
    prepare_folder(site, data)
    start_django(site, data)
    migrate()
    from django.conf import settings
    from django.utils import timezone

    from liangcai.apps.catalogue.actions.sync_reference import sync_reference
    from liangcai.apps.catalogue.differences import differences
    from liangcai.apps.catalogue.reference_files import tables

    if apply_:
        found = sync_reference(actor="system", at=timezone.now(), folder=settings.REFERENCE_ROOT)
    else:
        found = [d for table in tables(settings.REFERENCE_ROOT) for d in differences(table)]
    if as_json:
        print_json({"applied": apply_, "differences": [vars_of(d) for d in found]})
        return
    print_table(["目录", "键", "变化", "原值", "新值"],
                [[d.table, d.key, d.kind, _short(d.before), _short(d.after)] for d in found])  # fmt: skip
    print(f"{len(found)} 处差异，{'已写入' if apply_ else '未写入（加 --apply 写入）'}。")


def vars_of(difference: object) -> dict:
    return {f: getattr(difference, f) for f in ("table", "key", "kind", "before", "after")}


def _short(values: dict) -> str:
    text = "；".join(f"{k}={v}" for k, v in values.items() if k != "source")
    return text if len(text) <= 40 else text[:39] + "…"
