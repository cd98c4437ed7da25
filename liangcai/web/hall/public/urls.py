from django.urls import path

from liangcai.web.hall.public import (
    bodies,
    career,
    certificates,
    home,
    inspections,
    official_lists,
    published_files,
    resources,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="public_search"),
    path("occupations/", official_lists.occupation_list, name="public_occupations"),
    path("occupations/<str:code>/", official_lists.occupation_detail, name="public_occupation"),
    path("directions/", official_lists.direction_list, name="public_directions"),
    path("special-ability-projects/", official_lists.special_ability_list, name="public_special_ability_projects"),
    path("standards/", resources.standard_list, name="public_standards"),
    path("standards/<uuid:public_id>/", resources.standard_detail, name="public_standard"),
    path("item-banks/", resources.bank_list, name="public_banks"),
    path("shortage-lists/", resources.shortage_lists, name="public_shortage_lists"),
    path("shortage-lists/<int:year>/<int:batch>/", resources.shortage_list, name="public_shortage_list"),
    path("key-projects/", resources.key_project_list, name="public_key_projects"),
    path("bodies/", bodies.body_list, name="public_bodies"),
    path("bodies/<uuid:public_id>/", bodies.body_detail, name="public_body"),
    path("certificates/", certificates.certificate_lookup, name="certificate_lookup"),
    path("inspections/", inspections.inspection_list, name="public_inspections"),
    path("inspections/<uuid:public_id>/", inspections.inspection_detail, name="public_inspection"),
    path("inspections/<uuid:public_id>/draw.json", inspections.inspection_draw, name="public_inspection_draw"),
    path("KEYS.json", published_files.keys, name="public_keys"),
    path("career/", career.career_adviser, name="career_adviser"),
    path("STATUS.json", published_files.status, name="public_status"),
]
