"""Addresses of technical resources at the centre."""

from django.urls import path, re_path

from liangcai.web.hall.centre.views import (
    resources_catalogue,
    resources_lists,
    resources_projects,
    resources_year_board,
)

urlpatterns = [
    path("year-board/", resources_year_board.board, name="centre_year_board"),
    path("shortage-lists/", resources_lists.lists, name="centre_shortage_lists"),
    path("shortage-lists/template.xlsx", resources_lists.import_template, name="centre_shortage_template"),
    path("shortage-lists/<uuid:public_id>/", resources_lists.one_list, name="centre_shortage_list"),
    re_path(r"^shortage-lists/(?P<public_id>[0-9a-f-]{36})/key-projects\.(?P<kind>pdf|xlsx)$",
            resources_lists.key_project_file, name="centre_key_project_file"),
    path("key-projects/", resources_lists.key_project_list, name="centre_key_projects"),
    path("projects/", resources_projects.projects, name="centre_projects"),
    path("projects/<uuid:public_id>/", resources_projects.project, name="centre_project"),
    path("projects/<uuid:public_id>/versions/", resources_projects.versions, name="centre_project_versions"),
    re_path(r"^projects/(?P<public_id>[0-9a-f-]{36})/(?P<kind>form-[789]\.pdf|draft\.docx|draft\.pdf)$",
            resources_projects.project_file, name="centre_project_file"),
    path("resources/", resources_catalogue.resources, name="centre_resources"),
    path("resources/banks/", resources_catalogue.bank_list, name="centre_banks"),
    path("resources/promulgate/", resources_catalogue.promulgate, name="centre_promulgate"),
    path("resources/drafting-plans/", resources_catalogue.drafting_plans, name="centre_drafting_plans"),
    path("resources/handovers/", resources_catalogue.handovers, name="centre_handovers"),
    path("resources/handovers/<uuid:public_id>/", resources_catalogue.handover, name="centre_handover"),
    path("resources/handovers/<uuid:public_id>/slip.pdf", resources_catalogue.slip_file, name="centre_handover_slip"),
    path("resources/requests/<uuid:public_id>/", resources_catalogue.support_request, name="centre_support_request"),
    path("resources/standards/<uuid:public_id>/", resources_catalogue.standard, name="centre_standard"),
    path("resources/banks/<uuid:public_id>/", resources_catalogue.bank, name="centre_bank"),
]  # fmt: skip
