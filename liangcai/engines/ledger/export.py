"""Export files: JSONL, one entry a line, as canonical JSON; read back line by line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from liangcai.engines.ledger.chain import FIELDS, Entry, Link, is_sound
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput

LONGEST_LINE = 4 << 20  # bytes

# The end of a canonical line. Nothing before it can imitate it: a quotation mark inside text is escaped.
_TAIL = re.compile(rb',"hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","sequence":([1-9][0-9]{0,17}),"subject":"')


def write_line(entry: Entry) -> bytes:
    """One line of an export, its end of line included."""
    return canonical_json.encode(dict(entry)) + b"\n"


def read_links(lines: Iterable[bytes], *, where: str = "") -> Iterator[Link]:
    """What the chain needs of every line; blank lines are passed over. `BadInput` names a line that is no entry."""
    sha256 = hashlib.sha256
    for number, line in enumerate(lines, 1):
        # A canonical line without its hash is exactly what was hashed, so it need not be parsed.
        cut = line.rfind(b',"hash":"')
        tail = _TAIL.match(line, cut) if cut > 0 else None
        if tail:
            own = tail[1].decode()
            if sha256(line[:cut] + line[cut + 74 :].rstrip(b"\r\n")).hexdigest() == own:
                yield int(tail[3]), tail[2].decode(), own, True
                continue
        if line.strip():
            entry = read_line(line, f"{where}第 {number} 行")
            yield entry["sequence"], entry["previous"], entry["hash"], is_sound(entry)


def read_entries(lines: Iterable[bytes], *, where: str = "") -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield read_line(line, f"{where}第 {number} 行")


def read_line(line: bytes, where: str) -> dict[str, Any]:
    """One entry, or `BadInput` naming the line and what is wrong with its form."""
    if len(line) > LONGEST_LINE:
        raise BadInput("ledger_line_too_long", "这一行超过 4 MB，不是台账记录。", where=where)
    try:
        entry = canonical_json.decode(line.rstrip(b"\r\n"))
    except BadInput as wrong:
        cut = "" if line.endswith(b"\n") else "文件在这一行中间断了。"
        raise BadInput("ledger_line_malformed", f"不是一条台账记录。{cut or wrong.message}", where=where,
                       hint="请重新导出，或向对方索取完整文件。") from None  # fmt: skip
    if not isinstance(entry, dict):
        raise BadInput("ledger_line_malformed", "不是一条台账记录：应为一个 JSON 对象。", where=where)
    missing = sorted(FIELDS - entry.keys())
    if missing:
        raise BadInput("ledger_line_malformed", f"台账记录缺少字段：{'、'.join(missing)}。", where=where)
    for name in FIELDS:
        wanted = int if name == "sequence" else dict if name == "facts" else str
        if type(entry[name]) is not wanted:
            found = json.dumps(entry[name], ensure_ascii=False)[:40]
            raise BadInput("ledger_line_malformed", f"字段 {name} 形式不对，读到 {found}。", where=where)
    return entry
