"""Office files and packages are zip archives from strangers: checked before any part is read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from liangcai.kernel.refusals import BadInput

LARGEST = 400 << 20  # bytes unpacked
LARGEST_XML = 120 << 20
MOST_PARTS = 20_000
MOST_RATIO = 200  # honest XML packs 10 to 50 times
SMALL = 1 << 20  # parts below this may pack as well as they like
OLE = b"\xd0\xcf\x11\xe0"
XML_ENDINGS = (".xml", ".rels", ".vml")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_archive(content: bytes, kind: str, required: str) -> zipfile.ZipFile:
    """The archive, or BadInput with words: not a zip, broken, too large when unpacked, with
    macros, with document type declarations, or without the part a `kind` of file must have."""
    if not content:
        raise BadInput("empty_file", "文件是空的。", hint=f"需要的是{kind}文件。")
    if content.startswith(OLE):
        raise BadInput(
            "old_office", f"这是旧格式或加密的 Office 文件，需要的是{kind}。", hint="请去掉密码并另存为新格式。"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        raise BadInput("broken_archive", f"文件损坏，或不是{kind}文件。", hint="请在原软件中重新保存后再试。") from None
    check_sizes(parts)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise BadInput("broken_archive", "文件损坏：同一部件出现两次。")
    if any(name.lower().endswith(("vbaproject.bin", ".xlm")) or "macrosheets/" in name.lower() for name in names):
        raise BadInput("macros", "文件含有宏，不予接收。", hint="请另存为不含宏的格式（.docx、.xlsx）。")
    for part in parts:
        check_part(archive, part)
    if required not in names:
        raise BadInput("wrong_file", f"文件里没有 {required}，不是{kind}文件。")
    return archive


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise BadInput("archive_bomb", f"文件内有 {len(parts)} 个部件，超过 {MOST_PARTS} 个，不予打开。")
    total = sum(part.file_size for part in parts)
    if total > LARGEST:
        raise BadInput("archive_bomb", f"文件解开后有 {total >> 20} MB，超过 {LARGEST >> 20} MB，不予打开。")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > SMALL and ratio > MOST_RATIO:
            raise BadInput(
                "archive_bomb", f"部件 {part.filename} 压缩了 {ratio:.0f} 倍，超过 {MOST_RATIO} 倍，不予打开。"
            )
        if part.file_size > LARGEST_XML and part.filename.lower().endswith(XML_ENDINGS):
            raise BadInput("archive_bomb", f"部件 {part.filename} 有 {part.file_size >> 20} MB，过大，不予打开。")


def check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise BadInput("encrypted", "压缩包有密码，无法读取。", hint="请去掉密码。")
    if part.filename.startswith("/") or ".." in part.filename.split("/"):
        raise BadInput("broken_archive", f"部件路径 {part.filename} 不合格。")
    content = read_part(archive, part.filename)
    if part.filename.lower().endswith(XML_ENDINGS):
        # entities would be expanded by a parser; in UTF-16 they hide from a search of bytes
        plain = content.replace(b"\x00", b"")
        if DOCTYPE.search(plain):
            raise BadInput("entities", f"部件 {part.filename} 含有文档类型声明，不予读取。")


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part's bytes; a part that does not unpack is BadInput."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BadInput(
            "broken_archive", f"文件损坏：部件 {name} 解不开。", hint="请在原软件中重新保存后再试。"
        ) from None
