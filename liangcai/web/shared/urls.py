"""Addresses that every site has."""

from django.urls import path

from liangcai.web.shared.accounts import sign_in, sign_out
from liangcai.web.shared.language import switch_language

urlpatterns = [
    path("sign-in/", sign_in, name="login"),
    path("sign-out/", sign_out, name="logout"),
    path("language/", switch_language, name="set_language"),
]
