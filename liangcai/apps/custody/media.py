"""On which medium a path lies. In the vault only optical discs carry anything in or out (S002 四(二), 002-043)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, Refused

MOUNTS = Path("/proc/self/mounts")
BLOCK = Path("/sys/block")
DEVICES = Path("/dev")
RULE = Citation(S002, "四(二)", "002-043")
DISC_SYSTEMS = ("iso9660", "udf")
NETWORK_SYSTEMS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "virtiofs", "davfs", "fuse.davfs2", "ceph")
KINDS = {"disc": "光盘", "internal": "本机硬盘", "removable": "移动存储介质（U 盘、移动硬盘等）", "network": "网络存储"}


@dataclass(frozen=True, slots=True)
class Medium:
    """`kind`: disc, internal, removable or network."""

    kind: str
    device: str
    mount_point: Path
    file_system: str


@dataclass(frozen=True, slots=True)
class DiscFile:
    """A file on a disc in a drive."""

    path: Path
    size: int
    disc: str

    @property
    def name(self) -> str:
        return self.path.name


def mounts() -> list[Medium]:
    """Everything that is mounted, as the kernel lists it."""
    found = []
    for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) >= 3:
            device, place, system = (_unescaped(field) for field in fields[:3])
            found.append(Medium(_kind(device, system), device, Path(place), system))
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)


def _kind(device: str, system: str) -> str:
    if system in NETWORK_SYSTEMS:
        return "network"
    name = Path(device).name
    if re.fullmatch(r"sr\d+|scd\d+", name) and system in DISC_SYSTEMS:
        return "disc"
    return "removable" if device.startswith("/dev/") and _is_removable(name) else "internal"


def _is_removable(name: str) -> bool:
    """A partition counts as its disk. A hard disk in a USB case says 0 under `removable`; its path tells."""
    for disk in BLOCK.iterdir() if BLOCK.is_dir() else ():
        if name == disk.name or (disk / name).exists():
            flag = disk / "removable"
            return (flag.exists() and flag.read_text().strip() == "1") or "/usb" in str(disk.resolve())
    return False


def medium_of(path: Path) -> Medium:
    """The medium on which `path` lies or would lie; links are followed."""
    place = path.resolve()
    found = [one for one in mounts() if place == one.mount_point or one.mount_point in place.parents]
    if not found:
        return Medium("internal", "", Path("/"), "")
    return max(reversed(found), key=lambda one: len(one.mount_point.parts))


def require_disc(path: Path) -> None:
    """`Refused` unless the path lies on an optical disc: the only way into the vault."""
    medium = medium_of(path)
    if medium.kind != "disc":
        raise Refused("not_a_disc", f"{path} 在{KINDS[medium.kind]}上，题库只从光盘读入。", citation=RULE, where=str(path),
                      hint="请由对方刻录光盘送来，放入光驱后选择。", facts={"medium": medium.kind})  # fmt: skip


def require_internal(path: Path) -> None:
    """`Refused` unless the path lies on this computer's own disk: nothing is written to another medium; discs are
    burnt from their image."""
    medium = medium_of(path)
    if medium.kind != "internal":
        raise Refused("medium_not_allowed", f"{path} 在{KINDS[medium.kind]}上；除光盘外不得使用其他存储介质，光盘只能由映像刻录。",
                      citation=RULE, where=str(path), hint="请写在本机，再制成光盘映像刻录。", facts={"medium": medium.kind})  # fmt: skip


def require_readable(path: Path) -> None:
    """`Refused` where the path lies on a removable or network medium; this computer's disk and discs are read."""
    medium = medium_of(path)
    if medium.kind not in ("internal", "disc"):
        raise Refused("medium_not_allowed", f"{path} 在{KINDS[medium.kind]}上，题库工作站不读取。", citation=RULE, where=str(path),
                      hint="请改用光盘。", facts={"medium": medium.kind})  # fmt: skip


def files_on_discs() -> list[DiscFile]:
    """The files on the discs that are in the drives, folders included, hidden ones left out."""
    return [DiscFile(path, path.stat().st_size, str(disc.mount_point)) for disc in mounts() if disc.kind == "disc"
            for path in _walk(disc.mount_point)]  # fmt: skip


def _walk(folder: Path, depth: int = 3) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and depth:
            yield from _walk(path, depth - 1)


def drives() -> list[str]:
    """The optical drives of this computer, such as /dev/sr0."""
    return [str(DEVICES / disk.name) for disk in sorted(BLOCK.glob("sr*"))]


def read_back(drive: str, size: int) -> str:
    """SHA-256 of the first `size` bytes of the disc in a drive, as hex; `BadInput` where it cannot be read to there."""
    hasher, left = hashlib.sha256(), size
    try:
        with open(drive, "rb") as disc:
            while left and (piece := disc.read(min(left, 1 << 20))):
                hasher.update(piece)
                left -= len(piece)
    except OSError as wrong:
        raise BadInput("drive_unreadable", f"光驱 {drive} 读不出：{wrong.strerror or wrong}。", where=drive,
                       hint="请放好光盘后重试。") from None  # fmt: skip
    if left:
        raise BadInput("disc_short", f"光盘比映像短 {left} 字节，没有刻完整。", where=drive, hint="请换一张空白光盘重新刻录。")
    return hasher.hexdigest()
