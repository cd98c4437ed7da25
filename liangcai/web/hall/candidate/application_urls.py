"""Addresses of a candidate's applications."""

from django.urls import path

from liangcai.web.hall.candidate import applications as views

urlpatterns = [
    path("applications/", views.applications, name="candidate_applications"),
    path("applications/new/", views.new_application, name="candidate_application_new"),
    path("applications/<uuid:public_id>/", views.application, name="candidate_application"),
    path("applications/<uuid:public_id>/<uuid:evidence_id>/", views.evidence, name="candidate_evidence"),
]
