from liangcai.web.hall.organization.application_urls import urlpatterns as application_pages
from liangcai.web.hall.organization.exam_urls import urlpatterns as exam_pages
from liangcai.web.hall.organization.resource_urls import urlpatterns as resource_pages

urlpatterns: list = [
    *resource_pages,
    *exam_pages,
    *application_pages,
]
