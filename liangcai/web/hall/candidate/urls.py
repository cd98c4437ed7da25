from liangcai.web.hall.candidate.application_urls import urlpatterns as application_pages
from liangcai.web.hall.candidate.exam_urls import urlpatterns as exam_pages

urlpatterns: list = [
    *exam_pages,
    *application_pages,
]
