from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class ThreeClassesValidator:
    """等保 level 2: at least three of lower case, upper case, digits, others."""

    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(c, password)) for c in _CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return "口令须包含大写字母、小写字母、数字、符号中的至少三类。"
