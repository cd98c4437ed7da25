"""Inputs for an occupation's code or name that suggest what the classification has. Without JavaScript they are
plain inputs: the actions refuse what is not in the classification, with suggestions (000-008)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class OccupationInput(forms.TextInput):
    """One half of the pair `occupation_code`, `occupation_name`; choosing a suggestion fills the other half."""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off", "data-occupation": "", "hx-get": reverse_lazy("occupation_suggestions"),
                          "hx-trigger": "input changed delay:250ms, focus once"})  # fmt: skip

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        known = f"{(attrs or {}).get('id', name)}_known"
        shown = super().render(name, value, {**(attrs or {}), "list": known, "hx-target": f"#{known}"}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', shown, known)


def code_field(**also: Any) -> forms.CharField:
    return forms.CharField(label=_("职业编码"), max_length=12, widget=OccupationInput(), **also)


def name_field(**also: Any) -> forms.CharField:
    return forms.CharField(**{"label": _("职业名称"), **also}, max_length=80, widget=OccupationInput())
