"""What a sealed package says about itself before it is opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from liangcai.kernel.refusals import BadInput

MOST_FILES = 10_000
LARGEST_TOTAL = 8 << 30  # bytes of content in one package
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))}


@dataclass(frozen=True, slots=True)
class PackedFile:
    """`name` is a relative path with forward slashes; `size` in bytes; `sha256` as 64 hex digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` (paper, bank, results, responses …); `sender` and `receiver` are the sites' ids, `session` names the
    examination session or request; not to be opened before `not_before` (with offset), if given."""

    kind: str
    sender: str
    receiver: str
    session: str
    not_before: datetime | None = None
    files: tuple[PackedFile, ...] = ()

    @property
    def total_size(self) -> int:
        return sum(file.size for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        moment = self.not_before.isoformat(timespec="seconds") if self.not_before else None
        return {**asdict(self), "not_before": moment, "files": [asdict(file) for file in self.files]}


def check_name(name: Any) -> str:
    """A name that stays inside the folder it is written to, on every system; `BadInput` otherwise."""
    good = isinstance(name, str) and 0 < len(name.encode("utf-8", "replace")) <= 240 and name.isprintable()
    parts = name.split("/") if good else []
    if not good or any(not _is_plain(part) for part in parts):
        raise BadInput("unsafe_file_name", f"包内文件名不安全：{name!r}。", hint="只收相对路径，不得含 ..、\\、: 等。")
    return name


def _is_plain(part: str) -> bool:
    return (
        part.strip(". ") != ""
        and part == part.rstrip(". ")
        and not any(c in '\\:*?"<>|' for c in part)
        and part.split(".")[0].upper() not in _RESERVED
    )


def check_names(names: Iterable[Any]) -> None:
    """Every name safe, none twice on a system that does not tell upper from lower case, none a folder of another."""
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        folded = unicodedata.normalize("NFC", check_name(name)).casefold()
        if folded in seen:
            raise BadInput("file_twice", f"包内文件名重复：{name}。")
        seen.add(folded)
        parts = folded.split("/")
        folders.update("/".join(parts[:n]) for n in range(1, len(parts)))
    clash = sorted(seen & folders)
    if clash:
        raise BadInput("file_twice", f"包内“{clash[0]}”既是文件又是文件夹。")


def read_manifest(fields: Any) -> Manifest:
    """The manifest in a header, every field checked."""
    try:
        texts = {name: fields[name] for name in ("kind", "sender", "receiver", "session")}
        moment = fields["not_before"]
        manifest = Manifest(
            **texts,
            not_before=None if moment is None else datetime.fromisoformat(moment),
            files=tuple(PackedFile(row["name"], row["size"], row["sha256"]) for row in fields["files"]),
        )
        shaped = isinstance(fields, Mapping) and all(isinstance(text, str) for text in texts.values())
        shaped = shaped and all(type(f.size) is int and f.size >= 0 for f in manifest.files)
        shaped = shaped and all(len(bytes.fromhex(f.sha256)) == 32 for f in manifest.files)
        shaped = shaped and (manifest.not_before is None or manifest.not_before.tzinfo is not None)
    except (KeyError, TypeError, ValueError, AttributeError):
        shaped = False
    if not shaped:
        raise BadInput("package_unreadable", "密封包的清单读不出。")
    check_manifest(manifest)
    return manifest


def check_manifest(manifest: Manifest) -> None:
    if manifest.not_before is not None and manifest.not_before.tzinfo is None:
        raise BadInput("time_without_zone", "最早开启时间必须带时区。")
    if not 0 < len(manifest.files) <= MOST_FILES:
        raise BadInput("package_size", f"一个密封包应有 1–{MOST_FILES} 个文件，现有 {len(manifest.files)} 个。")
    if manifest.total_size > LARGEST_TOTAL:
        raise BadInput("package_size", f"密封包内容 {manifest.total_size} 字节，超过上限 {LARGEST_TOTAL} 字节。")
    check_names(file.name for file in manifest.files)
