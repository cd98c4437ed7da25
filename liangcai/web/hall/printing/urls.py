from django.urls import path

from liangcai.web.hall.printing import views

urlpatterns = [
    path("plans/<uuid:public_id>/", views.sheets, name="printing"),
    path("plans/<uuid:public_id>/seating.json", views.seating_record, name="printing_seating"),
    path("runs/<uuid:public_id>/", views.run, name="printing_run"),
    path("runs/<uuid:public_id>/sheets.pdf", views.run_file, name="printing_file"),
]
