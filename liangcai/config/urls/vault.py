"""题库工作站."""

from django.urls import include, path

urlpatterns = [
    path("", include("liangcai.web.shared.urls")),
    path("", include("liangcai.web.vault.urls")),
    path("", include("liangcai.web.shared.home_urls_local")),
]

handler400 = "liangcai.web.shared.errors.bad_request"
handler403 = "liangcai.web.shared.errors.not_permitted"
handler404 = "liangcai.web.shared.errors.not_found"
handler500 = "liangcai.web.shared.errors.broken"
