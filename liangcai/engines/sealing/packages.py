"""A sealed package: the only thing that passes between the sites (a file; on the vault, a disc image).

Framing: magic, length and bytes of a canonical JSON header, one AES-256-GCM chunk after another (each bound
to the header, its number and whether it is the last, so cutting or reordering is found), signatures over
everything before them. The file key is wrapped to the receivers' X25519 keys, and may besides be divided
among custodians. The header can be read, and the signatures checked, without any key.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liangcai.engines.sealing.keys import X25519, KeySet, PublicKey, ReceiverKey, Signer
from liangcai.kernel.refusals import BadInput, Refused

MAGIC = b"LIANGCAI-PACKAGE-1\n"
SUITE = "AES-256-GCM+X25519"
CHUNK = 1 << 20
LARGEST_HEADER = 1 << 20
LARGEST_CONTENT = 2 << 30
_DOMAIN = b"liangcai package 1"


@dataclass(frozen=True)
class Manifest:
    """What the outside of the package says. `not_before` is ISO 8601 with offset, or empty; `receivers` are key
    ids; `files` {name: sha256}."""

    kind: str
    sender: str
    receiver: str
    subject: str
    not_before: str
    receivers: tuple[str, ...]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Inspection:
    """`digest` is the sha256 of the whole file; `signed_by` the key ids of signatures, verified or not."""

    manifest: Manifest
    digest: str
    signed_by: tuple[str, ...]


def seal(
    files: Mapping[str, bytes], *, kind: str, sender: str, receiver: str, subject: str, receivers: Sequence[PublicKey],
    signers: Sequence[Signer], seed: bytes, not_before: datetime | None = None,
) -> bytes:  # fmt: skip
    """The package as bytes. `seed`: 32 fresh random bytes from the caller (chance is an argument), from which the
    file key and the ephemeral key are derived; never use one twice."""
    if len(seed) != 32 or not receivers or not signers or not files:
        raise BadInput("package_arguments", "封装需要 32 字节随机数、至少一个文件、一个接收方公钥和一个签名密钥。")
    file_key = _derive(seed, b"file key")
    content = _archive(files)
    header = {
        "suite": SUITE, "kind": kind, "sender": sender, "receiver": receiver, "subject": subject,
        "not_before": not_before.isoformat() if not_before else "", "size": len(content),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        "wrapped": {k.key_id: _wrap(file_key, k, _derive(seed, b"ephemeral " + k.key_id.encode())) for k in receivers},
    }  # fmt: skip
    head = _canonical(header)
    body = MAGIC + struct.pack(">I", len(head)) + head + b"".join(_encrypt(content, file_key, head))
    signatures = [
        {"key_id": s.key_id, "suite": s.suite, "signature": s.sign(_DOMAIN + hashlib.sha256(body).digest()).hex()}
        for s in signers
    ]
    tail = _canonical(signatures)
    return body + tail + struct.pack(">I", len(tail))


def inspect(data: bytes) -> Inspection:
    """What the outside says, without any key; `BadInput` where it is no package."""
    header, _, _, signatures = _parse(data)
    return Inspection(
        _manifest(header), hashlib.sha256(data).hexdigest(), tuple(str(s.get("key_id")) for s in signatures)
    )


def open_package(data: bytes, *, key: ReceiverKey, keys: KeySet, now: datetime) -> tuple[Manifest, dict[str, bytes]]:
    """The files, once every signature holds, the receiver is named and the opening time has come.

    Refused: altered (`bad_signature`, `package_altered`), not for this receiver, before the opening time."""
    header, head, body, signatures = _parse(data)
    verify(data, keys)
    manifest = _manifest(header)
    if manifest.not_before and now < datetime.fromisoformat(manifest.not_before):
        raise Refused("too_early", f"密封包须在 {manifest.not_before} 之后启封，现在是 {now.isoformat()}。",
                      hint="请核对本机时钟与启封时间。")  # fmt: skip
    wrapped = header["wrapped"].get(key.key_id)
    if wrapped is None:
        raise Refused("other_receiver", f"密封包的接收方是 {manifest.receiver}，不是本站（{key.key_id}）。")
    try:
        content = _decrypt(body, _unwrap(wrapped, key), head)
    except InvalidTag:
        raise Refused("package_altered", "密封包内容被改动、截短或调换了顺序。", hint="请停止使用并报告。") from None
    files = _unarchive(content)
    if {name: hashlib.sha256(d).hexdigest() for name, d in files.items()} != dict(manifest.files):
        raise Refused("package_altered", "密封包内文件与清单摘要不符。")
    return manifest, files


def verify(data: bytes, keys: KeySet) -> tuple[PublicKey, ...]:
    """The keys that signed the package; every signature must hold and its key be known."""
    _, _, _, signatures = _parse(data)
    (size,) = struct.unpack(">I", data[-4:])
    signed = _DOMAIN + hashlib.sha256(data[: -4 - size]).digest()
    signers = []
    for row in signatures:
        public = keys.require(str(row.get("key_id")), str(row.get("suite")))
        if not public.verify(bytes.fromhex(row["signature"]), signed):
            raise Refused("bad_signature", f"密封包签名不符（密钥 {public.key_id}），内容已被改动。")
        signers.append(public)
    if not signers:
        raise Refused("missing_signature", "密封包没有签名。")
    return tuple(signers)


def _parse(data: bytes) -> tuple[dict[str, Any], bytes, bytes, list[dict[str, Any]]]:
    problem = BadInput("not_a_package", "文件不是量才密封包，或已截短。")
    start = len(MAGIC)
    if not data.startswith(MAGIC) or len(data) < start + 8:
        raise problem
    (size,) = struct.unpack(">I", data[start : start + 4])
    (tail,) = struct.unpack(">I", data[-4:])
    end = len(data) - 4 - tail
    if size > LARGEST_HEADER or start + 4 + size > end:
        raise problem
    head = data[start + 4 : start + 4 + size]
    try:
        header, signatures = json.loads(head), json.loads(data[end:-4])
        if not isinstance(signatures, list) or header["suite"] != SUITE or header["size"] > LARGEST_CONTENT:
            raise problem
        if _canonical(header) != head or not all(isinstance(s, dict) and bytes.fromhex(s["signature"]) for s in signatures):
            raise problem
        _manifest(header)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise problem from None
    return header, head, data[start + 4 + size : end], signatures


def _manifest(header: Mapping[str, Any]) -> Manifest:
    return Manifest(header["kind"], header["sender"], header["receiver"], header["subject"], header["not_before"],
                    tuple(sorted(header["wrapped"])), dict(header["files"]))  # fmt: skip


def _archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            _check_name(name)
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unarchive(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(i.file_size for i in archive.infolist()) > LARGEST_CONTENT:
            raise Refused("package_too_large", "密封包展开后过大。")
        for name in archive.namelist():
            _check_name(name)
        return {name: archive.read(name) for name in archive.namelist()}


def _check_name(name: str) -> None:
    """A name that climbs out of the folder would overwrite the receiver's files."""
    if not name or name.startswith("/") or "\\" in name or any(p in ("", ".", "..") for p in name.split("/")):
        raise BadInput("package_file_name", f"密封包内文件名不合规：{name!r}。")


def _encrypt(content: bytes, key: bytes, head: bytes) -> list[bytes]:
    aad = hashlib.sha256(head).digest()
    chunks = [content[i : i + CHUNK] for i in range(0, len(content), CHUNK)] or [b""]
    return [AESGCM(key).encrypt(_nonce(n, n == len(chunks) - 1), chunk, aad) for n, chunk in enumerate(chunks)]


def _decrypt(body: bytes, key: bytes, head: bytes) -> bytes:
    aad = hashlib.sha256(head).digest()
    pieces = [body[i : i + CHUNK + 16] for i in range(0, len(body), CHUNK + 16)]
    return b"".join(
        AESGCM(key).decrypt(_nonce(n, n == len(pieces) - 1), piece, aad) for n, piece in enumerate(pieces)
    )


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">IQ", int(last), number)


def _wrap(file_key: bytes, receiver: PublicKey, ephemeral_seed: bytes) -> dict[str, str]:
    if receiver.suite != X25519:
        raise BadInput("not_a_receiver_key", f"密钥 {receiver.key_id} 不能用于接收（套件 {receiver.suite}）。")
    ephemeral = x25519.X25519PrivateKey.from_private_bytes(ephemeral_seed)
    shared = ephemeral.exchange(x25519.X25519PublicKey.from_public_bytes(bytes.fromhex(receiver.public_key)))
    public = ephemeral.public_key().public_bytes_raw()
    sealed = AESGCM(_derive(shared + public, b"wrap")).encrypt(bytes(12), file_key, receiver.key_id.encode())
    return {"ephemeral": public.hex(), "key": sealed.hex()}


def _unwrap(wrapped: Mapping[str, str], key: ReceiverKey) -> bytes:
    public = bytes.fromhex(wrapped["ephemeral"])
    shared = key.private.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    return AESGCM(_derive(shared + public, b"wrap")).decrypt(bytes(12), bytes.fromhex(wrapped["key"]), key.key_id.encode())


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, _DOMAIN + b" " + purpose).derive(secret)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
