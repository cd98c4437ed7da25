"""Authenticated encryption of a stream in chunks (STREAM): nothing can be cut off, swapped or repeated.

The nonce of a chunk is its number and whether it is the last; each key is used for one stream only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liangcai.kernel.refusals import BadInput, Refused

AES = "AES-256-GCM"
SM4 = "SM4-GCM"
SUITES = {AES: 32, SM4: 16}  # suite id → bytes of key
TAG_BYTES = 16


def derive(suite: str, secret: bytes, salt: bytes, purpose: str) -> bytes:
    """A key of the suite's length for one purpose."""
    if suite not in SUITES:
        raise BadInput("unknown_suite", f"不认识的加密套件 {suite!r}，可用：{'、'.join(SUITES)}。", hint="请更新程序。")
    return HKDF(hashes.SHA256(), SUITES[suite], salt, f"liangcai {purpose} {suite}".encode()).derive(secret)


def encrypt(suite: str, key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    """Ciphertext with its 16-byte tag; `bound` is authenticated, not encrypted."""
    if suite == AES:
        return AESGCM(key).encrypt(nonce, data, bound)
    cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound)
    return cipher.update(data) + cipher.finalize() + cipher.tag


def decrypt(suite: str, key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    """The plaintext, or `Refused` where data, key or binding is not what was encrypted."""
    try:
        if suite == AES:
            return AESGCM(key).decrypt(nonce, data, bound)
        cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        cipher.authenticate_additional_data(bound)
        return cipher.update(data[:-TAG_BYTES]) + cipher.finalize()
    except (InvalidTag, ValueError):
        raise Refused("wrong_key_or_altered", "解密失败：密钥不对，或密文被改动。") from None


def _nonce(number: int, last: bool) -> bytes:
    return bytes([last]) + number.to_bytes(11, "big")


def encrypt_stream(suite: str, key: bytes, chunks: Iterable[bytes], bound: bytes) -> Iterator[bytes]:
    """Encrypts chunk by chunk; at least one chunk, empty if there is nothing."""
    held, number = None, 0
    for chunk in chunks:
        if held is not None:
            yield encrypt(suite, key, _nonce(number, False), held, bound)
            number += 1
        held = chunk
    yield encrypt(suite, key, _nonce(number, True), held or b"", bound)


def decrypt_stream(suite: str, key: bytes, chunks: Iterable[bytes], bound: bytes) -> Iterator[bytes]:
    held, number = None, 0
    for chunk in chunks:
        if held is not None:
            yield decrypt(suite, key, _nonce(number, False), held, bound)
            number += 1
        held = chunk
    yield decrypt(suite, key, _nonce(number, True), held or b"", bound)
