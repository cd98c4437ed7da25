from django.urls import path

from liangcai.web.hall.registration_files import views

urlpatterns = [
    path("<uuid:public_id>/photo.jpg", views.photo, name="registration_photo"),
    path("<uuid:public_id>/evidence/<uuid:evidence_id>/", views.evidence, name="registration_evidence"),
]
