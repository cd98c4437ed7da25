from django.urls import path

from liangcai.web.room.candidate import views

urlpatterns = [
    path("", views.sit_enter, name="sit_enter"),
    path("paper/", views.sit_paper, name="sit_paper"),
    path("hand-in/", views.sit_hand_in, name="sit_hand_in"),
    path("end/", views.sit_end, name="sit_end"),
]
