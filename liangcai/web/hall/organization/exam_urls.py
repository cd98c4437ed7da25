"""Addresses of a body's filings, plans, registrations, results and certificates."""

from django.urls import path, re_path

from liangcai.web.hall.organization.views import filings, plans, registrations

urlpatterns = [
    path("filings/", filings.filings, name="organization_filings"),
    path("filings/import/", filings.import_form, name="organization_filing_import"),
    re_path(r"^filings/template\.(?P<kind>xlsx|docx)$", filings.form_template, name="organization_filing_template"),
    path("filings/new/<str:kind>/", filings.new_filing, name="organization_filing_new"),
    path("filings/<uuid:public_id>/", filings.filing, name="organization_filing"),
    path("filings/<uuid:public_id>/edit/", filings.edit_filing, name="organization_filing_edit"),
    path("filings/<uuid:public_id>/form.pdf", filings.filing_pdf, name="organization_filing_pdf"),
    path("filings/<uuid:public_id>/documents/<int:number>/", filings.filing_document, name="organization_filing_document"),
    path("plans/", plans.plans, name="organization_plans"),
    path("plans/new/", plans.new_plan, name="organization_plan_new"),
    path("plans/calendar/", plans.calendar, name="organization_calendar"),
    path("plans/<uuid:public_id>/", plans.plan, name="organization_plan"),
    path("plans/<uuid:public_id>/import/", plans.upload, name="organization_import"),
    path("plans/<uuid:public_id>/tickets.pdf", plans.tickets, name="organization_tickets"),
    path("registrations/", registrations.batches, name="organization_registrations"),
    path("registrations/template.xlsx", plans.template_file, name="organization_registration_template"),
    path("registrations/<uuid:public_id>/", registrations.batch, name="organization_batch"),
    path("registrations/<uuid:public_id>/roster.<str:kind>", registrations.roster, name="organization_roster"),
    path("candidates/<uuid:public_id>/", registrations.person, name="organization_registration"),
    path("results/", registrations.results, name="organization_results"),
    path("results/<uuid:public_id>/", registrations.result, name="organization_result"),
    path("results/<uuid:public_id>/archive.zip", registrations.archive, name="organization_archive"),
    path("certificates/", registrations.certificates, name="organization_certificates"),
    path("certificates/<uuid:public_id>/", registrations.certificate, name="organization_certificate"),
]
