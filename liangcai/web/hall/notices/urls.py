from django.urls import path

from liangcai.web.hall.notices.views import notices

urlpatterns = [path("", notices, name="notices")]
