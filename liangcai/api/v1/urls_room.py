"""The room's API."""

from liangcai.api.v1 import sitting
from liangcai.api.v1.site_api import open_urls, site_api

api = site_api("量才 考场机接口", "api-room", [sitting.router])

urlpatterns = open_urls(api)
