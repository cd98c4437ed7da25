"""Addresses of applications to be checked."""

from django.urls import path

from liangcai.web.hall.organization.views import applications as views

urlpatterns = [
    path("applications/", views.applications, name="organization_applications"),
    path("applications/<uuid:public_id>/", views.application, name="organization_application"),
    path("applications/<uuid:public_id>/<uuid:evidence_id>/", views.evidence, name="organization_evidence"),
]
