"""A key divided among custodians: m of n shares open it, m − 1 tell nothing (Shamir).

Several groups may each hold a part: the key is the exclusive or of the groups' secrets, so that one
group alone, however complete, opens nothing (the province's 2 of 3 and the site's 2 of 3). A printed
share is 64 characters in groups of four, without I, L, O, U; it carries a checksum against mistyping
and the mark of its set against mixing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from Crypto.Protocol.SecretSharing import Shamir

from liangcai.kernel.refusals import BadInput, Refused

KEY_BYTES = 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford
_VALUES = {c: i for i, c in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_VERSION = 1
_SHARE_BYTES = 40  # version and m, n and index, 3 bytes set mark, 32 bytes, 3 bytes checksum


@dataclass(frozen=True, slots=True)
class GroupRule:
    """`needed` of `total` custodians of the group called `name` must come together."""

    name: str
    needed: int
    total: int


@dataclass(frozen=True, slots=True)
class ShareGroup:
    """`set_mark` (6 hex digits) tells shares of this group from all others; `shares` are the printed texts."""

    rule: GroupRule
    set_mark: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitKey:
    """A fresh 32-byte key and the groups that together can restore it."""

    key: bytes
    groups: tuple[ShareGroup, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share as read from paper."""

    needed: int
    total: int
    index: int
    set_mark: str
    value: bytes


def split_key(rules: Sequence[GroupRule], key: bytes | None = None) -> SplitKey:
    """Divides `key` (a new random one where none is given) among the groups."""
    if not rules:
        raise BadInput("no_groups", "至少要有一组保管人。")
    if key is not None and len(key) != KEY_BYTES:
        raise BadInput("key_length", f"密钥应为 {KEY_BYTES} 字节。")
    parts = [secrets.token_bytes(KEY_BYTES) for _ in rules]
    if key is not None:
        parts[-1] = _exclusive_or([key, *parts[:-1]])
    groups = tuple(_split_group(rule, part) for rule, part in zip(rules, parts, strict=True))
    return SplitKey(_exclusive_or(parts), groups)


def joint_key(*splits: SplitKey) -> SplitKey:
    """The key that needs the groups of all `splits`. Packages of one sealing may so have the province's group in
    common and each its own site's."""
    return SplitKey(_exclusive_or(split.key for split in splits), tuple(g for split in splits for g in split.groups))


def _split_group(rule: GroupRule, secret: bytes) -> ShareGroup:
    if not 2 <= rule.needed <= rule.total <= 15:
        raise BadInput(
            "share_rule", f"{rule.name}：应为 2 ≤ 所需份数 ≤ 总份数 ≤ 15，读到 {rule.needed}/{rule.total}。",
            hint="开启密钥至少要两人到场。",
        )  # fmt: skip
    mark = _set_mark(secret)
    halves = (Shamir.split(rule.needed, rule.total, secret[:16]), Shamir.split(rule.needed, rule.total, secret[16:]))
    shares = [
        write_share(Share(rule.needed, rule.total, index, mark, low + high))
        for (index, low), (_, high) in zip(*halves, strict=True)
    ]
    return ShareGroup(rule, mark, tuple(shares))


def _set_mark(secret: bytes) -> str:
    return hashlib.sha256(b"liangcai share set" + secret).hexdigest()[:6]


def _exclusive_or(values: Iterable[bytes]) -> bytes:
    return reduce(lambda a, b: bytes(x ^ y for x, y in zip(a, b, strict=True)), values)


def write_share(share: Share) -> str:
    """Sixteen groups of four characters."""
    body = bytes([_VERSION << 4 | share.needed, share.total << 4 | share.index])
    body += bytes.fromhex(share.set_mark) + share.value
    number = int.from_bytes(body + _checksum(body), "big")
    text = "".join(_ALPHABET[number >> shift & 31] for shift in range(_SHARE_BYTES * 8 - 5, -1, -5))
    return " ".join(text[i : i + 4] for i in range(0, 64, 4))


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(b"liangcai share" + body).digest()[:3]


def read_share(text: str, *, where: str = "") -> Share:
    """A typed share. Case, blanks and hyphens do not matter; O is read as 0, I and L as 1."""
    letters = [c for c in text.upper() if not c.isspace() and c != "-"]
    wrong = next((c for c in letters if c not in _VALUES), None)
    if wrong or len(letters) != 64:
        found = f"有不该出现的字符 {wrong!r}" if wrong else f"读到 {len(letters)} 个字符"
        raise BadInput("share_shape", f"密钥份额应为 16 组、每组 4 个字符，{found}。", where=where)
    number = 0
    for c in letters:
        number = number << 5 | _VALUES[c]
    data = number.to_bytes(_SHARE_BYTES, "big")
    body, checksum = data[:-3], data[-3:]
    if _checksum(body) != checksum:
        raise BadInput("share_mistyped", "密钥份额校验不符：有字符输错。", hint="请对照纸面逐组核对。", where=where)
    if body[0] >> 4 != _VERSION:
        raise BadInput("share_version", f"不认识的份额版本 {body[0] >> 4}。", where=where)
    return Share(body[0] & 15, body[1] >> 4, body[1] & 15, body[2:5].hex(), body[5:])


def join_group(shares: Iterable[Share], set_mark: str, name: str = "保管人") -> bytes:
    """The secret of one group from those of `shares` that belong to it; `Refused` says how many are missing."""
    mine = {share.index: share for share in shares if share.set_mark == set_mark}
    needed = next((share.needed for share in mine.values()), 0)
    if not mine:
        raise Refused("too_few_shares", f"“{name}”一组的密钥份额一份也没有。", facts={"group": name, "found": 0})
    if len(mine) < needed:
        raise Refused(
            "too_few_shares", f"“{name}”一组需要 {needed} 份密钥份额，现有 {len(mine)} 份。",
            facts={"group": name, "found": len(mine), "needed": needed},
        )  # fmt: skip
    chosen = list(mine.values())[:needed]
    low = Shamir.combine([(share.index, share.value[:16]) for share in chosen])
    high = Shamir.combine([(share.index, share.value[16:]) for share in chosen])
    if _set_mark(low + high) != set_mark:
        raise Refused("wrong_shares", f"“{name}”一组的密钥份额合不成原密钥。", hint="请确认份额属于这一个密封包。")
    return low + high


def join_key(texts: Iterable[str], groups: Sequence[tuple[str, str]]) -> bytes:
    """The key from typed shares; `groups` are (name, set mark), as a package names them."""
    shares = [read_share(text, where=f"第 {n} 份") for n, text in enumerate(texts, 1)]
    for n, share in enumerate(shares, 1):
        first = shares.index(share) + 1
        if first < n:
            raise Refused("share_twice", f"第 {n} 份与第 {first} 份是同一份密钥份额。", hint="每名保管人各录入自己的一份。")
    known = {mark for _, mark in groups}
    foreign = [n for n, share in enumerate(shares, 1) if share.set_mark not in known]
    if foreign:
        raise Refused("foreign_share", f"第 {foreign[0]} 份密钥份额不属于这个密封包。", hint="请核对包号。")
    return _exclusive_or(join_group(shares, mark, name) for name, mark in groups)
