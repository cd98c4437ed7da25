"""`liangcai certificate verify`: offline, from the PDF, the exported JSON or the QR code's text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from liangcai.cli.key_files import load_keys
from liangcai.cli.output import json_option, print_json, print_table, progress
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import BadInput, Refused

if TYPE_CHECKING:
    from liangcai.engines.sealing.certificate_token import VerifiedClaims
    from liangcai.engines.sealing.keys import KeySet
    from liangcai.engines.sealing.status_list import StatusList

LARGEST_FILE = 256 << 20
KINDS = {"special_ability": "专项职业能力证书", "skill_level": "职业技能等级证书", "qualification": "职业资格证书"}


@click.group(help="证书：离线验真。")
def command() -> None:
    pass


@dataclass(frozen=True)
class Checked:
    """A certificate found valid; `page` of the PDF, 0 elsewhere."""

    verified: VerifiedClaims
    source: str
    page: int = 0


@command.command(help="验证一张证书：PDF、导出的 JSON、VC-JWT，或二维码文本（LC1:…）。不需要网络。")
@click.argument("certificate")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="公钥清单 KEYS.json")
@click.option("--status", "status_file", type=click.Path(path_type=Path), help="签名的状态清单 STATUS.json")
@json_option
def verify(certificate: str, keys_file: Path | None, status_file: Path | None, as_json: bool) -> None:
    from liangcai.engines.sealing.status_list import read_status_list

    file = _as_file(certificate)
    keys = load_keys(keys_file, beside=file)
    status = None
    if status_file:
        document = canonical_json.decode(status_file.read_bytes(), where=str(status_file))
        status = read_status_list(document, keys, where=str(status_file))
    checked = _check_file(file, keys, as_json) if file else [Checked(_check_text(certificate.strip(), keys), "text")]
    for each in checked:
        _refuse_revoked(each.verified, status)
    if as_json:
        print_json(_answer(checked, status))
    else:
        _print(checked, status)


def _as_file(certificate: str) -> Path | None:
    """The argument as a file, unless it is the text of a code itself."""
    from liangcai.engines.sealing.verifiable_credential import looks_like_jwt

    text = certificate.strip()
    return None if "LC1:" in text.upper() or looks_like_jwt(text) else Path(certificate)


def _check_file(file: Path, keys: KeySet, as_json: bool) -> list[Checked]:
    from liangcai.engines.sealing.verifiable_credential import verify_export

    if file.stat().st_size > LARGEST_FILE:
        raise BadInput("file_too_large", "文件超过 256 MB，不像证书。", where=str(file))
    data = file.read_bytes()
    if data.startswith(b"%PDF"):
        return _check_pdf(data, file, keys, as_json)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return [Checked(verify_export(canonical_json.decode(data, where=str(file)), keys), "json")]
    try:
        return [Checked(_check_text(data.decode("utf-8-sig").strip(), keys), "text")]
    except UnicodeDecodeError:
        raise BadInput("unreadable", "不是 PDF、JSON 或二维码文本。", where=str(file)) from None


def _check_text(text: str, keys: KeySet) -> VerifiedClaims:
    from liangcai.engines.sealing.certificate_token import read_token
    from liangcai.engines.sealing.verifiable_credential import looks_like_jwt, verify_vc_jwt

    return verify_vc_jwt(text, keys) if looks_like_jwt(text) else read_token(text, keys)


def _check_pdf(data: bytes, file: Path, keys: KeySet, as_json: bool) -> list[Checked]:
    from liangcai.engines.sealing.certificate_pdf import page_count, read_pages

    checked = []
    pages = page_count(data, where=str(file))
    with progress(read_pages(data, where=str(file)), length=pages, label="识读", quiet=as_json or pages < 5) as bar:
        for page in bar:
            if len(page.tokens) > 1:
                said = f"第 {page.number} 页有 {len(page.tokens)} 个不同的证书码。"
                raise Refused("several_codes", said, where=str(file))
            for token in page.tokens:
                checked.append(_check_page(token, page.text, page.number, str(file), keys))
    if not checked:
        raise BadInput("no_code", "PDF 中没有识读到证书二维码。", where=str(file), hint="请用原始 PDF。")
    return checked


def _check_page(token: str, text: str, number: int, where: str, keys: KeySet) -> Checked:
    from liangcai.engines.sealing.certificate_token import read_token
    from liangcai.engines.sealing.printed_claims import compare_print

    place = f"{where} 第 {number} 页"
    try:
        verified = read_token(token, keys)
    except Refused as no:
        no.where = no.where or place
        raise
    if not text.strip():
        raise Refused(
            "print_not_comparable", "二维码签名有效，但页面上没有文字可供核对（扫描件），不能判定印刷内容为真。",
            where=place, hint="请人工对照签名内容。", facts={"claims": verified.claims.as_dict()},
        )  # fmt: skip
    differences = compare_print(verified.claims, text)
    if differences:
        said = "；".join(f"{d.label}应为“{d.signed}”" for d in differences)
        raise Refused(
            "print_differs", f"证书无效：印刷内容与二维码的签名不符。{said}。", where=place,
            facts={"fields": [d.field for d in differences], "claims": verified.claims.as_dict()},
        )  # fmt: skip
    return Checked(verified, "pdf", number)


def _refuse_revoked(verified: VerifiedClaims, status: StatusList | None) -> None:
    number = verified.claims.certificate_number
    revocation = status.find(number) if status else None
    if revocation and status:
        raise Refused(
            "revoked", f"证书 {number} 已于 {revocation.revoked_on} 注销：{revocation.reason}。",
            facts={"certificate_number": number, "revoked_on": str(revocation.revoked_on),
                   "reason": revocation.reason, "status_as_of": status.issued_at.isoformat()},
        )  # fmt: skip


def _answer(checked: list[Checked], status: StatusList | None) -> dict[str, Any]:
    rows = [
        {"source": c.source, "page": c.page or None, "claims": c.verified.claims.as_dict(), "key_id": c.verified.key_id,
         "suite": c.verified.suite, "signed_by": c.verified.owner}
        for c in checked
    ]  # fmt: skip
    as_of = status.issued_at.isoformat() if status else None
    revocation = {"revocation_checked": status is not None, "status_as_of": as_of}
    return {"valid": True, **revocation, **rows[0], "certificates": rows}


def _print(checked: list[Checked], status: StatusList | None) -> None:
    for each in checked:
        claims = each.verified.claims
        print(f"有效：签名属于“{each.verified.owner}”（密钥 {each.verified.key_id}，{each.verified.suite}）。")
        rows = [
            ("证书编号", claims.certificate_number), ("种类", KINDS[claims.kind]), ("姓名", claims.holder_name),
            ("证件号码", claims.masked_id), ("职业（项目）", claims.occupation), ("等级", claims.level or "不分等级"),
            *claims.scores, ("发证日期", claims.issued_on), ("发证机构", claims.issuer_name),
        ]  # fmt: skip
        print_table(["项目", "签名内容"], rows)
    if status:
        print(f"状态清单（{status.issued_at.isoformat()}）中没有注销记录；此后的变化须联网查询。")
    else:
        print("未给出状态清单（--status），未核对是否已注销。")
