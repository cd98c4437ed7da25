from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from liangcai.apps.accounts.models import User
from liangcai.kernel.refusals import BadInput

_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class ThreeClassesValidator:
    """等保 level 2: at least three of lower case, upper case, digits, others."""

    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(c, password)) for c in _CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return "口令须包含大写字母、小写字母、数字、符号中的至少三类。"


def require_good(password: str, user: User) -> None:
    """`BadInput` with every rule that the password breaks; the password itself is never repeated."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise BadInput("weak_password", "口令不符合要求：" + " ".join(wrong.messages), where="password",
                       hint="至少 8 位，含大写、小写、数字、符号中的三类，不与账号名相近。") from None  # fmt: skip
