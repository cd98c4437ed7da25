"""The signed text in a certificate's QR code: COSE_Sign1 (RFC 9052) as upper-case base32.

`LC1:` names the format; it may follow an upper-case web address (`HTTPS://HOST/C/LC1:…`) so that a
telephone's camera opens the look-up page. The address is convenience and not signed. One certificate has
exactly one accepted text: any other encoding of the same content is refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import cbor2

from liangcai.engines.sealing.keys import ES256, KeySet, Signer
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import BadInput, Refused

KINDS = ("special_ability", "skill_level", "qualification")
LEVELS = ("五级", "四级", "三级", "二级", "一级", "特级技师", "首席技师", "学徒工")
LONGEST_TEXT = 4096  # a QR code holds 4296 characters of this alphabet

_TEXT = re.compile(r"(?P<address>HTTPS?://[A-Z0-9./:\-]{1,200}/)?LC1:(?P<body>[A-Z2-7]+)")
_COSE_SIGN1 = 18
_ALGORITHM, _KEY_ID = 1, 4  # COSE header labels
_SUITE_NUMBERS = {ES256: -7}  # COSE algorithm numbers
_DOMAIN = b"liangcai certificate 1"  # external data: a signature for anything else never passes here
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class CertificateClaims:
    """What the signature vouches for. `masked_id` shows at most the first three and last four characters of the
    identity number; `occupation` is the occupation, work type or special-ability project; `level` is empty for a
    special ability; `scores` are (subject, score as text), such as ("理论", "86.5")."""

    certificate_number: str
    holder_name: str
    masked_id: str
    kind: str
    occupation: str
    level: str
    issued_on: date
    issuer_name: str
    issuer_id: str
    scores: tuple[tuple[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "issued_on": self.issued_on.isoformat(), "scores": [list(s) for s in self.scores]}


@dataclass(frozen=True, slots=True)
class VerifiedClaims:
    """`claims` signed by key `key_id` of `owner` under `suite`."""

    claims: CertificateClaims
    key_id: str
    suite: str
    owner: str


def check_claims(claims: CertificateClaims) -> None:
    """`BadInput` where a claim is missing, too long, or shows a whole identity number."""
    texts = {
        "certificate_number": claims.certificate_number, "holder_name": claims.holder_name,
        "occupation": claims.occupation, "issuer_name": claims.issuer_name, "issuer_id": claims.issuer_id,
    }  # fmt: skip
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip() or len(text) > 120 or not text.isprintable():
            raise BadInput("claim_shape", f"证书字段 {name} 应为 1–120 个可打印字符。", where=name)
    if claims.kind not in KINDS:
        raise BadInput("claim_shape", f"证书种类应为 {'、'.join(KINDS)} 之一，读到 {claims.kind!r}。", where="kind")
    if not isinstance(claims.masked_id, str) or sum(c.isdigit() for c in claims.masked_id) > 8:
        raise BadInput("full_identity_number", "二维码中只放遮盖后的证件号码或末四位。", where="masked_id")
    if claims.kind == "special_ability" and claims.level:
        raise BadInput("level_on_special_ability", "专项职业能力证书不分等级，等级应为空。", where="level",
                       citation=Citation(S004, "二", "004-006"))  # fmt: skip
    if claims.kind == "skill_level" and claims.level not in LEVELS:
        raise BadInput("claim_shape", f"技能等级应为 {'、'.join(LEVELS)} 之一，读到 {claims.level!r}。", where="level")
    if not isinstance(claims.level, str) or len(claims.level) > 20:
        raise BadInput("claim_shape", "等级应为文字。", where="level")
    if claims.issued_on < _EPOCH:
        raise BadInput("claim_shape", "发证日期不能早于 1970 年。", where="issued_on")
    if len(claims.scores) > 20 or not all(isinstance(t, str) and len(t) <= 40 for pair in claims.scores for t in pair):
        raise BadInput("claim_shape", "成绩应为至多 20 对（科目、分数），分数写成文字。", where="scores")


def issue_token(claims: CertificateClaims, key: Signer, key_id: str, *, address: str = "") -> str:
    """The text for the QR code. `address`: an upper-case web address ending in "/", or empty."""
    check_claims(claims)
    if key.suite not in _SUITE_NUMBERS:
        raise BadInput("unknown_suite", f"证书签名套件应为 {'、'.join(_SUITE_NUMBERS)}，密钥 {key_id} 是 {key.suite}。")
    protected = _encode({_ALGORITHM: _SUITE_NUMBERS[key.suite], _KEY_ID: key_id.encode()})
    payload = _encode(_pack(claims))
    message = [protected, {}, payload, key.sign(_to_sign(protected, payload))]
    body = base64.b32encode(_encode(cbor2.CBORTag(_COSE_SIGN1, message))).decode().rstrip("=")
    text = f"{address}LC1:{body}"
    if not _TEXT.fullmatch(text) or len(text) > LONGEST_TEXT:
        raise BadInput("address_shape", "网址前缀须为大写且以 / 结尾，如 HTTPS://EXAMPLE.GOV.CN/C/。", where="address")
    return text


def read_token(text: str, keys: KeySet) -> VerifiedClaims:
    """The claims whose signature holds. `Refused` with code "not_canonical", "unknown_suite", "unknown_key",
    "wrong_suite", "key_not_valid" or "bad_signature"; `BadInput` where the text is no certificate code at all."""
    if "LC1:" not in text.upper():
        raise BadInput("not_a_certificate_code", "这不是量才证书的二维码内容（应含 LC1:）。")
    shape = _TEXT.fullmatch(text) if len(text) <= LONGEST_TEXT else None
    if shape is None:
        raise _not_canonical("含有小写、空白或字母表以外的字符")
    protected, payload, signature = _open(_decode_base32(shape["body"]))
    header = _decode(protected)
    if not isinstance(header, dict) or header.keys() != {_ALGORITHM, _KEY_ID}:
        raise _not_canonical("签名头不对")
    suite = next((name for name, number in _SUITE_NUMBERS.items() if number == header[_ALGORITHM]), None)
    if suite is None:
        raise Refused("unknown_suite", f"不认识的签名算法 {header[_ALGORITHM]!r}。", hint="请更新程序。")
    if not isinstance(header[_KEY_ID], bytes):
        raise _not_canonical("密钥编号不对")
    key = keys.require(header[_KEY_ID].decode("utf-8", "replace"), suite)
    if not key.verify(signature, _to_sign(protected, payload)):
        raise Refused("bad_signature", "签名不符：二维码内容被改动，或不是所称机构签发。")
    claims = _unpack(_decode(payload))
    if not key.was_valid_on(claims.issued_on):
        raise Refused(
            "key_not_valid", f"发证日期 {claims.issued_on} 不在签名密钥的有效期内。",
            facts={"valid_from": str(key.valid_from), "valid_to": str(key.valid_to or "")},
        )  # fmt: skip
    return VerifiedClaims(claims, key.key_id, suite, key.owner)


def _not_canonical(why: str) -> Refused:
    return Refused("not_canonical", f"证书码不是规范编码：{why}。", hint="请用原证书上的二维码，不要转录。")


def _encode(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _decode(data: bytes) -> Any:
    """CBOR in its one canonical form; trailing bytes, longer forms and doubled keys do not survive re-encoding."""
    try:
        value = cbor2.loads(data, max_depth=8)
        same = _encode(value) == data
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, AttributeError):
        same = False
    if not same:
        raise _not_canonical("CBOR 形式不唯一")
    return value


def _decode_base32(body: str) -> bytes:
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        raise _not_canonical("长度不对") from None
    if base64.b32encode(data).decode().rstrip("=") != body:
        raise _not_canonical("末尾有多余的位")
    return data


def _open(data: bytes) -> tuple[bytes, bytes, bytes]:
    message = _decode(data)
    if not isinstance(message, cbor2.CBORTag) or message.tag != _COSE_SIGN1:
        raise _not_canonical("不是签名结构")
    parts = message.value if isinstance(message.value, (list, tuple)) else ()
    shaped = len(parts) == 4 and isinstance(parts[1], Mapping) and not parts[1]
    if not shaped or not all(isinstance(parts[i], bytes) for i in (0, 2, 3)):
        raise _not_canonical("签名结构不对")
    return parts[0], parts[2], parts[3]


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    return _encode(["Signature1", protected, _DOMAIN, payload])


def _pack(claims: CertificateClaims) -> dict[int, Any]:
    """Numbers instead of names keep the QR code small; empty fields are left out."""
    fields = {
        1: claims.certificate_number, 2: claims.holder_name, 3: claims.masked_id, 4: KINDS.index(claims.kind),
        5: claims.occupation, 6: claims.level, 7: (claims.issued_on - _EPOCH).days, 8: claims.issuer_name,
        9: claims.issuer_id, 10: [list(pair) for pair in claims.scores],
    }  # fmt: skip
    return {number: value for number, value in fields.items() if value not in ("", [])}


def _unpack(fields: Any) -> CertificateClaims:
    try:
        claims = CertificateClaims(
            certificate_number=fields[1], holder_name=fields[2], masked_id=fields.get(3, ""), kind=KINDS[fields[4]],
            occupation=fields[5], level=fields.get(6, ""), issued_on=_EPOCH + timedelta(days=fields[7]),
            issuer_name=fields[8], issuer_id=fields[9],
            scores=tuple((subject, score) for subject, score in fields.get(10, [])),
        )  # fmt: skip
        check_claims(claims)
        same = _pack(claims) == fields
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, AttributeError, BadInput):
        same = False
    if not same:
        raise _not_canonical("证书字段不对")
    return claims
