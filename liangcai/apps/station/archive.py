"""The backup file: a tar of the site's folder, its database copied while others write, with a list of digests."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from liangcai import __version__
from liangcai.kernel.refusals import BadInput, Refused

LIST = "BACKUP.json"
_LIVE = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".writer")
_LEFT_OUT = ("files/discs/",)  # disc images: made anew from what is backed up; a backup's own image would hold the last


def write_archive(file: Path, folder: Path) -> dict[str, Any]:
    """Copy the database consistently (SQLite: VACUUM INTO; PostgreSQL: pg_dump), then everything else."""
    with tempfile.TemporaryDirectory(prefix="liangcai-backup-") as scratch:
        database = copy_database(Path(scratch))
        members = {database.name: database}
        members |= {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*"))
                    if p.is_file() and not p.name.endswith(_LIVE)
                    and not str(p.relative_to(folder)).startswith(_LEFT_OUT)}  # fmt: skip
        digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in members.items()}
        listing = json.dumps({"site": folder.name, "version": __version__, "files": digests}, ensure_ascii=False).encode()
        unfinished = file.with_name(file.name + ".unfinished")
        with tarfile.open(unfinished, "w:gz", compresslevel=3) as archive:
            head = tarfile.TarInfo(LIST)
            head.size = len(listing)
            archive.addfile(head, io.BytesIO(listing))
            for name, path in members.items():
                archive.add(path, name)
        unfinished.chmod(0o600)
        unfinished.replace(file)
    return {"site": folder.name, "files": len(members), "bytes": file.stat().st_size, "file": str(file)}


def copy_database(scratch: Path) -> Path:
    from django.db import connection

    if connection.vendor == "sqlite":
        copy = scratch / "liangcai.sqlite3"
        with sqlite3.connect(connection.settings_dict["NAME"]) as live:
            live.execute("VACUUM INTO ?", [str(copy)])
        return copy
    copy = scratch / "liangcai.dump"
    if shutil.which("pg_dump") is None:
        raise BadInput("no_pg_dump", "本机没有 pg_dump，无法备份 PostgreSQL。", hint="请安装 PostgreSQL 客户端。")
    subprocess.run(["pg_dump", "--format=custom", f"--file={copy}", os.environ["DATABASE_URL"]], check=True)
    return copy


def read_archive(file: Path, data: Path) -> dict[str, Any]:
    """Unpack into an empty place; every digest is checked before anything is put where the site will find it."""
    try:
        archive = tarfile.open(file, "r:gz")  # noqa: SIM115 (closed below, after the list is read)
        first = archive.next()
        if first is None or first.name != LIST:
            raise tarfile.TarError("no list")
        listing = json.loads(archive.extractfile(first).read())  # type: ignore[union-attr]
    except (tarfile.TarError, OSError, ValueError, EOFError) as wrong:
        if isinstance(wrong, FileNotFoundError):
            raise
        raise BadInput("not_a_backup", "文件不是量才备份，或已损坏。", where=str(file)) from None
    site, target = listing["site"], data / listing["site"]
    if target.exists() and any(target.iterdir()):
        raise Refused("site_there", f"{target} 中已有数据，不会覆盖。", hint="请用 --data 指定一个空目录。")
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as scratch, archive:
        archive.extractall(scratch, filter="data")
        for name, digest in listing["files"].items():
            path = Path(scratch) / name
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise Refused("backup_altered", f"备份中的 {name} 缺失或被改动，未恢复任何内容。", where=str(file))
        if target.exists():
            target.rmdir()
        shutil.move(scratch, target)
        Path(scratch).mkdir()
    (target / LIST).unlink()
    for key in (target / "keys").glob("*"):
        key.chmod(0o600)
    return {"site": site, "files": len(listing["files"])}
