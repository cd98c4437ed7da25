from django.urls import path

from liangcai.web.hall.tokens.views import revoke, tokens

urlpatterns = [
    path("", tokens, name="api_tokens"),
    path("<uuid:public_id>/revoke/", revoke, name="api_token_revoke"),
]
