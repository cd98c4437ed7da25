"""Optical-disc images (ISO 9660 with Joliet and UDF), the only medium that leaves the vault."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pycdlib
from pycdlib.pycdlibexception import PyCdlibException

from liangcai.kernel.refusals import BadInput, Refused

LARGEST_IMAGE = 8_500_000_000  # a double-layer DVD
LONGEST_NAME = 64  # characters Joliet keeps


def write_image(destination: Path, files: Mapping[str, bytes | Path], label: str) -> None:
    """Writes the image with all files in its root and reads it back; a difference is `Refused` and leaves nothing.
    `label`: the disc's number, up to 16 of A–Z, 0–9, - and _."""
    if not re.fullmatch(r"[A-Z0-9_-]{1,16}", label):
        raise BadInput("disc_label", f"光盘卷标应为 1–16 个大写字母、数字、- 或 _，读到 {label!r}。", where="label")
    _check_names(files)
    if destination.exists():
        raise Refused("file_exists", f"文件已存在，不覆盖：{destination}。", where=str(destination))
    try:
        _write(destination, files, label)
        if read_image(destination) != {name: _content(source) for name, source in files.items()}:
            raise Refused("disc_image_differs", "光盘映像回读与原文件不一致，已删除。", where=str(destination))
    except BaseException:
        destination.unlink(missing_ok=True)
        raise


def _check_names(files: Mapping[str, bytes | Path]) -> None:
    folded = {name.casefold() for name in files}
    for name in files:
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or any(c in '*/:;?\\"<>|' for c in name):
            raise BadInput("disc_file_name", f"光盘文件名应为 1–{LONGEST_NAME} 个字符，不含 / 等：{name!r}。")
    if not files or len(folded) != len(files):
        raise BadInput("disc_file_name", "光盘上没有文件，或文件名重复。")
    total = sum(len(s) if isinstance(s, bytes) else s.stat().st_size for s in files.values())
    if total > LARGEST_IMAGE:
        raise BadInput("disc_too_large", f"文件共 {total} 字节，一张光盘放不下。")


def _write(destination: Path, files: Mapping[str, bytes | Path], label: str) -> None:
    image = pycdlib.PyCdlib()
    image.new(interchange_level=3, joliet=3, udf="2.60", vol_ident=label)
    # The plain ISO name is a number: only Joliet and UDF carry Chinese.
    try:
        for number, (name, source) in enumerate(files.items(), 1):
            short = f"/F{number:05d}.DAT;1"
            if isinstance(source, bytes):
                image.add_fp(io.BytesIO(source), len(source), short, joliet_path=f"/{name}", udf_path=f"/{name}")
            else:
                image.add_file(str(source), short, joliet_path=f"/{name}", udf_path=f"/{name}")
        image.write(str(destination))
    finally:
        image.close()


def _content(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def read_image(path: Path) -> dict[str, bytes]:
    """The files in the image's root by their Joliet names; `BadInput` where it is no such image."""
    image = pycdlib.PyCdlib()
    try:
        image.open(str(path))
        try:
            return {name: _read(image, name) for name in _names(image)}
        finally:
            image.close()
    except (PyCdlibException, ValueError, IndexError, AttributeError) as wrong:
        raise BadInput("disc_unreadable", f"光盘映像读不出：{wrong}。", where=str(path)) from None


def _names(image: pycdlib.PyCdlib) -> list[str]:
    children = image.list_children(joliet_path="/")
    return [child.file_identifier().decode("utf-16_be") for child in children if child.is_file()]


def _read(image: pycdlib.PyCdlib, name: str) -> bytes:
    held = io.BytesIO()
    image.get_file_from_iso_fp(held, joliet_path=f"/{name}")
    return held.getvalue()
