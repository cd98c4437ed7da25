"""Addresses that every site has."""

from django.urls import path

from liangcai.web.shared.accounts import sign_in, sign_out
from liangcai.web.shared.homes import desk
from liangcai.web.shared.language import switch_language
from liangcai.web.shared.policy_pages import citation, policy_document, policy_documents
from liangcai.web.shared.settings_page import settings

urlpatterns = [
    path("sign-in/", sign_in, name="login"),
    path("sign-out/", sign_out, name="logout"),
    path("desk/", desk, name="desk"),
    path("language/", switch_language, name="set_language"),
    path("administration/settings/", settings, name="administration_settings"),
    path("citation/", policy_documents, name="policy_documents"),
    path("citation/<str:document>/", policy_document, name="policy_document"),
    path("citation/<str:document>/<path:article>/", citation, name="citation"),
]
