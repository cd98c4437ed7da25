"""题库工作站."""

from django.urls import include, path

urlpatterns = [
    path("", include("liangcai.web.shared.urls")),
    path("", include("liangcai.web.vault.urls")),
]
