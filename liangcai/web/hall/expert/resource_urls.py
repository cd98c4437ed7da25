"""Addresses of reviews for experts."""

from django.urls import path

from liangcai.web.hall.expert.views import resources

urlpatterns = [
    path("reviews/", resources.reviews, name="expert_reviews"),
    path("reviews/<uuid:public_id>/", resources.review, name="expert_review"),
    path("reviews/<uuid:public_id>/versions/", resources.versions, name="expert_review_versions"),
]
