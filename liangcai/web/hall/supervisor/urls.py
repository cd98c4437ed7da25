from django.urls import path

from liangcai.web.hall.supervisor import visits

urlpatterns = [
    path("visits/", visits.visits, name="supervisor_visits"),
    path("visits/<int:number>/", visits.visit, name="supervisor_visit"),
]
