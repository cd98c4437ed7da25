from liangcai.web.hall.centre.resource_urls import urlpatterns as resource_pages

urlpatterns: list = [
    *resource_pages,
]
