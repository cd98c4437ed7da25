"""Hash-chained entries: each carries the hash of the one before, so a change anywhere breaks the chain.

A chain alone cannot show a complete rewriting or a cut at its end; checkpoints kept outside do
(see checkpoint.py). The hash is SHA-256 over the canonical JSON of the entry without its hash:
`jq -cS 'del(.hash)' | tr -d '\\n' | sha256sum` computes the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from liangcai.kernel import canonical_json

Entry = Mapping[str, Any]
Kind = Literal["edited", "removed", "reordered", "cut_off", "added"]

START = "0" * 64  # `previous` of entry 1
CONTENT = ("sequence", "at", "actor", "action", "subject", "facts", "previous")
FIELDS = frozenset((*CONTENT, "hash"))


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`count` entries were sound up to `head` (hash, 64 hex digits); `first_bad` is the sequence number of the
    first entry that is wrong or missing, `None` where the chain is whole or the place cannot be known."""

    ok: bool
    count: int
    head: str
    first_bad: int | None = None
    kind: Kind | None = None
    message: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def entry_hash(previous: str, sequence: int, at: str, actor: str, action: str, subject: str, facts: dict) -> str:
    """64 hex digits. `at` is ISO 8601 text, `facts` a dict without floats."""
    content = {
        "previous": previous, "sequence": sequence, "at": at, "actor": actor,
        "action": action, "subject": subject, "facts": facts,
    }  # fmt: skip
    return hashlib.sha256(canonical_json.encode(content)).hexdigest()


def make_entry(
    previous: str, sequence: int, at: str, actor: str, action: str, subject: str, facts: dict
) -> dict[str, Any]:
    """The entry as it is exported, its hash included."""
    return {
        "sequence": sequence, "at": at, "actor": actor, "action": action, "subject": subject, "facts": facts,
        "previous": previous, "hash": entry_hash(previous, sequence, at, actor, action, subject, facts),
    }  # fmt: skip


def is_sound(entry: Entry) -> bool:
    """Whether the entry's own hash is that of its content and it carries nothing beside it."""
    return entry.keys() == FIELDS and entry["hash"] == entry_hash(**{name: entry[name] for name in CONTENT})


def verify_chain(entries: Iterable[Entry]) -> ChainReport:
    """Reads the entries once, in the order given, and names the first that is wrong."""
    return follow((entry["sequence"], entry["previous"], entry["hash"], is_sound(entry)) for entry in entries)


# sequence, previous, hash, whether its content has that hash
Link = tuple[int, str, str, bool]


def follow(links: Iterable[Link]) -> ChainReport:
    """The verdict over links already checked one by one; shared with the reader of export files."""
    walk = iter(links)
    count, head = 0, START
    for link in walk:
        sequence, previous, own, sound = link
        if not (sound and sequence == count + 1 and previous == head):
            return _explain(count, head, link, walk)
        count, head = sequence, own
    return ChainReport(True, count, head, message=f"链完整，共 {count} 条。")


def _explain(count: int, head: str, found: Link, rest: Iterator[Link]) -> ChainReport:
    """What happened at number `count + 1`, told from the numbers and links that come after."""
    sequence, previous, _, sound = found
    expected = count + 1
    following = next(rest, None)
    later = [] if following is None else [following[0], *(link[0] for link in rest)]

    def report(first_bad: int, kind: Kind, message: str) -> ChainReport:
        return ChainReport(False, count, head, first_bad, kind, message)

    if sequence > expected and expected in later:
        return report(expected, "reordered", f"顺序被调换：第 {expected} 条的位置上是第 {sequence} 条。")
    if sequence > expected and (sound or previous != head):
        missing = f"第 {expected} 条" if sequence == expected + 1 else f"第 {expected} 至 {sequence - 1} 条"
        return report(expected, "removed", f"{missing}被删除：其后直接是第 {sequence} 条。")
    if 0 < sequence < expected:
        return report(sequence, "added", f"第 {sequence} 条之后又插入一条同号记录。")
    if sequence == expected and expected in later:
        return report(expected, "added", f"第 {expected} 条出现不止一次：有一条是后来插入的。")
    if not sound:
        return report(expected, "edited", f"第 {expected} 条被改动：内容与其摘要不符。")
    if count and not (following and following[1] != found[2]):
        return report(count, "edited", f"第 {count} 条被改写并重算了摘要：第 {expected} 条所记的前一条摘要与之不符。")
    return report(expected, "edited", f"第 {expected} 条被改动：它所记的前一条摘要与第 {count} 条不符。")
