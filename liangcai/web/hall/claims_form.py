"""What a candidate says of oneself: every field may stay empty, which means unknown, not no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from liangcai.apps.registrations.claim_words import CHOICES, CLAIMS, DAYS, read_words
from liangcai.engines.rules.application import LABELS
from liangcai.web.hall.act_panels import DayInput

UNKNOWN = ("", _("不填（待补证）"))
HELP = {
    "work_since": _("本职业或相关职业"), "skill_level": _("现持有的最高等级"), "title": _("专业技术人才报考可免理论"),
    "junior_technician_on": _("没有就不填"),
}  # fmt: skip


class ClaimsForm(forms.Form):
    """The facts that the application conditions read, in the order in which people know them."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        named = list(self.fields)
        for key in CLAIMS:
            self.fields[key] = claim_field(key)
        self.order_fields([*CLAIMS, *named])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words = {key: str(given.get(key) or "") for key in CLAIMS}
        for key, found, expected in read_words(words, localdate())[1]:
            self.add_error(key, f"{found}，{expected}")
        return given


def claim_field(key: str) -> forms.Field:
    label, help_text = LABELS[key], HELP.get(key, "")
    if key in DAYS:
        return forms.DateField(label=label, required=False, widget=DayInput(), help_text=help_text)
    return forms.ChoiceField(label=label, required=False, help_text=help_text,
                             choices=[UNKNOWN, *((word, word) for word in CHOICES[key])])  # fmt: skip


def claims_of(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(claims as the rules read them, everything else that was typed)."""
    words = {key: str(given.get(key) or "") for key in CLAIMS}
    return read_words(words, localdate())[0], {key: value for key, value in given.items() if key not in CLAIMS}
