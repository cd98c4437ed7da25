"""Bringing a backup disc back in an empty place, and looking whether everything came: each check with its words."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.utils import timezone

from liangcai.apps.custody.actions.make_backup_disc import KEYS_NAME, MANIFEST_NAME, PACKAGE_NAME
from liangcai.apps.custody.backup_contents import AUDIT, contents_of, is_sound
from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.station.archive import read_archive
from liangcai.engines.sealing.disc_image import read_image
from liangcai.engines.sealing.keys import read_key_set
from liangcai.engines.sealing.packages import inspect, open_package
from liangcai.engines.sealing.shares import join_key
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

CHAINS = {AUDIT: "审计链", **dict(LedgerRow.KINDS)}
Check = dict[str, Any]  # {"name", "ok", "detail"}


def restore_image(image: Path, shares: Sequence[str], at: datetime, data: Path) -> tuple[dict[str, Any], bytes]:
    """Unpacks the site on a backup disc's image below `data`, after signature, shares and every digest were checked.
    Returns the disc's manifest and the bank key."""
    files = read_image(image)
    missing = [name for name in (PACKAGE_NAME, KEYS_NAME, MANIFEST_NAME) if name not in files]
    if missing:
        raise BadInput("not_a_backup_disc", f"不是备份光盘：缺少 {'、'.join(missing)}。", where=str(image))
    keys, manifest = read_key_set(files[KEYS_NAME], where=KEYS_NAME), canonical_json.decode(files[MANIFEST_NAME], where=MANIFEST_NAME)
    data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restore-", dir=data) as scratch:
        package = Path(scratch) / PACKAGE_NAME
        package.write_bytes(files[PACKAGE_NAME])
        facts = inspect(package, keys)
        if facts.manifest.kind != "backup" or facts.digest != manifest.get("package_sha256"):
            raise Refused("backup_altered", "备份密封包与光盘上的清单不符。", where=str(image))
        key = join_key(shares, [(group.name, group.set_mark) for group in facts.groups])
        open_package(package, key, keys, at, into=Path(scratch))
        read_archive(Path(scratch) / "site.tar.gz", data)
    return manifest, key


def digest_of(image: Path) -> str:
    with image.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def drill(image: Path, shares: Sequence[str], at: datetime, folder: Path, seed: int) -> list[Check]:
    """The checks in order; after the first that fails nothing further is tried. `folder` holds the restored copy only
    while this runs. `seed` chooses the item that is opened."""
    checks: list[Check] = []
    with TemporaryDirectory(prefix=".drill-", dir=folder) as scratch:
        data = Path(scratch)
        manifest, key = {}, b""

        def restore() -> str:
            nonlocal manifest, key
            manifest, key = restore_image(image, shares, at, data)
            made_at = timezone.localtime(datetime.fromisoformat(manifest["made_at"]))
            return f"签名成立，份额相符，{made_at:%Y-%m-%d %H:%M} 的备份已恢复到空目录"

        steps: list[tuple[str, Callable[[], str]]] = [
            ("读盘、开封、恢复", restore),
            ("数据库完整", lambda: sound(database_in(data))),
            ("各表行数", lambda: same_tables(manifest, database_in(data))),
            ("审计链与台账", lambda: same_chains(manifest, database_in(data))),
            ("随机打开一题", lambda: open_one(database_in(data), key, seed)),
        ]
        for name, step in steps:
            try:
                checks.append({"name": name, "ok": True, "detail": step()})
            except Refused as no:
                checks.append({"name": name, "ok": False, "detail": no.message})
                break
    return checks


def database_in(data: Path) -> Path:
    return next(data.glob("*/liangcai.sqlite3"))


def sound(database: Path) -> str:
    if not is_sound(database):
        raise Refused("drill_database", "恢复出的数据库不完整。")
    return "完整，引用无悬空"


def same_tables(manifest: dict[str, Any], database: Path) -> str:
    wanted, found = manifest["tables"], contents_of(database)["tables"]
    differing = sorted(name for name in wanted | found if wanted.get(name) != found.get(name))
    if differing:
        name = differing[0]
        raise Refused("drill_tables", f"{len(differing)} 张表行数不符：{name} 应 {wanted.get(name)} 行，得 {found.get(name)} 行。")
    return f"{len(found)} 张表、{sum(found.values())} 行，与清单一致"


def same_chains(manifest: dict[str, Any], database: Path) -> str:
    wanted, found = manifest["chains"], contents_of(database)["chains"]
    wrong = [name for name, chain in found.items() if not chain["ok"] or chain != wanted.get(name)]
    if wrong:
        raise Refused("drill_chains", f"链不完整或与清单不符：{'、'.join(CHAINS[name] for name in wrong)}。")
    return "、".join(f"{CHAINS[name]} {chain['count']} 条" for name, chain in found.items())


def open_one(database: Path, key: bytes, seed: int) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        numbers = [pk for (pk,) in copy.execute("SELECT id FROM item_bank_item ORDER BY id")]
        if not numbers:
            return "题库中还没有试题"
        chosen = random.Random(seed).choice(numbers)
        number, public_id, sealed = copy.execute(
            "SELECT item_number, public_id, sealed_content FROM item_bank_item WHERE id = ?", (chosen,)).fetchone()
    content = open_content(sealed, key, str(UUID(public_id)))
    return f"{number} 已解开（{len(str(content.get('stem', '')))} 字题干，不显示）"
