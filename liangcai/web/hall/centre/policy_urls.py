"""Addresses of applications, screening and rules at the centre."""

from django.urls import path

from liangcai.web.hall.centre.views import applications, policy, rules, screening

urlpatterns = [
    path("applications/", applications.applications, name="centre_applications"),
    path("applications/<uuid:public_id>/", applications.application, name="centre_application"),
    path("applications/<uuid:public_id>/<uuid:evidence_id>/", applications.evidence, name="centre_evidence"),
    path("review-notices/", applications.notices, name="centre_review_notices"),
    path("screening/", screening.screening, name="centre_screening"),
    path("rules/", rules.rules, name="rule_pages"),
    path("rules/change/", policy.rule_change, name="centre_rule_change"),
    path("rules/<str:rule_id>/", rules.rule_page, name="rule_page"),
]
