"""The signed text in a certificate's QR code, `LC1:…` (see `cose_text`): what it vouches for, issued and read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from liangcai.engines.sealing.cose_text import CodeFormat, open_text, sign_text
from liangcai.engines.sealing.keys import KeySet, Signer
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import BadInput, Refused

KINDS = ("special_ability", "skill_level", "qualification")
LEVELS = ("五级", "四级", "三级", "二级", "一级", "特级技师", "首席技师", "学徒工")
CERTIFICATE = CodeFormat("LC1", b"liangcai certificate 1", "证书")
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
    return sign_text(CERTIFICATE, _pack(claims), key, key_id, address=address)


def read_token(text: str, keys: KeySet) -> VerifiedClaims:
    """The claims whose signature holds. `Refused` with code "not_canonical", "unknown_suite", "unknown_key",
    "wrong_suite", "key_not_valid" or "bad_signature"; `BadInput` where the text is no certificate code at all."""
    fields, key, suite = open_text(CERTIFICATE, text, keys)
    claims = _unpack(fields)
    if not key.was_valid_on(claims.issued_on):
        raise Refused(
            "key_not_valid", f"发证日期 {claims.issued_on} 不在签名密钥的有效期内。",
            facts={"valid_from": str(key.valid_from), "valid_to": str(key.valid_to or "")},
        )  # fmt: skip
    return VerifiedClaims(claims, key.key_id, suite, key.owner)


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
        raise CERTIFICATE.not_canonical("证书字段不对")
    return claims
