"""A signed archive: an ordinary ZIP that opens anywhere, with a signed list of its files and their digests.

Unlike a sealed package it is not encrypted: it is what is kept of a batch. `MANIFEST.json` inside is a signed document
of kind "archive"; nothing may be missing from it, changed, or added.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liangcai.engines.sealing.keys import KeySet, Signer
from liangcai.engines.sealing.signed_document import sign_document, verify_document
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

KIND = "archive"
MANIFEST = "MANIFEST.json"
MOST_BYTES = 2_000_000_000
_THEN = (1980, 1, 1, 0, 0, 0)  # the same content makes the same bytes


@dataclass(frozen=True)
class ArchiveFacts:
    """`about` is what the maker said of the archive; `files` maps name → (bytes, sha256)."""

    about: dict[str, Any]
    files: dict[str, tuple[int, str]]
    signed_by: tuple[str, ...]


def make_archive(files: Mapping[str, bytes], about: Mapping[str, Any], signer: Signer) -> bytes:
    """The ZIP. `about` is JSON; `BadInput` for a name that would leave the folder it is unpacked into."""
    for name in files:
        if not _harmless(name):
            raise BadInput("archive_name", f"档案中的文件名不可用：{name!r}。")
    listed = [{"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(files.items())]
    manifest = sign_document(KIND, {"about": dict(about), "files": listed}, signer)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [(MANIFEST, canonical_json.encode(manifest)), *sorted(files.items())]:
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def read_archive(data: bytes, keys: KeySet, *, where: str = "") -> ArchiveFacts:
    """Checks signature, every digest, and that no file is missing or added. `BadInput` where it is no archive,
    `Refused` names the first file that is not as it was signed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise BadInput("archive_too_large", "档案展开后过大，无法核对。", where=where)
            names = [entry.filename for entry in archive.infolist()]
            contents = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError, zlib.error) as wrong:
        raise BadInput("not_an_archive", "文件不是可读取的档案包（.zip），或已损坏。", where=where) from wrong
    if len(names) != len(set(names)) or MANIFEST not in contents:
        raise BadInput("not_an_archive", "档案包缺少清单 MANIFEST.json，或有重名文件。", where=where)
    manifest = canonical_json.decode(contents.pop(MANIFEST), where=MANIFEST)
    signed = verify_document(KIND, manifest, keys, where=where)
    listed = {row["name"]: (row["size"], row["sha256"]) for row in manifest["files"]}
    for name, (size, digest) in listed.items():
        if name not in contents:
            raise Refused("file_missing", f"档案缺少清单所列文件 {name}。", where=name)
        if len(contents[name]) != size or hashlib.sha256(contents[name]).hexdigest() != digest:
            raise Refused("file_changed", f"文件 {name} 与清单不符，已被改动。", where=name)
    if extra := sorted(set(contents) - set(listed)):
        raise Refused("file_added", f"档案中有清单未列的文件 {extra[0]}。", where=extra[0])
    return ArchiveFacts(manifest["about"], listed, tuple(key.key_id for key in signed))


def _harmless(name: str) -> bool:
    return bool(name) and name != MANIFEST and "\\" not in name and not name.startswith("/") and ".." not in name.split("/")
