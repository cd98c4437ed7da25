"""Addresses of technical resources for bodies."""

from django.urls import path

from liangcai.web.hall.organization.views import demands, resources

urlpatterns = [
    path("demands/", demands.demands, name="organization_demands"),
    path("projects/", resources.projects, name="organization_projects"),
    path("projects/<uuid:public_id>/", resources.project, name="organization_project"),
    path("handovers/", resources.handovers, name="organization_handovers"),
    path("handovers/<uuid:public_id>/", resources.handover, name="organization_handover"),
]
