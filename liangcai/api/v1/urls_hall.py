"""The hall's public API."""

from liangcai.api.v1 import (
    bodies,
    career,
    certificates,
    occupations,
    resources,
    shortage_lists,
    special_ability_projects,
)
from liangcai.api.v1.site_api import open_urls, site_api

api = site_api("量才 办事大厅接口", "api-hall", [
    occupations.router, resources.router, shortage_lists.router, special_ability_projects.router, bodies.router,
    certificates.router, career.router,
])  # fmt: skip

urlpatterns = open_urls(api)
