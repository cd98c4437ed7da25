from django.urls import path

from liangcai.web.room.examiner import views

urlpatterns = [
    path("", views.examiner_home, name="examiner_home"),
    path("<uuid:public_id>/", views.examiner_sitting, name="examiner_sitting"),
    path("<uuid:public_id>/<int:seat>/", views.examiner_score, name="examiner_score"),
]
