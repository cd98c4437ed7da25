"""Signing and receiving keys: private ones as PEM, public ones together in KEYS.json.

Suites: ES256 signs certificates (short enough for a QR code), Ed25519 signs documents and packages,
X25519 receives packages. A signature server (签名验签服务器) stands in for `SigningKey` by offering
`key_id`, `suite` and `sign`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519

from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

ES256 = "ES256"
ED25519 = "Ed25519"
X25519 = "X25519"
SUITES = (ES256, ED25519, X25519)
FORMAT = "liangcai-keys-1"

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SHA256 = hashes.SHA256()
_ECDSA = ec.ECDSA(_SHA256, deterministic_signing=True)


class Signer(Protocol):
    """Whatever signs: a key in memory or a signature server."""

    key_id: str
    suite: str

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class SigningKey:
    """A private key in memory (ES256 or Ed25519). Signatures are 64 bytes and the same for the same data."""

    key_id: str
    suite: str
    private: Any

    def sign(self, data: bytes) -> bytes:
        if self.suite == ED25519:
            return self.private.sign(data)
        if self.suite != ES256:
            raise BadInput("key_cannot_sign", f"密钥 {self.key_id} 的套件是 {self.suite}，不能签名。")
        r, s = utils.decode_dss_signature(self.private.sign(data, _ECDSA))
        return r.to_bytes(32, "big") + min(s, _P256_ORDER - s).to_bytes(32, "big")  # of two equal forms, the lower


@dataclass(frozen=True)
class ReceiverKey:
    """A private X25519 key to which packages are sealed."""

    key_id: str
    private: x25519.X25519PrivateKey


@dataclass(frozen=True)
class PublicKey:
    """`public_key` is the raw key as hex: 32 bytes, or for ES256 the 33 bytes of the compressed point.
    `valid_from` and `valid_to` bound the days on which it may sign, both included."""

    key_id: str
    suite: str
    public_key: str
    owner: str
    valid_from: date
    valid_to: date | None = None

    def verify(self, signature: bytes, data: bytes) -> bool:
        if len(signature) != 64:
            return False
        try:
            if self.suite == ED25519:
                ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key)).verify(signature, data)
                return True
            if self.suite == ES256:
                r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
                if s > _P256_ORDER // 2:
                    return False
                _load_point(self.public_key).verify(utils.encode_dss_signature(r, s), data, _ECDSA)
                return True
        except InvalidSignature:
            return False
        return False

    def was_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def as_dict(self) -> dict[str, Any]:
        return {
            "key_id": self.key_id,
            "suite": self.suite,
            "public_key": self.public_key,
            "owner": self.owner,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
        }


@lru_cache(maxsize=256)
def _load_point(text: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(text))


class KeySet(Mapping[str, PublicKey]):
    """The public keys one trusts, by key id."""

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        self._keys = {key.key_id: key for key in keys}

    def __getitem__(self, key_id: str) -> PublicKey:
        return self._keys[key_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def require(self, key_id: str, suite: str) -> PublicKey:
        """The key, or `Refused`: a signature by a key one does not trust proves nothing."""
        key = self._keys.get(key_id)
        if key is None:
            raise Refused(
                "unknown_key", f"签名密钥 {key_id!r} 不在公钥清单中，不能确认签发者。", hint="请取得最新的 KEYS.json。",
                facts={"key_id": key_id},
            )  # fmt: skip
        if key.suite != suite:
            raise Refused("wrong_suite", f"密钥 {key_id} 的套件是 {key.suite}，不能用于 {suite}。")
        return key


def generate(key_id: str, suite: str) -> SigningKey | ReceiverKey:
    """A new private key. An empty `key_id` is replaced by the first 16 hex digits of the public key's digest."""
    if suite not in SUITES:
        raise BadInput("unknown_suite", f"不认识的算法套件 {suite!r}，可用：{'、'.join(SUITES)}。")
    if suite == X25519:
        private: Any = x25519.X25519PrivateKey.generate()
    elif suite == ED25519:
        private = ed25519.Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key(ec.SECP256R1())
    return _key(key_id, suite, private)


def generate_signing_key(key_id: str = "", suite: str = ED25519) -> SigningKey:
    key = generate(key_id, suite)
    if not isinstance(key, SigningKey):
        raise BadInput("key_cannot_sign", f"套件 {suite} 不能签名。")
    return key


def generate_receiver_key(key_id: str = "") -> ReceiverKey:
    key = generate(key_id, X25519)
    assert isinstance(key, ReceiverKey)
    return key


def _key(key_id: str, suite: str, private: Any) -> SigningKey | ReceiverKey:
    key_id = key_id or hashlib.sha256(_raw_public(private)).hexdigest()[:16]
    if len(key_id.encode()) > 64 or not key_id.isprintable():
        raise BadInput("key_id_shape", "密钥编号应为 1–64 个可打印字符。")
    return ReceiverKey(key_id, private) if suite == X25519 else SigningKey(key_id, suite, private)


def _raw_public(private: Any) -> bytes:
    public = private.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    return public.public_bytes_raw()


def public_of(
    key: SigningKey | ReceiverKey, owner: str, valid_from: date, valid_to: date | None = None
) -> PublicKey:
    """The public half, as it goes into KEYS.json."""
    suite = X25519 if isinstance(key, ReceiverKey) else key.suite
    return PublicKey(key.key_id, suite, _raw_public(key.private).hex(), owner, valid_from, valid_to)


def write_private(key: SigningKey | ReceiverKey, passphrase: str = "") -> bytes:
    """PEM (PKCS 8), encrypted where a passphrase is given, after a line that names the key id."""
    lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase.encode())
    pem = key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return f"Key-Id: {key.key_id}\n".encode() + pem


def read_private(data: bytes, passphrase: str = "", *, where: str = "") -> SigningKey | ReceiverKey:
    """The key of `write_private`; plain PEM without the first line gets the id of its digest."""
    key_id = ""
    if data.startswith(b"Key-Id: "):
        first, _, data = data.partition(b"\n")
        key_id = first[8:].decode("utf-8", "replace").strip()
    try:
        private: Any = serialization.load_pem_private_key(data, passphrase.encode() or None)
    except TypeError:
        need = "有口令保护，请给出口令" if not passphrase else "没有口令保护，不应给出口令"
        raise BadInput("passphrase", f"私钥文件{need}。", where=where) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadInput("private_key_unreadable", "私钥读不出：口令不对，或文件不是 PEM 私钥。", where=where) from None
    if isinstance(private, x25519.X25519PrivateKey):
        return _key(key_id, X25519, private)
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return _key(key_id, ED25519, private)
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
        return _key(key_id, ES256, private)
    raise BadInput("unknown_suite", f"私钥种类不在可用套件之内：{'、'.join(SUITES)}。", where=where)


def write_key_set(keys: Iterable[PublicKey]) -> bytes:
    """KEYS.json."""
    return canonical_json.encode({"format": FORMAT, "keys": [key.as_dict() for key in keys]}) + b"\n"


def read_key_set(data: bytes, *, where: str = "") -> KeySet:
    """KEYS.json, every key checked; `BadInput` names the one that is wrong."""
    document = canonical_json.decode(data, where=where)
    if not isinstance(document, dict) or document.get("format") != FORMAT or not isinstance(document.get("keys"), list):
        raise BadInput("keys_unreadable", f"不是公钥清单：应有 format = {FORMAT} 与 keys。", where=where)
    keys = [_read_public(row, f"{where} 第 {n} 个公钥".strip()) for n, row in enumerate(document["keys"], 1)]
    if len({key.key_id for key in keys}) != len(keys):
        raise BadInput("keys_unreadable", "公钥清单中同一个密钥编号出现两次。", where=where)
    return KeySet(keys)


def _read_public(row: Any, where: str) -> PublicKey:
    try:
        key = PublicKey(
            key_id=str(row["key_id"]),
            suite=str(row["suite"]),
            public_key=str(row["public_key"]),
            owner=str(row["owner"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )
        raw = bytes.fromhex(key.public_key)
        if key.suite == ES256:
            _load_point(key.public_key)
        elif key.suite in SUITES and len(raw) != 32:
            raise ValueError("length")
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadInput(
            "keys_unreadable", "公钥读不出：应有 key_id、suite、public_key（十六进制）、owner、valid_from、valid_to。",
            where=where,
        ) from None  # fmt: skip
    return key
