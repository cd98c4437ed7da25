from liangcai.web.hall.organization.resource_urls import urlpatterns as resource_pages

urlpatterns: list = [
    *resource_pages,
]
