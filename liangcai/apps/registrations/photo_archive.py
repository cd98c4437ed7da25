"""A zip of photos as a body sends it: each picture named by identity number or by line, matched or listed."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from liangcai.apps.accounts.identity import number_index
from liangcai.apps.registrations.models import Registration
from liangcai.apps.registrations.photo_checks import FORMATS, checked_photo
from liangcai.kernel.identity_numbers import normalise
from liangcai.kernel.refusals import BadInput

MOST_PHOTOS = 5000
MOST_BYTES = 40 << 20  # of one picture unpacked; the settings ask for much less
SUFFIXES = {".jpg", ".jpeg", ".png"}
assert {"JPEG", "PNG"} == set(FORMATS)


def photos_in(data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """(name, content) of every picture file; no content where it unpacks to more than 40 MB, found before unpacking.
    `BadInput` for what is no zip or holds too many."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [e for e in archive.infolist() if not e.is_dir() and not _hidden(e.filename)]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadInput("not_a_zip", "文件不是可以打开的 zip 压缩包。", where="photos", hint="请把照片直接压缩成 zip。") from None
    if len(entries) > MOST_PHOTOS:
        raise BadInput("too_many_photos", f"压缩包中有 {len(entries)} 个文件，一次最多 {MOST_PHOTOS} 个。", where="photos")
    for entry in entries:
        yield shown_name(entry), _content(archive, entry)


def _hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The name without folders; packers of Chinese Windows write GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gbk")
    return PurePosixPath(name.replace("\\", "/")).name


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    if entry.file_size > MOST_BYTES or entry.flag_bits & 1:
        return None
    try:
        with archive.open(entry) as opened:
            content = opened.read(MOST_BYTES + 1)  # the head may lie about the size
    except Exception:
        return None
    return content if len(content) <= MOST_BYTES else None


def match_photos(data: bytes, rows: list[Registration], on: date) -> tuple[dict[int, bytes], list[dict[str, Any]]]:
    """({candidate pk: picture}, faults {file, found, expected}). A file is named by the identity number or the line
    of the batch (`12.jpg`); a person twice, an unknown name and a bad picture are faults, the rest go ahead."""
    by_index = {row.candidate.identity_index: row.candidate_id for row in rows}
    by_line = {str(n): row.candidate_id for n, row in enumerate(rows, start=1)}
    found: dict[int, bytes] = {}
    faults: list[dict[str, Any]] = []
    for name, content in photos_in(data):
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
        key = normalise(stem)
        who = by_index.get(number_index(key)) if len(key) == 18 else by_line.get(key.lstrip("0"))
        if suffix not in SUFFIXES:
            faults.append(_fault(name, f"扩展名 {suffix or '（无）'}", "应为 .jpg 或 .png"))
        elif who is None:
            faults.append(_fault(name, "没有对应的人员", "文件名应为本批人员的证件号码或序号"))
        elif who in found:
            faults.append(_fault(name, "同一人有两张照片", "每人一张"))
        elif content is None:
            faults.append(_fault(name, "已加密、损坏或展开后超过 40 MB", "请放入普通照片文件"))
        else:
            try:
                found[who] = checked_photo(content, on, where=name)
            except BadInput as no:
                faults.append(_fault(name, no.message, no.hint))
    return found, faults


def _fault(file: str, found: str, expected: str) -> dict[str, Any]:
    """The file's name is somebody's identity number: only its end is repeated."""
    stem, dot, suffix = file.rpartition(".")
    shown = f"…{stem[-4:]}" if len(normalise(stem)) == 18 else stem[:40]
    return {"file": f"{shown}{dot}{suffix}", "found": found, "expected": expected}
