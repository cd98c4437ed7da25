from liangcai.web.hall.candidate.exam_urls import urlpatterns as exam_pages

urlpatterns: list = [
    *exam_pages,
]
