"""The hall's role pages, included last: an audience's own page at the same address takes precedence."""

from django.urls import path

from liangcai.web.shared import homes

urlpatterns = [
    path("candidate/", homes.candidate_home, name="candidate_home"),
    path("organization/", homes.organization_home, name="organization_home"),
    path("centre/", homes.centre_home, name="centre_home"),
    path("expert/", homes.expert_home, name="expert_home"),
    path("supervisor/", homes.supervisor_home, name="supervisor_home"),
    path("administration/", homes.administrator_home, name="administration_home"),
]
