"""Certificates for other systems: a W3C Verifiable Credential 2.0 / Open Badge 3.0, secured as a JWT (ES256).

The JWT carries the same claims as the QR code, under the same key. `export_certificate` writes both
into one JSON file.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from liangcai.engines.sealing.certificate_token import (
    CertificateClaims,
    VerifiedClaims,
    check_claims,
    issue_token,
    read_token,
)
from liangcai.engines.sealing.keys import ES256, KeySet, Signer
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

FORMAT = "liangcai-certificate-1"
LONGEST_JWT = 64 << 10
_CHINA = timezone(timedelta(hours=8))
_CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    {"claims": {"@id": "urn:liangcai:certificate-claims", "@type": "@json"}},
]
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")


def looks_like_jwt(text: str) -> bool:
    return len(text) <= LONGEST_JWT and _JWT.fullmatch(text) is not None


def credential(claims: CertificateClaims) -> dict[str, Any]:
    """The credential as JSON-LD, unsigned."""
    number = f"urn:liangcai:certificate:{claims.certificate_number}"
    issuer = f"urn:liangcai:issuer:{claims.issuer_id}"
    holder = f"{number}:holder"
    name = " ".join(part for part in (claims.occupation, claims.level) if part)
    moment = datetime.combine(claims.issued_on, time(), _CHINA)
    return {
        "@context": _CONTEXT,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": number,
        "name": name,
        "issuer": {"id": issuer, "type": ["Profile"], "name": claims.issuer_name},
        "validFrom": moment.isoformat(),
        "credentialSubject": {
            "id": holder,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"urn:liangcai:achievement:{claims.kind}",
                "type": ["Achievement"],
                "name": name,
                "description": name,
                "criteria": {"narrative": name},
            },
            "claims": claims.as_dict(),
        },
        "iss": issuer, "jti": number, "sub": holder, "nbf": int(moment.timestamp()),
    }  # fmt: skip


def issue_vc_jwt(claims: CertificateClaims, key: Signer, key_id: str) -> str:
    """The signed credential (`typ` vc+jwt)."""
    check_claims(claims)
    if key.suite != ES256:
        raise BadInput("unknown_suite", f"VC-JWT 的签名套件应为 {ES256}，密钥 {key_id} 是 {key.suite}。")
    header = {"alg": ES256, "kid": key_id, "typ": "vc+jwt"}
    signed = ".".join(_base64(canonical_json.encode(part)) for part in (header, credential(claims)))
    return f"{signed}.{_base64(key.sign(signed.encode()))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def verify_vc_jwt(text: str, keys: KeySet) -> VerifiedClaims:
    """The claims whose signature holds; `Refused` as `read_token`, `BadInput` where it is no such JWT."""
    if not looks_like_jwt(text):
        raise BadInput("not_a_vc_jwt", "不是 VC-JWT：应为以点分隔的三段。")
    key_id = _header_of(text).get("kid")
    key = keys.require(str(key_id), ES256)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(key.public_key))
    try:
        payload = jws.deserialize_compact(text, ECKey.import_key(point), algorithms=[ES256]).payload
    except (JoseError, ValueError, TypeError):
        raise Refused("bad_signature", "签名不符：VC-JWT 被改动，或不是所称机构签发。") from None
    signed, _, signature = text.rpartition(".")
    if not key.verify(base64.urlsafe_b64decode(signature + "=="), signed.encode()) or _loose_bits(text):
        raise Refused("not_canonical", "VC-JWT 不是规范编码。")
    claims = _claims_in(payload or b"")
    if not key.was_valid_on(claims.issued_on):
        raise Refused("key_not_valid", f"发证日期 {claims.issued_on} 不在签名密钥的有效期内。")
    return VerifiedClaims(claims, key.key_id, ES256, key.owner)


def _loose_bits(text: str) -> bool:
    """Whether a segment has a second spelling in use (spare bits in its last character)."""
    parts = text.split(".")
    return any(_base64(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) != part for part in parts)


def _header_of(text: str) -> Mapping[str, Any]:
    head = text.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("typ") != "vc+jwt" or header.keys() != {"alg", "kid", "typ"}:
        raise Refused("not_canonical", "VC-JWT 的签名头不对。")
    if header["alg"] != ES256:
        raise Refused("unknown_suite", f"不认识的签名算法 {header['alg']!r}。")
    return header


def _claims_in(payload: bytes) -> CertificateClaims:
    """The claims in a credential; everything else in it must follow from them."""
    document = canonical_json.decode(payload)
    try:
        fields = dict(document["credentialSubject"]["claims"])
        fields["issued_on"] = date.fromisoformat(fields["issued_on"])
        fields["scores"] = tuple((subject, score) for subject, score in fields["scores"])
        claims = CertificateClaims(**fields)
        check_claims(claims)
        same = credential(claims) == document
    except (KeyError, TypeError, ValueError, AttributeError, BadInput):
        same = False
    if not same:
        raise Refused("not_canonical", "VC-JWT 的内容前后不一致。")
    return claims


def export_certificate(claims: CertificateClaims, key: Signer, key_id: str) -> dict[str, Any]:
    """The exported certificate: readable claims, the QR code's text and the VC-JWT."""
    return {
        "format": FORMAT,
        "claims": claims.as_dict(),
        "token": issue_token(claims, key, key_id),
        "vc_jwt": issue_vc_jwt(claims, key, key_id),
    }


def verify_export(document: Any, keys: KeySet) -> VerifiedClaims:
    """An exported certificate: every signed form in it must hold, and the readable claims must be the signed ones."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise BadInput("not_a_certificate", f"不是导出的证书：应有 format = {FORMAT}。")
    signed = [read_token(str(document["token"]), keys)] if "token" in document else []
    signed += [verify_vc_jwt(str(document["vc_jwt"]), keys)] if "vc_jwt" in document else []
    if not signed:
        raise BadInput("not_a_certificate", "导出的证书里没有签名（token 或 vc_jwt）。")
    readable = document.get("claims", signed[0].claims.as_dict())
    for verified in signed:
        honest = verified.claims.as_dict()
        if readable != honest:
            other = readable if isinstance(readable, Mapping) else {}
            names = sorted(k for k in honest.keys() | other.keys() if honest.get(k) != other.get(k))
            raise Refused("claims_differ", f"证书内容与签名不符：{'、'.join(names)}。", facts={"fields": names})
    return signed[0]
