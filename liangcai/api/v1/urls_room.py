"""The room's API."""

from liangcai.api.v1 import sitting
from liangcai.api.v1.site_api import open_urls, site_api

api = site_api("量才 考场机接口", "api-room", [sitting.router],
               token_hint="请先凭准考证号进入考试，再以 Bearer 方式携带所得凭据。")

urlpatterns = open_urls(api)
