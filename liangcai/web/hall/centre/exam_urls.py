"""Addresses of filings, staff, plans, reviews, results, certificates and supervision at the centre."""

from django.urls import path

from liangcai.web.hall.centre.views import (
    batches,
    complaints,
    filings,
    plans,
    results,
    review,
    score_entry,
    staff,
    statistics,
    supervision,
)

urlpatterns = [
    path("filings/", filings.filings, name="centre_filings"),
    path("filings/<uuid:public_id>/", filings.filing, name="centre_filing"),
    path("filings/<uuid:public_id>/form.pdf", filings.filing_pdf, name="centre_filing_pdf"),
    path("filings/<uuid:public_id>/documents/<int:number>/", filings.filing_document, name="centre_filing_document"),
    path("staff/", staff.staff, name="centre_staff"),
    path("staff/template.xlsx", staff.staff_template, name="centre_staff_template"),
    path("staff/cards.pdf", staff.staff_cards, name="centre_staff_cards"),
    path("plans/", plans.plans, name="centre_plans"),
    path("plans/calendar/", plans.calendar, name="centre_calendar"),
    path("plans/<uuid:public_id>/", plans.plan, name="centre_plan"),
    path("plans/<uuid:public_id>/scores/", score_entry.score_entry, name="centre_score_entry"),
    path("plans/<uuid:public_id>/scores/template.xlsx", score_entry.template_file, name="centre_score_template"),
    path("batches/", batches.batches, name="centre_batches"),
    path("batches/<uuid:public_id>/", review.batch, name="centre_batch"),
    path("batches/<uuid:public_id>/roster.<str:kind>", review.roster, name="centre_roster"),
    path("batches/<uuid:public_id>/feedback.pdf", review.feedback, name="centre_feedback"),
    path("registrations/<uuid:public_id>/", review.person, name="centre_registration"),
    path("results/", results.results, name="centre_results"),
    path("results/<uuid:public_id>/", results.result, name="centre_result"),
    path("results/<uuid:public_id>/archive.zip", results.archive, name="centre_archive"),
    path("statistics/", statistics.statistics, name="centre_statistics"),
    path("certificates/", results.certificates, name="centre_certificates"),
    path("certificates/<uuid:public_id>/", results.certificate, name="centre_certificate"),
    path("certificates/<uuid:public_id>/certificate.pdf", results.certificate_file, name="centre_certificate_file"),
    path("inspections/", supervision.inspections, name="centre_inspections"),
    path("inspections/<uuid:public_id>/", supervision.inspection, name="centre_inspection"),
    path("inspections/<uuid:public_id>/draw.json", supervision.inspection_draw, name="centre_inspection_draw"),
    path("complaints/", complaints.complaints, name="centre_complaints"),
    path("complaints/<uuid:public_id>/", complaints.complaint, name="centre_complaint"),
    path("duties/", supervision.duties, name="centre_duties"),
]
