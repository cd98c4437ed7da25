from liangcai.web.hall.expert.resource_urls import urlpatterns as resource_pages

urlpatterns: list = [
    *resource_pages,
]
