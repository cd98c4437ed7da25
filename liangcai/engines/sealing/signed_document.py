"""JSON documents with signatures: status lists, receipts, checkpoints, conformity statements.

The signature covers the kind and the canonical JSON of everything except "signatures", so a
signature for one kind of document never passes for another. Several parties may sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liangcai.engines.sealing.keys import KeySet, PublicKey, Signer
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused


def _signed_bytes(kind: str, body: Mapping[str, Any]) -> bytes:
    return b"liangcai document 1\n" + kind.encode() + b"\n" + canonical_json.encode(dict(body))


def sign_document(kind: str, body: Mapping[str, Any], *signers: Signer) -> dict[str, Any]:
    """`body` with "kind" and one entry in "signatures" for every signer; signing again adds to them."""
    document = {**body, "kind": kind}
    signatures = list(document.pop("signatures", []))
    data = _signed_bytes(kind, document)
    for signer in signers:
        signatures.append({"key_id": signer.key_id, "suite": signer.suite, "signature": signer.sign(data).hex()})
    return {**document, "signatures": signatures}


def verify_document(
    kind: str, document: Any, keys: KeySet, *, required: Sequence[str] = (), where: str = ""
) -> tuple[PublicKey, ...]:
    """The keys that signed, at least one and all of `required` (key ids). Every signature present must hold:
    `Refused` "bad_signature", "unknown_key" or "missing_signature"; `BadInput` where it is no such document."""
    if not isinstance(document, Mapping) or document.get("kind") != kind:
        found = document.get("kind") if isinstance(document, Mapping) else type(document).__name__
        raise BadInput("wrong_document", f"不是所需的文件：应为 {kind}，读到 {found!r}。", where=where)
    rows = document.get("signatures")
    if not isinstance(rows, list) or not rows:
        raise Refused("missing_signature", "文件没有签名。", where=where)
    data = _signed_bytes(kind, {key: value for key, value in document.items() if key != "signatures"})
    signed = tuple(_verify_one(row, data, keys, where) for row in rows)
    absent = [key_id for key_id in required if key_id not in {key.key_id for key in signed}]
    if absent:
        raise Refused("missing_signature", f"缺少签名：{'、'.join(absent)}。", where=where)
    return signed


def _verify_one(row: Any, data: bytes, keys: KeySet, where: str) -> PublicKey:
    try:
        key_id, suite, signature = str(row["key_id"]), str(row["suite"]), bytes.fromhex(row["signature"])
    except (KeyError, TypeError, ValueError):
        raise BadInput("signature_shape", "签名应有 key_id、suite 与十六进制的 signature。", where=where) from None
    key = keys.require(key_id, suite)
    if not key.verify(signature, data):
        raise Refused("bad_signature", f"签名不符：内容或签名被改动（密钥 {key_id}）。", where=where)
    return key
