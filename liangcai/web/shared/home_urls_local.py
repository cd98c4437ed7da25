"""The front page of vault and room, included last: the site's own page at the same address takes precedence."""

from django.urls import path

from liangcai.web.shared import homes

urlpatterns = [path("", homes.anyone_home, name="home")]
