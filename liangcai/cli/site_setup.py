"""Starting Django as one site, on a data folder that really is that site's."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from liangcai import __version__
from liangcai.kernel.refusals import BadInput, Refused

MINIMUM_FREE_BYTES = 200_000_000


def prepare_folder(site: str, data: Path) -> Path:
    """The site's folder below `data`. Refused where it belongs to a newer version or another use, where the
    disk is nearly full, or where an earlier demonstration was cut off."""
    folder = data / site
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BadInput("data_folder", f"{folder} 不是文件夹。", where=str(folder), hint="请换一个数据目录。") from None
    free = shutil.disk_usage(folder).free
    if free < MINIMUM_FREE_BYTES:
        raise BadInput("disk_full", f"磁盘仅剩 {free // 1_000_000} MB，至少需要 {MINIMUM_FREE_BYTES // 1_000_000} MB。",
                       where=str(folder), hint="请清理磁盘或用 --data 换一个位置。")  # fmt: skip
    mark = folder / "site.json"
    if mark.exists():
        _check_mark(mark, site)
    mark.write_text(json.dumps({"site": site, "version": __version__}), encoding="utf-8")
    return folder


def _check_mark(mark: Path, site: str) -> None:
    try:
        known = json.loads(mark.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise BadInput("data_folder", "站点标识文件已损坏。", where=str(mark), hint="请从备份恢复。") from None
    if known.get("site") != site:
        raise Refused("other_site", f"该数据目录属于站点 {known.get('site')}，不能用作 {site}。",
                      where=str(mark.parent), hint="请用 --data 指定另一个目录。")  # fmt: skip
    newer = tuple(map(int, known.get("version", "0").split("."))) > tuple(map(int, __version__.split(".")))
    if newer:
        raise Refused("newer_version", f"该数据由更新的版本 {known['version']} 写成，本程序是 {__version__}。",
                      where=str(mark.parent), hint="请升级程序后再打开，数据未作任何改动。")  # fmt: skip


def start_django(site: str, data: Path, *, demonstration: bool = False) -> None:
    """Configure Django as the site (`demo`: all three in one process) on the folder. Call once a process."""
    import django

    os.environ["LIANGCAI_DATA"] = str(data.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = f"liangcai.config.settings.{site}"
    if demonstration:
        os.environ["LIANGCAI_DEMO"] = "1"
    django.setup()


def migrate(database: str = "default") -> None:
    """Bring the tables up to date; a database from a newer program is refused."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[database])
    here = {label for label, _ in executor.loader.disk_migrations}
    unknown = {m for m in executor.loader.applied_migrations if m[0] in here} - set(executor.loader.disk_migrations)
    if unknown:
        raise Refused("newer_version", f"数据库含有本程序不认识的变更：{sorted(unknown)[0]}。",
                      hint="请升级程序后再打开，数据未作任何改动。")  # fmt: skip
    call_command("migrate", database=database, verbosity=0, interactive=False)


def require_current_tables(database: str = "default") -> None:
    """`Refused` where the tables are of an older program: a command that only reads does not change them."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[database])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("older_tables", f"数据由较旧的版本写成，尚未升级到 {__version__}。",
                      hint="请先备份，再用 liangcai serve 启动一次该站点，数据表会随之升级。")  # fmt: skip
