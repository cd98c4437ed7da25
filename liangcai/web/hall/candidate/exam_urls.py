"""Addresses of a candidate's own examinations."""

from django.urls import path

from liangcai.web.hall.candidate import exams

urlpatterns = [
    path("", exams.home, name="candidate_home"),
    path("registrations/", exams.registrations, name="candidate_registrations"),
    path("registrations/open/", exams.open_plans, name="candidate_open_plans"),
    path("registrations/open/<uuid:public_id>/", exams.register, name="candidate_register"),
    path("registrations/<uuid:public_id>/", exams.registration, name="candidate_registration"),
    path("registrations/<uuid:public_id>/ticket.pdf", exams.ticket, name="candidate_ticket"),
    path("results/", exams.results, name="candidate_results"),
    path("certificates/", exams.certificates, name="candidate_certificates"),
    path("certificates/<uuid:public_id>/", exams.certificate, name="candidate_certificate"),
]
