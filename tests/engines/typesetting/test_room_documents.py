from dataclasses import replace
from datetime import datetime

import pytest

from liangcai.engines.typesetting import (
    attendance_sheet,
    door_list,
    preparation_notice,
    room_plan,
    scoring_sheet,
    seat_labels,
)
from liangcai.engines.typesetting.preparation_notice import Supply
from liangcai.kernel.refusals import BadInput

STARTS, ENDS = datetime(2021, 6, 30, 9), datetime(2021, 6, 30, 10, 30)
LONG = "演示超长名称" * 7


def labels(count):
    return [
        seat_labels.SeatLabel(f"{n:02}", f"32012106300000{n:04}", f"演示考生{n:03}", "织布工 四级", "第3考场", "A")
        for n in range(1, count + 1)
    ]


def test_each_seat_label_bears_ticket_and_place_number(read_back):
    page = read_back(seat_labels.render(labels(24)))
    assert len(page.pages) == 1
    assert not page.misses(labels(24))


def test_the_twenty_fifth_label_starts_a_second_sheet(read_back):
    pages = read_back(seat_labels.render(labels(25))).pages
    assert len(pages) == 2 and "演示考生025" in pages[1]


def test_a_label_with_long_names_keeps_its_sheet(read_back):
    page = read_back(seat_labels.render([replace(label, candidate=LONG[:40], target=LONG) for label in labels(24)]))
    assert len(page.pages) == 1 and not page.outside()


DOOR = door_list.DoorList(
    "2021年6月技能等级认定",
    "演示考点",
    "第3考场",
    "理论知识",
    STARTS,
    ENDS,
    tuple(door_list.Seated(f"{n:02}", f"32012106300000{n:04}", f"演示考生{n:03}") for n in range(1, 31)),
)


def test_a_door_list_names_room_time_and_everyone_seated(read_back):
    page = read_back(door_list.render(DOOR))
    assert len(page.pages) == 1
    assert not page.misses(DOOR, besides={"starts_at", "ends_at"})
    assert not page.lacks("2021年6月30日 09:00—10:30", "应考人数30人", "320121063000000001至320121063000000030")


def test_door_lists_of_two_rooms_count_their_pages_apart(read_back):
    pages = read_back(door_list.render(DOOR, replace(DOOR, room="第4考场"))).pages
    assert len(pages) == 2
    assert "第4考场" in pages[1] and "第1页共1页" in pages[1]


def test_a_door_list_of_an_empty_room_is_printed_without_ticket_range(read_back):
    assert "应考人数0人" in read_back(door_list.render(replace(DOOR, seated=()))).words


PLAN = room_plan.RoomPlan(
    "2021年6月技能等级认定",
    "演示考点",
    "第3考场",
    "理论知识",
    tuple(
        room_plan.PlannedSeat(
            row, column, f"{row}-{column}", f"3201210630{row:04}{column:04}", f"演示{row}{column}", "AB"[row % 2]
        )
        for row in range(1, 7)
        for column in range(1, 6)
    ),
)


def test_a_room_plan_shows_every_seat_on_one_sheet(read_back):
    page = read_back(room_plan.render(PLAN))
    assert len(page.pages) == 1
    assert not page.misses(PLAN)
    assert not page.lacks("应考30人")


def test_an_untaken_seat_is_drawn_empty_and_not_counted(read_back):
    seats = (replace(PLAN.seats[0], ticket_number="", candidate=""), *PLAN.seats[1:])
    words = read_back(room_plan.render(replace(PLAN, seats=seats))).words
    assert "应考29人" in words and "空" in words


def test_two_seats_in_one_place_are_refused():
    with pytest.raises(BadInput, match="重复"):
        room_plan.render(replace(PLAN, seats=(PLAN.seats[0], PLAN.seats[0])))


def test_a_seat_in_row_zero_is_refused():
    with pytest.raises(BadInput, match="从 1 起"):
        room_plan.render(replace(PLAN, seats=(replace(PLAN.seats[0], row=0),)))


def test_a_hall_of_ten_by_ten_still_fits_one_sheet(read_back):
    seats = tuple(
        room_plan.PlannedSeat(row, column, f"{row}-{column}", f"3201210630{row:04}{column:04}", LONG[:20])
        for row in range(1, 11)
        for column in range(1, 11)
    )
    page = read_back(room_plan.render(replace(PLAN, seats=seats)))
    assert len(page.pages) == 1 and not page.outside()


SHEET = attendance_sheet.AttendanceSheet(
    "2021年6月技能等级认定",
    "演示考点",
    "第3考场",
    "理论知识",
    STARTS,
    ENDS,
    tuple(
        attendance_sheet.Attendee(f"{n:02}", f"32012106300000{n:04}", f"演示考生{n:03}", f"320102********{n:04}")
        for n in range(1, 31)
    ),
)


def test_a_sign_in_sheet_of_thirty_fits_a_page_with_the_signatures(read_back):
    page = read_back(attendance_sheet.render(SHEET))
    assert len(page.pages) == 1
    assert not page.misses(SHEET, besides={"starts_at", "ends_at"})
    assert not page.lacks("应到人数30人", "实到人数", "缺考人数")


NOTICE = preparation_notice.PreparationNotice(
    "ZB-2021-0007",
    "织布工",
    "四级/中级工",
    "断经处理",
    "演示考点",
    datetime(2021, 6, 30, 13),
    60,
    10,
    equipment=(Supply("剑杆织机", "演示型", "1", "台"),),
    materials=(Supply("经纱", "纯棉", "2", "kg", "十人共用"),),
    tools=(Supply("穿综钩", "通用", "3", "把"),),
    candidate_brings=(Supply("工作服", "防静电", "4", "套"),),
    requirements=("现场布置影像录制装置。",),
)


def test_a_preparation_notice_lists_all_that_is_to_be_ready(read_back):
    page = read_back(preparation_notice.render(NOTICE))
    assert len(page.pages) == 1
    assert not page.misses(NOTICE)
    assert not page.lacks("60分钟", "10个", "设备设施", "材料", "工卡量具", "考生自备")


def test_a_preparation_notice_leaves_out_empty_lists_and_the_level_of_a_project(read_back):
    words = read_back(preparation_notice.render(replace(NOTICE, level="", tools=()))).words
    assert "工卡量具" not in words and "等级" not in words and "考核项目织布工" in words


SCORING = scoring_sheet.ScoringSheet(
    "织布工",
    "四级/中级工",
    "断经处理",
    "V1-P-03",
    "演示考生001",
    "320121063000000001",
    "07",
    60,
    (scoring_sheet.Criterion("安全准备", "每缺一项扣二分", 10.5), scoring_sheet.Criterion("接头", "牢固", 89.5)),
    assessors=("演示组长", "演示乙", ""),
    faults_that_fail=("造成设备损坏",),
)


def test_a_scoring_sheet_has_a_column_and_a_signature_for_each_assessor(read_back):
    page = read_back(scoring_sheet.render(SCORING))
    assert len(page.pages) == 1
    assert not page.misses(SCORING)
    assert not page.lacks(
        "考评组长演示组长", "考评员1演示乙", "考评员2", "考评组长（签字）", "考评员2（签字）", "争议裁决"
    )
    assert "考评员3" not in page.words


def test_the_weights_of_a_scoring_sheet_are_added_up(read_back):
    assert "合计100" in read_back(scoring_sheet.render(SCORING)).words


def test_printing_nothing_is_refused_with_words():
    for print_nothing in (door_list.render, room_plan.render, lambda: seat_labels.render([])):
        with pytest.raises(BadInput, match="没有可打印的内容"):
            print_nothing()
