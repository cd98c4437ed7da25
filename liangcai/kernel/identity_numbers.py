"""Resident identity numbers (GB 11643) and unified social credit codes (GB 32100).

Own code because the library at hand refuses area codes that were not in force in the birth year,
among them all of 宿迁.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from liangcai.kernel.refusals import BadInput

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def normalise(text: object) -> str:
    """Full-width digits, spaces and a small x are a typist's habit, not an error."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).upper()


def check_digit(first17: str) -> str:
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def parse_resident_id(text: object) -> str:
    """The normalised 18 characters, or `BadInput` naming what is wrong."""
    number = normalise(text)
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        raise BadInput("id_number_shape", f"身份证号码应为 18 位，读到 {len(number)} 位。", hint="请核对证件。")
    try:
        birth_date(number)
    except ValueError:
        raise BadInput("id_number_birth_date", f"身份证号码中的出生日期 {number[6:14]} 不存在。") from None
    if number[17] != check_digit(number[:17]):
        raise BadInput(
            "id_number_check_digit",
            f"身份证号码校验位不符：读到 {number[17]}，应为 {check_digit(number[:17])}。",
            hint="多为录入错位，请对照证件重新录入。",
        )
    return number


def mask(number: str) -> str:
    """`320***********1234`: enough to recognise one's own, not to copy another's."""
    return f"{number[:3]}***********{number[-4:]}" if len(number) == 18 else "*" * len(number)


def age_on(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def uscc_check_character(first17: str) -> str:
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def parse_uscc(text: object) -> str:
    """A unified social credit code, or `BadInput`."""
    code = normalise(text)
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        raise BadInput("uscc_shape", "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）。")
    if code[17] != uscc_check_character(code[:17]):
        raise BadInput("uscc_check", f"统一社会信用代码校验位不符：读到 {code[17]}。")
    return code
