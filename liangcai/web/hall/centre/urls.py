from liangcai.web.hall.centre.exam_urls import urlpatterns as exam_pages
from liangcai.web.hall.centre.policy_urls import urlpatterns as policy_pages
from liangcai.web.hall.centre.resource_urls import urlpatterns as resource_pages

urlpatterns: list = [
    *resource_pages,
    *exam_pages,
    *policy_pages,
]
