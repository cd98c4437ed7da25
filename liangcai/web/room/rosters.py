"""The list of candidates that comes with a package: CSV from the hall, or saved from a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from liangcai.kernel.refusals import BadInput, RowErrors

COLUMNS = {
    "ticket_number": ("准考证号", 20), "name": ("姓名", 80), "identity_last4": ("证件号码后四位", 4),
    "seat": ("座位号", 20), "paper_code": ("卷别", 4),
}  # fmt: skip
LARGEST = 5_000


def read_roster(content: bytes) -> list[dict[str, str]]:
    """Rows by column name; the head may be in Chinese or in the names above. `BadInput` when it is no such table,
    `RowErrors` with every bad cell."""
    try:
        table = list(csv.reader(io.StringIO(decoded(content), newline=""), strict=True))
    except csv.Error as wrong:
        raise BadInput("bad_csv", f"名单不是合格的 CSV：{wrong}。", hint="请另存为 CSV（UTF-8）后重新上传。") from None
    named = {label: name for name, (label, _length) in COLUMNS.items()} | {name: name for name in COLUMNS}
    head = [named.get(cell.strip(), "") for cell in table[0]] if table else []
    missing = [label for name, (label, _length) in COLUMNS.items() if name not in head]
    if missing:
        raise BadInput("missing_column", f"名单缺少列：{'、'.join(missing)}。", where="第 1 行",
                       hint="表头应为：准考证号,姓名,证件号码后四位,座位号,卷别")  # fmt: skip
    lines = [(n, cells) for n, cells in enumerate(table[1:], start=2) if any(c.strip() for c in cells)]
    if not 1 <= len(lines) <= LARGEST:
        raise BadInput("roster_size", f"名单有 {len(lines)} 名考生，应为 1 至 {LARGEST} 名。")
    rows = [(n, {name: cells[i].strip() if i < len(cells) else "" for i, name in enumerate(head) if name})
            for n, cells in lines]  # fmt: skip
    if errors := faults(rows):
        raise RowErrors(f"名单有 {len(errors)} 处不能使用。", errors)
    return [row for _n, row in rows]


def faults(rows: list[tuple[int, dict[str, str]]]) -> list[dict[str, Any]]:
    found, seen = [], set()
    for n, row in rows:
        for name, (label, length) in COLUMNS.items():
            value = row[name]
            fits = len(value) == 4 if name == "identity_last4" else 0 < len(value) <= length
            if not fits:
                expected = "四位" if name == "identity_last4" else f"1 至 {length} 个字"
                found.append({"row": n, "field": label, "found": value or "空", "expected": expected})
        if row["ticket_number"] in seen:
            found.append({"row": n, "field": "准考证号", "found": row["ticket_number"], "expected": "不重复"})
        seen.add(row["ticket_number"])
    return found


def decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("encoding", "名单不是文本文件，或编码不是 UTF-8、GB 18030。",
                   hint="请另存为 CSV（UTF-8）后重新上传。")
