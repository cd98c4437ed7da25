"""Form fields that filings and plans share: lists typed one a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

MAX_FILE = 10 * 2**20


class LinesField(forms.CharField):
    """One entry a line, its parts apart by blanks; `parts` names them, the last `whole` of them numbers. Cleans to
    dicts; a line with too few parts is an error that names the line."""

    def __init__(self, parts: tuple[str, ...], numbers: tuple[str, ...] = (), optional: tuple[str, ...] = (), **more: Any):
        self.parts, self.numbers, self.optional = parts, numbers, optional
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **more)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        return [self.entry(n, line.split()) for n, line in enumerate((value or "").splitlines(), start=1) if line.strip()]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        return None

    def entry(self, number: int, given: list[str]) -> dict[str, Any]:
        needed = len(self.parts) - len(self.optional)
        if not needed <= len(given) <= len(self.parts):
            raise forms.ValidationError(_("第 %(n)d 行应为“%(parts)s”，各项以空格隔开。") % {
                "n": number, "parts": " ".join(self.parts)})  # fmt: skip
        entry = dict(zip(self.parts, given, strict=False))
        for name in self.numbers:
            if name in entry and not (entry[name].isdecimal() and int(entry[name]) < 100_000):
                raise forms.ValidationError(_("第 %(n)d 行的“%(part)s”应为整数。") % {"n": number, "part": name})
        return entry


def lines_of(entries: Any) -> str:
    """What `LinesField` reads, back as it was typed."""
    return "\n".join(" ".join(str(v) for v in entry.values()) for entry in entries or [])


class LimitedFileField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and found.size > MAX_FILE:
            raise forms.ValidationError(_("文件 %(size)d MB，超过上限 10 MB。") % {"size": found.size >> 20})
        return found


class LimitedPictureField(forms.ImageField, LimitedFileField):
    """A picture that opens as one, 10 MB at most."""
