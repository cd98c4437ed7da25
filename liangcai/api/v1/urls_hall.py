"""The hall's API: public lists and answers; plans, registrations and results with a token."""

from liangcai.api.v1 import (
    bodies,
    career,
    certificates,
    occupations,
    plans,
    registrations,
    resources,
    results,
    shortage_lists,
    special_ability_projects,
)
from liangcai.api.v1.site_api import open_urls, site_api

api = site_api("量才 办事大厅接口", "api-hall", [
    occupations.router, resources.router, shortage_lists.router, special_ability_projects.router, bodies.router,
    certificates.router, career.router, plans.router, registrations.router, results.router,
], token_hint="请以评价机构或中心账号在“接口凭据”页面签发，以 Authorization: Bearer 方式携带。")  # fmt: skip

urlpatterns = open_urls(api)
