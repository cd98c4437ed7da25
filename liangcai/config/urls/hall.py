"""办事大厅: one include an audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("liangcai.web.shared.urls")),
    path("", include("liangcai.web.hall.public.urls")),
    path("candidate/", include("liangcai.web.hall.candidate.urls")),
    path("organization/", include("liangcai.web.hall.organization.urls")),
    path("centre/", include("liangcai.web.hall.centre.urls")),
    path("expert/", include("liangcai.web.hall.expert.urls")),
    path("supervisor/", include("liangcai.web.hall.supervisor.urls")),
    path("administration/", include("liangcai.web.hall.administration.urls")),
    path("notices/", include("liangcai.web.hall.notices.urls")),
    path("tokens/", include("liangcai.web.hall.tokens.urls")),
    path("api/v1/", include("liangcai.api.v1.urls_hall")),
    path("", include("liangcai.web.shared.home_urls_hall")),
]

handler400 = "liangcai.web.shared.errors.bad_request"
handler403 = "liangcai.web.shared.errors.not_permitted"
handler404 = "liangcai.web.shared.errors.not_found"
handler500 = "liangcai.web.shared.errors.broken"
