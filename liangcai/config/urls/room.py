"""考场机."""

from django.urls import include, path

urlpatterns = [
    path("", include("liangcai.web.shared.urls")),
    path("", include("liangcai.web.room.proctor.urls")),
    path("sit/", include("liangcai.web.room.candidate.urls")),
    path("examine/", include("liangcai.web.room.examiner.urls")),
    path("api/v1/", include("liangcai.api.v1.urls_room")),
    path("", include("liangcai.web.shared.home_urls_local")),
]

handler400 = "liangcai.web.shared.errors.bad_request"
handler403 = "liangcai.web.shared.errors.not_permitted"
handler404 = "liangcai.web.shared.errors.not_found"
handler500 = "liangcai.web.shared.errors.broken"
