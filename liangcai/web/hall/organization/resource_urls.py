"""Addresses of technical resources for bodies."""

from django.urls import path, re_path

from liangcai.web.hall.organization.views import demands, norm_editor, resources

PROJECT = r"^projects/(?P<public_id>[0-9a-f-]{36})/"

urlpatterns = [
    path("demands/", demands.demands, name="organization_demands"),
    path("projects/", resources.projects, name="organization_projects"),
    path("projects/<uuid:public_id>/", resources.project, name="organization_project"),
    path("projects/<uuid:public_id>/editor/", norm_editor.editor, name="organization_norm_editor"),
    path("projects/<uuid:public_id>/editor/import/", norm_editor.import_word, name="organization_norm_import"),
    path("projects/<uuid:public_id>/editor/template.docx", norm_editor.template_file, name="organization_norm_template"),
    re_path(PROJECT + r"editor/text\.(?P<ending>docx|pdf)$", norm_editor.working_text_file, name="organization_norm_file"),
    path("projects/<uuid:public_id>/editor/<slug:key>/", norm_editor.section, name="organization_norm_section"),
    path("projects/<uuid:public_id>/versions/", norm_editor.versions, name="organization_project_versions"),
    re_path(PROJECT + r"drafts/(?P<version>[0-9]{1,4})\.(?P<ending>docx|pdf)$", norm_editor.draft_file,
            name="organization_draft_file"),
    path("handovers/", resources.handovers, name="organization_handovers"),
    path("handovers/<uuid:public_id>/", resources.handover, name="organization_handover"),
]  # fmt: skip
