"""Does the printed certificate say what its QR code signs? Catches a PDF edited around a genuine code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from liangcai.engines.sealing.certificate_token import CertificateClaims

# Words that a template may set directly before or after a value, without a blank or sign between.
_BEFORE = ("姓名", "名称", "持证人", "证明", "职业", "工种", "项目", "等级", "级别", "机构", "日期", "编号", "号码")
_AFTER = ("专项职业", "职业技能", "性别", "同志", "参加", "证书")
_LEFT = "(?:" + "|".join([r"(?<!\w)", *(f"(?<={word})" for word in _BEFORE)]) + ")"
_RIGHT = "(?:" + "|".join([r"(?!\w)", *(f"(?={word})" for word in _AFTER)]) + ")"
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{3}[\d*]{11}([\d*]{3}[\dX*])(?![\dA-Za-z])")


@dataclass(frozen=True, slots=True)
class PrintDifference:
    """`field` is the claim, `label` its Chinese name, `signed` what the code signs."""

    field: str
    label: str
    signed: str


def compare_print(claims: CertificateClaims, text: str) -> tuple[PrintDifference, ...]:
    """The signed claims that the page's text does not carry, or contradicts."""
    page = unicodedata.normalize("NFKC", text)
    wanted = (
        ("certificate_number", "证书编号", claims.certificate_number),
        ("holder_name", "姓名", claims.holder_name),
        ("occupation", "职业（项目）", claims.occupation),
        ("level", "等级", claims.level),
        ("issuer_name", "发证机构", claims.issuer_name),
    )
    found = [PrintDifference(*row) for row in wanted if row[2] and not _printed(row[2], page)]
    if not any(_printed(form, page) for form in _date_forms(claims)):
        found.append(PrintDifference("issued_on", "发证日期", claims.issued_on.isoformat()))
    if _other_identity(claims, page):
        found.append(PrintDifference("masked_id", "证件号码", claims.masked_id))
    for subject, score in claims.scores:
        printed = re.findall(_spaced(subject) + r"\s*[::]?\s*(\d+(?:\.\d+)?)", page)
        if any(value != score for value in printed):
            found.append(PrintDifference("scores", f"{subject}成绩", score))
    return tuple(found)


def _spaced(value: str) -> str:
    """The value with blanks or line ends allowed between its characters, as justified or wrapped text has."""
    letters = [c for c in unicodedata.normalize("NFKC", value) if not c.isspace()]
    return r"\s*".join(map(re.escape, letters))


def _printed(value: str, page: str) -> bool:
    """Whether the value stands on the page as a whole: 张三 is not found in 张三丰, nor 1234 in 12345."""
    return re.search(_LEFT + _spaced(value) + _RIGHT, page) is not None


def _date_forms(claims: CertificateClaims) -> list[str]:
    day = claims.issued_on
    short, long = (f"{day.month}", f"{day.day}"), (f"{day.month:02}", f"{day.day:02}")
    return [f"{day.year}{a}{m}{b}{d}{c}" for m, d in (short, long) for a, b, c in ("年月日", "-- ", ".. ", "// ")]


def _other_identity(claims: CertificateClaims, page: str) -> bool:
    rest = page.replace(claims.certificate_number, " ")
    tails = [m[1] for m in _IDENTITY.finditer(rest)]
    return bool(claims.masked_id) and any(tail != claims.masked_id[-4:] for tail in tails)
