"""The second custodian at the screen: account and password, for whatever two must do."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.accounts.models import User


class SecondPersonForm(forms.Form):
    second_name = forms.CharField(label=gettext_lazy("第二名管理员账号"), max_length=150,
                                  widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    second_password = forms.CharField(label=gettext_lazy("第二名管理员口令"), max_length=200,
                                      widget=forms.PasswordInput(attrs={"autocomplete": "off"}))  # fmt: skip
    field_order = None

    def second(self, request: HttpRequest) -> User | None:
        """Who stands beside, or None with the form saying so."""
        given = self.cleaned_data
        found = authenticate(request, username=given["second_name"], password=given["second_password"])
        if not isinstance(found, User):
            self.add_error("second_password", _("账号或口令不正确。"))
            return None
        return found

    def others(self) -> dict:
        """What was entered besides the second person."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("second_")}
