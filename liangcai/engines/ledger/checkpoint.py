"""A checkpoint says how long a log was and what its head and root were at a moment.

Kept outside the database (signed, published, printed, countersigned) it shows what a chain alone
cannot: entries cut off at the end and a log rewritten as a whole. The signature is put on by
`sealing.signed_document` with kind "ledger_checkpoint" over `as_dict()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liangcai.engines.ledger.chain import START, ChainReport, Entry, Link, follow, is_sound
from liangcai.engines.ledger.merkle import leaf_hash, root_of
from liangcai.kernel.refusals import BadInput, Refused

SIGNED_KIND = "ledger_checkpoint"
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`log` names the ledger, `count` its entries, `head` the last entry's hash, `root` the Merkle root over the
    entries' hashes (both 64 hex digits), `at` ISO 8601."""

    log: str
    count: int
    head: str
    root: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def make_checkpoint(log: str, entries: Iterable[Entry], at: str) -> Checkpoint:
    """The checkpoint over a complete log; refuses a log whose chain is broken."""
    hashes: list[str] = []
    report = follow(_collect(((e["sequence"], e["previous"], e["hash"], is_sound(e)) for e in entries), hashes))
    if not report.ok:
        raise Refused("ledger_broken", f"台账链不完整，不能出具检查点：{report.message}", facts=report.as_dict())
    return Checkpoint(log, report.count, report.head, root_over(hashes).hex(), at)


def make_checkpoint_from_hashes(log: str, hashes: Sequence[str], at: str) -> Checkpoint:
    """For a log whose chain was verified before: `hashes` are all entries' hashes in order."""
    return Checkpoint(log, len(hashes), hashes[-1] if hashes else START, root_over(hashes).hex(), at)


def root_over(hashes: Iterable[str]) -> bytes:
    """The Merkle root whose leaves are the entries' hashes (as 32 bytes each)."""
    return root_of(leaf_hash(bytes.fromhex(text)) for text in hashes)


def read_checkpoint(document: Mapping[str, Any], *, where: str = "") -> Checkpoint:
    """The statement in a (signed) checkpoint document; its signatures are checked elsewhere."""
    try:
        found = Checkpoint(**{name: document[name] for name in ("log", "count", "head", "root", "at")})
    except (KeyError, TypeError):
        raise BadInput("checkpoint_unreadable", "不是检查点：应有 log、count、head、root、at。", where=where) from None
    texts = (found.log, found.head, found.root, found.at)
    shaped = all(isinstance(text, str) for text in texts) and type(found.count) is int and found.count >= 0
    if not (shaped and _HEX64.fullmatch(found.head) and _HEX64.fullmatch(found.root)):
        raise BadInput("checkpoint_unreadable", "检查点的 count、head 或 root 形式不对。", where=where)
    return found


def verify_against(entries: Iterable[Entry], *checkpoints: Checkpoint) -> ChainReport:
    """`verify_chain`, and then every checkpoint: entries cut off at the end are named."""
    return compare(((e["sequence"], e["previous"], e["hash"], is_sound(e)) for e in entries), *checkpoints)


def compare(links: Iterable[Link], *checkpoints: Checkpoint) -> ChainReport:
    """As `verify_against`, over links already checked one by one."""
    hashes: list[str] = []
    report = follow(_collect(links, hashes) if checkpoints else links)
    agreed = 0
    for checkpoint in sorted(checkpoints, key=lambda c: c.count):
        if not report.ok:
            break
        report = _against_one(report, hashes, checkpoint, agreed)
        agreed = checkpoint.count
    return report


def _collect(links: Iterable[Link], hashes: list[str]) -> Iterable[Link]:
    for link in links:
        hashes.append(link[2])
        yield link


def _against_one(report: ChainReport, hashes: Sequence[str], checkpoint: Checkpoint, agreed: int) -> ChainReport:
    count, wanted = report.count, checkpoint.count
    if count < wanted:
        message = f"末尾被截去：检查点（{checkpoint.at}）记有 {wanted} 条，现仅 {count} 条，缺第 {count + 1} 条起。"
        return ChainReport(False, count, report.head, count + 1, "cut_off", message)
    head = hashes[wanted - 1] if wanted else START
    if head == checkpoint.head and root_over(hashes[:wanted]).hex() == checkpoint.root:
        return report
    message = f"第 {agreed + 1} 至 {wanted} 条之间被整体重写：链虽自洽，但与检查点（{checkpoint.at}）不符。"
    first_bad = wanted if wanted == agreed + 1 else None
    return ChainReport(False, agreed, report.head, first_bad, "edited", message)
