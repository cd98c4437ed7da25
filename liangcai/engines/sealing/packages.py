"""Sealed packages: encrypted to the receiver, signed by the senders, in one file.

    "LCPKG1\\n" · header length (4 bytes) · header · encrypted chunks · signatures · their length (4 bytes)

The header (canonical JSON) holds manifest, suite, salt, the ways to the key and the key ids that must
sign. The digest is SHA-256 over everything before the signatures; each of them covers it. Ways to
the key: custodians' shares (see shares.py), receivers' X25519 keys, either of them, or both together (then one
without the other opens nothing). The clock check is a reminder, not a lock: what keeps a paper closed is that
the province's shares are released at opening.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric import x25519

from liangcai.engines.sealing import ciphers
from liangcai.engines.sealing.keys import ED25519, X25519, KeySet, PublicKey, ReceiverKey, Signer
from liangcai.engines.sealing.package_manifest import Manifest, PackedFile, check_manifest, read_manifest
from liangcai.engines.sealing.shares import KEY_BYTES, SplitKey, join_key
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

MAGIC = b"LCPKG1\n"
CHUNK = 1 << 20
LARGEST_HEADER = 8 << 20
LARGEST_TRAILER = 64 << 10

Source = bytes | Path


@dataclass(frozen=True, slots=True)
class ReceiverAndShares:
    """What opens a package that needs both: the named receiver's own key and the custodians' typed shares."""

    receiver: ReceiverKey
    shares: Sequence[str]


# the key itself, a receiver's key, typed shares, or the last two together
KeyMaterial = bytes | ReceiverKey | Sequence[str] | ReceiverAndShares


@dataclass(frozen=True, slots=True)
class ShareGroupFacts:
    """A group of custodians named in a package."""

    name: str
    needed: int
    total: int
    set_mark: str


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What can be known without a key. `digest` is 64 hex digits; `required_signers` key ids that must sign;
    `signed_by` those whose signature was checked and holds (empty when no keys were given); `receivers` the key ids
    and `groups` the custodians that open it; `together`: both are needed."""

    manifest: Manifest
    digest: str
    suite: str
    required_signers: tuple[str, ...]
    signed_by: tuple[str, ...]
    receivers: tuple[str, ...]
    groups: tuple[ShareGroupFacts, ...]
    together: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "manifest": self.manifest.as_dict()}


@dataclass(frozen=True)
class _Frame:
    header: dict[str, Any]
    header_bytes: bytes
    body_start: int
    body_end: int
    digest: str
    signatures: list[Any]


def seal(
    destination: Path,
    files: Mapping[str, Source],
    manifest: Manifest,
    signers: Sequence[Signer],
    *,
    receivers: Sequence[PublicKey] = (),
    shares: SplitKey | None = None,
    suite: str = ciphers.AES,
    together: bool = False,
) -> str:
    """Writes the package and returns its digest. `files` maps names to bytes or paths; `manifest.files` is filled in
    here. Give `receivers` (X25519 public keys), `shares` (from `split_key`), or both: either opens it, or, with
    `together`, only the receiver's key and the shares at once. An existing file is refused."""
    _check_sealing(signers, receivers, shares, together)
    manifest = replace(manifest, files=tuple(_describe(name, source) for name, source in files.items()))
    check_manifest(manifest)
    key = shares.key if shares else secrets.token_bytes(KEY_BYTES)
    wrapped = key
    if together:
        wrapped = secrets.token_bytes(KEY_BYTES)
        key = _exclusive_or(key, wrapped)
    salt = secrets.token_bytes(32)
    content_key = ciphers.derive(suite, key, salt, "package content")
    header = canonical_json.encode(
        {
            "suite": suite,
            "salt": salt.hex(),
            "chunk": CHUNK,
            "signers": [signer.key_id for signer in signers],
            "receivers": [_wrap(suite, wrapped, salt, receiver) for receiver in receivers],
            "groups": [asdict(g.rule) | {"set_mark": g.set_mark} for g in shares.groups] if shares else [],
            "manifest": manifest.as_dict(),
            **({"together": True} if together else {}),
        }
    )
    hasher = hashlib.sha256()
    unfinished = destination.with_name(destination.name + ".part")
    if destination.exists():
        raise Refused("file_exists", f"文件已存在，不覆盖：{destination}。", where=str(destination))
    try:
        with open(unfinished, "wb") as out:
            body = ciphers.encrypt_stream(suite, content_key, _chunks(files, manifest), hashlib.sha256(header).digest())
            for part in (MAGIC, len(header).to_bytes(4, "big"), header):
                _write(out, hasher, part)
            for part in body:
                _write(out, hasher, part)
            trailer = canonical_json.encode([_sign(signer, hasher.digest()) for signer in signers])
            out.write(trailer + len(trailer).to_bytes(4, "big"))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)
    return hasher.hexdigest()


def inspect(path: Path, keys: KeySet | None = None) -> PackageFacts:
    """What the package says and who signed it; needs no key to open. With `keys`, every required signature must
    hold (`Refused` "bad_signature", "missing_signature", "unknown_key"); without, `signed_by` is empty."""
    with _opened(path) as package:
        return _facts(_read_frame(package, str(path)), keys)


def open_package(
    path: Path, key: KeyMaterial, keys: KeySet, now: datetime, *, receiver: str = "", into: Path | None = None
) -> dict[str, bytes]:
    """The files by name, after signatures, receiver, time, key and every digest were checked. With `into` they are
    written there instead, all or none, and the result is empty. `receiver`: this site's id, compared with the
    manifest's where given. `now` carries its offset."""
    with _opened(path) as package:
        frame = _read_frame(package, str(path))
        facts = _facts(frame, keys)
        _check_opening(facts.manifest, receiver, now)
        secret = _find_key(frame.header, facts, key)
        pieces = _decrypted(package, frame, secret)
        if into is None:
            return {file.name: b"".join(parts) for file, parts in _files(pieces, facts.manifest)}
        _write_folder(into, _files(pieces, facts.manifest))
        return {}


# --- sealing


def _check_sealing(
    signers: Sequence[Signer], receivers: Sequence[PublicKey], shares: SplitKey | None, together: bool
) -> None:
    if not signers or any(signer.suite != ED25519 for signer in signers):
        raise BadInput("signers", f"密封包至少要有一个 {ED25519} 签名密钥。")
    if len({signer.key_id for signer in signers}) != len(signers):
        raise BadInput("signers", "同一个密钥不能签两次。")
    if not receivers and shares is None:
        raise BadInput("no_recipient", "密封包必须有接收方公钥或保管人份额，否则无人能开。")
    if together and (not receivers or shares is None):
        raise BadInput("no_recipient", "须接收方与保管人份额共同开启的密封包，两者都要给出。")
    wrong = next((key.key_id for key in receivers if key.suite != X25519), None)
    if wrong:
        raise BadInput("wrong_suite", f"接收方密钥 {wrong} 不是 {X25519} 公钥。")


def _describe(name: str, source: Source) -> PackedFile:
    if isinstance(source, bytes):
        return PackedFile(name, len(source), hashlib.sha256(source).hexdigest())
    with open(source, "rb") as stream:
        return PackedFile(name, source.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _chunks(files: Mapping[str, Source], manifest: Manifest) -> Iterator[bytes]:
    """The files' bytes one after another in pieces of exactly `CHUNK`, the last one shorter. The digest is taken
    again, so that a file which changes meanwhile is not sealed under the wrong one."""
    held = bytearray()
    for file in manifest.files:
        hasher = hashlib.sha256()
        for piece in _pieces(files[file.name]):
            hasher.update(piece)
            held += piece
            while len(held) >= CHUNK:
                yield bytes(held[:CHUNK])
                del held[:CHUNK]
        if hasher.hexdigest() != file.sha256:
            raise Refused("file_changed", f"密封途中文件 {file.name} 被改动。", where=file.name)
    if held:
        yield bytes(held)


def _pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from (source[i : i + CHUNK] for i in range(0, len(source), CHUNK))
        return
    with open(source, "rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _write(out: BinaryIO, hasher: Any, part: bytes) -> None:
    out.write(part)
    hasher.update(part)


def _signed(digest: bytes) -> bytes:
    return b"liangcai package 1\n" + digest


def _sign(signer: Signer, digest: bytes) -> dict[str, str]:
    return {"key_id": signer.key_id, "suite": signer.suite, "signature": signer.sign(_signed(digest)).hex()}


def _wrap(suite: str, key: bytes, salt: bytes, receiver: PublicKey) -> dict[str, str]:
    once = x25519.X25519PrivateKey.generate()
    shared = once.exchange(x25519.X25519PublicKey.from_public_bytes(bytes.fromhex(receiver.public_key)))
    public = once.public_key().public_bytes_raw()
    bound = public + bytes.fromhex(receiver.public_key)
    wrapping = ciphers.derive(suite, shared + bound, salt, "package wrap")
    wrapped = ciphers.encrypt(suite, wrapping, bytes(12), key, bound)
    return {"key_id": receiver.key_id, "ephemeral": public.hex(), "wrapped": wrapped.hex()}


# --- reading


def _opened(path: Path) -> BinaryIO:
    return open(path, "rb")


def _unreadable(why: str, where: str = "") -> BadInput:
    return BadInput("package_unreadable", f"不是完整的密封包：{why}。", where=where, hint="请重新拷贝或向发送方索取。")


def _read_frame(package: BinaryIO, where: str) -> _Frame:
    size = package.seek(0, os.SEEK_END)
    package.seek(0)
    if package.read(len(MAGIC)) != MAGIC:
        raise _unreadable("文件头不符", where)
    length = int.from_bytes(package.read(4), "big")
    body_start = len(MAGIC) + 4 + length
    if length > LARGEST_HEADER or body_start + 4 > size:
        raise _unreadable("清单长度不对或文件被截断", where)
    header_bytes = package.read(length)
    header = _canonical(header_bytes, where)
    package.seek(size - 4)
    trailer = int.from_bytes(package.read(4), "big")
    body_end = size - 4 - trailer
    if trailer > LARGEST_TRAILER or body_end < body_start:
        raise _unreadable("末尾的签名缺失或文件被截断", where)
    package.seek(body_end)
    signatures = _canonical(package.read(trailer), where)
    if not isinstance(header, dict) or not isinstance(signatures, list):
        raise _unreadable("清单或签名形式不对", where)
    return _Frame(header, header_bytes, body_start, body_end, _digest(package, body_end), signatures)


def _canonical(data: bytes, where: str) -> Any:
    try:
        value = canonical_json.decode(data)
        same = canonical_json.encode(value) == data
    except BadInput:
        same = False
    if not same:
        raise _unreadable("清单或签名被改动", where)
    return value


def _digest(package: BinaryIO, end: int) -> str:
    package.seek(0)
    hasher, left = hashlib.sha256(), end
    while left:
        piece = package.read(min(CHUNK, left))
        if not piece:
            raise _unreadable("文件被截断")
        hasher.update(piece)
        left -= len(piece)
    return hasher.hexdigest()


def _facts(frame: _Frame, keys: KeySet | None) -> PackageFacts:
    header = frame.header
    try:
        required = tuple(str(key_id) for key_id in header["signers"])
        facts = PackageFacts(
            manifest=read_manifest(header["manifest"]),
            digest=frame.digest,
            suite=header["suite"],
            required_signers=required,
            signed_by=_check_signatures(frame, required, keys) if keys is not None else (),
            receivers=tuple(str(row["key_id"]) for row in header["receivers"]),
            groups=tuple(ShareGroupFacts(g["name"], g["needed"], g["total"], g["set_mark"]) for g in header["groups"]),
            together=header.get("together", False) is True,
        )
        shaped = required and header["chunk"] == CHUNK and len(bytes.fromhex(header["salt"])) == 32
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unreadable("清单缺少内容") from None
    if not shaped:
        raise _unreadable("清单内容不对")
    if facts.suite not in ciphers.SUITES:
        raise BadInput("unknown_suite", f"不认识的加密套件 {facts.suite!r}。", hint="请更新程序。")
    chunks = max(1, -(-facts.manifest.total_size // CHUNK))
    if frame.body_end - frame.body_start != facts.manifest.total_size + chunks * ciphers.TAG_BYTES:
        raise _unreadable("内容长度与清单不符")
    return facts


def _check_signatures(frame: _Frame, required: tuple[str, ...], keys: KeySet) -> tuple[str, ...]:
    signed = []
    for row in frame.signatures:
        key = keys.require(str(row["key_id"]), str(row["suite"]))
        if not key.verify(bytes.fromhex(row["signature"]), _signed(bytes.fromhex(frame.digest))):
            raise Refused("bad_signature", f"密封包签名不符：内容被改动（密钥 {key.key_id}）。")
        signed.append(key.key_id)
    absent = [key_id for key_id in required if key_id not in signed]
    if absent or not signed:
        raise Refused("missing_signature", f"密封包缺少签名：{'、'.join(absent)}。")
    return tuple(signed)


# --- opening


def _check_opening(manifest: Manifest, receiver: str, now: datetime) -> None:
    if receiver and manifest.receiver != receiver:
        raise Refused(
            "wrong_receiver", f"这个密封包发给“{manifest.receiver}”，不是“{receiver}”。",
            facts={"receiver": manifest.receiver, "here": receiver},
        )  # fmt: skip
    if manifest.not_before and now < manifest.not_before:
        raise Refused(
            "too_early", f"未到开启时间：{manifest.not_before.isoformat()} 起方可开启，现在是 {now.isoformat()}。",
            facts={"not_before": manifest.not_before.isoformat(), "now": now.isoformat()},
        )  # fmt: skip


def _find_key(header: Mapping[str, Any], facts: PackageFacts, key: KeyMaterial) -> bytes:
    if isinstance(key, bytes):
        return key
    if isinstance(key, ReceiverAndShares):
        if not facts.together:
            return _join(facts, key.shares) if facts.groups else _unwrap(header, facts, key.receiver)
        return _exclusive_or(_unwrap(header, facts, key.receiver), _join(facts, key.shares))
    if facts.together:
        raise Refused("both_needed", "这个密封包须由接收考场的密钥与保管人份额共同开启，缺一不可。")
    return _unwrap(header, facts, key) if isinstance(key, ReceiverKey) else _join(facts, key)


def _join(facts: PackageFacts, shares: Sequence[str]) -> bytes:
    if not facts.groups:
        needed = "、".join(facts.receivers)
        raise Refused("no_share_groups", f"这个密封包不用密钥份额开启，需要接收方密钥：{needed}。")
    return join_key(shares, [(group.name, group.set_mark) for group in facts.groups])


def _exclusive_or(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _unwrap(header: Mapping[str, Any], facts: PackageFacts, key: ReceiverKey) -> bytes:
    row = next((row for row in header["receivers"] if row["key_id"] == key.key_id), None)
    if row is None:
        needed = "、".join(facts.receivers) or "保管人份额"
        raise Refused("wrong_receiver_key", f"密封包不是封给密钥 {key.key_id} 的，可开启的是：{needed}。")
    try:
        public, wrapped = bytes.fromhex(row["ephemeral"]), bytes.fromhex(row["wrapped"])
        shared = key.private.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    except (KeyError, TypeError, ValueError):
        raise _unreadable("接收方密钥一栏不对") from None
    bound = public + key.private.public_key().public_bytes_raw()
    wrapping = ciphers.derive(facts.suite, shared + bound, bytes.fromhex(header["salt"]), "package wrap")
    return ciphers.decrypt(facts.suite, wrapping, bytes(12), wrapped, bound)


def _decrypted(package: BinaryIO, frame: _Frame, secret: bytes) -> Iterator[bytes]:
    suite = frame.header["suite"]
    content_key = ciphers.derive(suite, secret, bytes.fromhex(frame.header["salt"]), "package content")
    bound = hashlib.sha256(frame.header_bytes).digest()
    return ciphers.decrypt_stream(suite, content_key, _encrypted(package, frame), bound)


def _encrypted(package: BinaryIO, frame: _Frame) -> Iterator[bytes]:
    package.seek(frame.body_start)
    while left := frame.body_end - package.tell():
        yield package.read(min(CHUNK + ciphers.TAG_BYTES, left))


def _files(pieces: Iterator[bytes], manifest: Manifest) -> Iterator[tuple[PackedFile, Iterator[bytes]]]:
    """Cuts the stream into the manifest's files; each must be read to its end before the next."""
    held = b""

    def take(file: PackedFile) -> Iterator[bytes]:
        nonlocal held
        left, hasher = file.size, hashlib.sha256()
        while left:
            if not held:
                held = next(pieces)
            part, held = held[:left], held[left:]
            left -= len(part)
            hasher.update(part)
            yield part
        if hasher.hexdigest() != file.sha256:
            raise Refused("digest_differs", f"文件 {file.name} 与清单上的摘要不符。", where=file.name)

    for file in manifest.files:
        yield file, take(file)
    for _ in pieces:  # an empty package's one empty chunk is authenticated too
        pass


def _write_folder(folder: Path, files: Iterable[tuple[PackedFile, Iterator[bytes]]]) -> None:
    """Everything goes to a hidden folder first and moves to its place only when all of it proved good."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    with TemporaryDirectory(prefix=".opening-", dir=folder) as hidden:
        for file, parts in files:
            if (folder / file.name).exists():
                raise Refused("file_exists", f"文件已存在，不覆盖：{folder / file.name}。", where=file.name)
            place = Path(hidden) / file.name
            place.parent.mkdir(parents=True, exist_ok=True)
            with open(place, "wb") as out:
                out.writelines(parts)
            names.append(file.name)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(hidden) / name).rename(folder / name)
