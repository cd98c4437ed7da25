"""Signed text for QR codes: COSE_Sign1 (RFC 9052) as upper-case base32 behind a mark such as `LC1:`.

The mark names what is signed (certificates, staff cards); it may follow an upper-case web address
(`HTTPS://HOST/C/LC1:…`) so that a telephone's camera opens the look-up page. The address is convenience and not
signed. One content has exactly one accepted text: any other encoding of it is refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2

from liangcai.engines.sealing.keys import ES256, KeySet, PublicKey, Signer
from liangcai.kernel.refusals import BadInput, Refused

LONGEST_TEXT = 4096  # a QR code holds 4296 characters of this alphabet
_ADDRESS = r"(?P<address>HTTPS?://[A-Z0-9./:\-]{1,200}/)?"
_COSE_SIGN1 = 18
_ALGORITHM, _KEY_ID = 1, 4  # COSE header labels
_SUITE_NUMBERS = {ES256: -7}  # COSE algorithm numbers


@dataclass(frozen=True, slots=True)
class CodeFormat:
    """`mark` stands before the text, `domain` goes into every signature so that one made for anything else never
    passes here, `thing` names it in refusals."""

    mark: str
    domain: bytes
    thing: str

    @property
    def pattern(self) -> str:
        return rf"{_ADDRESS}{self.mark}:(?P<body>[A-Z2-7]+)"

    def not_canonical(self, why: str) -> Refused:
        return Refused("not_canonical", f"{self.thing}码不是规范编码：{why}。", hint=f"请用原{self.thing}上的二维码，不要转录。")


def sign_text(form: CodeFormat, fields: Mapping[int, Any], key: Signer, key_id: str, *, address: str = "") -> str:
    """The text for the QR code. `address`: an upper-case web address ending in "/", or empty."""
    if key.suite not in _SUITE_NUMBERS:
        raise BadInput("unknown_suite", f"{form.thing}签名套件应为 {'、'.join(_SUITE_NUMBERS)}，密钥 {key_id} 是 {key.suite}。")
    protected = encode({_ALGORITHM: _SUITE_NUMBERS[key.suite], _KEY_ID: key_id.encode()})
    payload = encode(dict(fields))
    message = [protected, {}, payload, key.sign(to_sign(form, protected, payload))]
    body = base64.b32encode(encode(cbor2.CBORTag(_COSE_SIGN1, message))).decode().rstrip("=")
    text = f"{address}{form.mark}:{body}"
    if not re.fullmatch(form.pattern, text) or len(text) > LONGEST_TEXT:
        raise BadInput("address_shape", "网址前缀须为大写且以 / 结尾，如 HTTPS://EXAMPLE.GOV.CN/C/。", where="address")
    return text


def open_text(form: CodeFormat, text: str, keys: KeySet) -> tuple[Any, PublicKey, str]:
    """What was signed, the key whose signature holds, and the suite. `Refused` with code "not_canonical",
    "unknown_suite", "unknown_key", "wrong_suite" or "bad_signature"; `BadInput` where it is no such code at all."""
    if f"{form.mark}:" not in text.upper():
        raise BadInput("not_a_certificate_code", f"这不是量才{form.thing}的二维码内容（应含 {form.mark}:）。")
    shape = re.fullmatch(form.pattern, text) if len(text) <= LONGEST_TEXT else None
    if shape is None:
        raise form.not_canonical("含有小写、空白或字母表以外的字符")
    protected, payload, signature = _open(form, _decode_base32(form, shape["body"]))
    header = decode(form, protected)
    if not isinstance(header, dict) or header.keys() != {_ALGORITHM, _KEY_ID}:
        raise form.not_canonical("签名头不对")
    suite = next((name for name, number in _SUITE_NUMBERS.items() if number == header[_ALGORITHM]), None)
    if suite is None:
        raise Refused("unknown_suite", f"不认识的签名算法 {header[_ALGORITHM]!r}。", hint="请更新程序。")
    if not isinstance(header[_KEY_ID], bytes):
        raise form.not_canonical("密钥编号不对")
    key = keys.require(header[_KEY_ID].decode("utf-8", "replace"), suite)
    if not key.verify(signature, to_sign(form, protected, payload)):
        raise Refused("bad_signature", "签名不符：二维码内容被改动，或不是所称机构签发。")
    return decode(form, payload), key, suite


def encode(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def decode(form: CodeFormat, data: bytes) -> Any:
    """CBOR in its one canonical form; trailing bytes, longer forms and doubled keys do not survive re-encoding."""
    try:
        value = cbor2.loads(data, max_depth=8)
        same = encode(value) == data
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError, AttributeError):
        same = False
    if not same:
        raise form.not_canonical("CBOR 形式不唯一")
    return value


def _decode_base32(form: CodeFormat, body: str) -> bytes:
    try:
        data = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError:
        raise form.not_canonical("长度不对") from None
    if base64.b32encode(data).decode().rstrip("=") != body:
        raise form.not_canonical("末尾有多余的位")
    return data


def _open(form: CodeFormat, data: bytes) -> tuple[bytes, bytes, bytes]:
    message = decode(form, data)
    if not isinstance(message, cbor2.CBORTag) or message.tag != _COSE_SIGN1:
        raise form.not_canonical("不是签名结构")
    parts = message.value if isinstance(message.value, (list, tuple)) else ()
    shaped = len(parts) == 4 and isinstance(parts[1], Mapping) and not parts[1]
    if not shaped or not all(isinstance(parts[i], bytes) for i in (0, 2, 3)):
        raise form.not_canonical("签名结构不对")
    return parts[0], parts[2], parts[3]


def to_sign(form: CodeFormat, protected: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", protected, form.domain, payload])
