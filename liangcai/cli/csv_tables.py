"""CSV in and out of commands: the encodings of Chinese offices, every fault with its place."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from liangcai.kernel.refusals import BadInput

LARGEST_FIELD = 1 << 20


def read_table(path: Path, required: Sequence[str] = ()) -> tuple[list[str], list[list[str]]]:
    """(head, rows) of a CSV in UTF-8 or GB 18030; every row has as many fields as the head.

    Refuses other encodings, a missing or repeated column, and rows of another length."""
    text = decode(path.read_bytes(), path)
    csv.field_size_limit(LARGEST_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as wrong:
        raise BadInput("bad_csv", f"不是合格的 CSV：{wrong}", where=str(path), hint="请检查引号是否成对。") from None
    if not rows:
        raise BadInput("empty_file", "文件是空的，应至少有一行表头。", where=str(path))
    head = [name.strip() for name in rows[0]]
    missing = [name for name in required if name not in head]
    if missing:
        raise BadInput(
            "missing_column", f"缺少列 {'、'.join(missing)}，找到的列：{'、'.join(head)}。", where=f"{path} 第 1 行"
        )
    repeated = [name for name, times in Counter(head).items() if times > 1]
    if repeated:
        raise BadInput("repeated_column", f"列名重复：{'、'.join(repeated)}。", where=f"{path} 第 1 行")
    body = []
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if len(row) != len(head):
            raise BadInput(
                "row_length",
                f"有 {len(row)} 个字段，应为 {len(head)} 个。",
                where=f"{path} 第 {number} 行",
                hint="含逗号的内容要加引号。",
            )
        body.append(row)
    return head, body


def decode(content: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadInput(
        "encoding", "文件不是文本，或编码不是 UTF-8、GB 18030。", where=str(path), hint="请另存为 UTF-8 编码的 CSV。"
    )


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """UTF-8 with a mark, so that Excel opens it as Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
