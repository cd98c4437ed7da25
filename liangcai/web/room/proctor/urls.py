from django.urls import path

from liangcai.web.room.proctor.views import clock, opening, panel, responses, scans, sealing, sittings

urlpatterns = [
    path("proctor/", sittings.room_home, name="room_home"),
    path("proctor/opening/", opening.room_opening, name="room_opening"),
    path("proctor/opening/<uuid:public_id>/", opening.room_package, name="room_package"),
    path("proctor/opening/<uuid:public_id>/receipt.json", opening.room_arrival_receipt, name="room_arrival_receipt"),
    path("proctor/clock/", clock.room_clock, name="room_clock"),
    path("proctor/opening/practical/", opening.room_open_practical, name="room_open_practical"),
    path("proctor/sealing/", sealing.room_sealing, name="room_sealing"),
    path("proctor/sealing/<uuid:public_id>/", sealing.room_result_package, name="room_result_package"),
    path("proctor/responses/", responses.room_responses, name="room_responses"),
    path("proctor/responses/<uuid:public_id>/", responses.room_response_package, name="room_response_package"),
    path("proctor/sittings/<uuid:public_id>/", sittings.room_sitting, name="room_sitting"),
    path("proctor/sittings/<uuid:public_id>/sheets.pdf", sittings.room_sheets, name="room_sheets"),
    path("proctor/sittings/<uuid:public_id>/receipt.json", sittings.room_receipt, name="room_receipt"),
    path("proctor/sittings/<uuid:public_id>/scans/", scans.room_scan_upload, name="room_scan_upload"),
    path("proctor/sittings/<uuid:public_id>/scans/<str:name>", scans.room_scan, name="room_scan"),
    path("proctor/sittings/<uuid:public_id>/panel/", panel.room_panel, name="room_panel"),
    path("proctor/sittings/<uuid:public_id>/doubtful/", scans.room_doubtful, name="room_doubtful"),
    path("proctor/sittings/<uuid:public_id>/<str:act>/", sittings.room_act, name="room_act"),
]
