from dataclasses import replace
from datetime import datetime

from liangcai.engines.typesetting.admission_ticket import AdmissionTicket, TicketSitting, render, tickets_pdf

TICKET = AdmissionTicket(
    authority="演示职业技能鉴定中心",
    ticket_number="320121063000000012",
    candidate="演示考生001",
    sex="女",
    document_number="320102********1234",
    target="织布工",
    level="四级/中级工",
    organization="演示技工学校",
    site="演示考点",
    address="演示市演示路1号",
    sittings=(
        TicketSitting("理论知识", datetime(2021, 6, 30, 9), datetime(2021, 6, 30, 10, 30), "第3考场", "12"),
        TicketSitting("操作技能", datetime(2021, 7, 1, 13), datetime(2021, 7, 1, 16, 30), "实训楼", "07"),
    ),
    notes=("迟到三十分钟不得入场。",),
)
FIELDS = (
    "准　考　证",
    "演示职业技能鉴定中心",
    "320121063000000012",
    "演示考生001",
    "女",
    "320102********1234",
    "织布工",
    "四级/中级工",
    "演示技工学校",
    "演示考点",
    "演示市演示路1号",
    "理论知识",
    "2021年6月30日09:00—10:30",
    "第3考场",
    "12",
    "操作技能",
    "2021年7月1日13:00—16:30",
    "实训楼",
    "07",
)


def test_every_field_of_a_single_ticket_can_be_read_back_with_its_notes(read_back):
    page = read_back(render(TICKET))
    assert len(page.pages) == 1
    assert not page.lacks(*FIELDS, "迟到三十分钟不得入场。")


def test_the_qr_of_a_ticket_holds_the_ticket_number(read_back):
    assert read_back(render(TICKET)).codes() == ["320121063000000012"]


def test_a_special_ability_ticket_names_the_project_and_no_level(read_back):
    words = read_back(render(replace(TICKET, target="充电桩运维管理", level=""))).words
    assert "考核项目充电桩运维管理" in words
    assert "等级" not in words and "职业工种" not in words


def test_four_tickets_fill_a_page_and_the_fifth_starts_another(read_back):
    def named(count):
        numbered = [
            replace(TICKET, candidate=f"演示考生{n:03}", ticket_number=f"32012106300000{n:04}") for n in range(count)
        ]
        return read_back(tickets_pdf(numbered))

    assert len(named(4).pages) == 1
    five = named(5)
    assert len(five.pages) == 2
    assert sorted(five.codes(0)) == [f"32012106300000{n:04}" for n in range(4)]
    assert "演示考生004" in five.pages[1]


def test_every_field_of_a_bulk_ticket_can_be_read_back(read_back):
    assert not read_back(tickets_pdf([TICKET])).lacks(*FIELDS)


def test_long_names_neither_leave_the_sheet_nor_push_a_ticket_off_its_quarter(read_back, photo):
    long = "演示超长名称" * 7
    ticket = replace(TICKET, candidate=long[:40], organization=long, site=long, address=long, photo=photo)
    page = read_back(tickets_pdf([ticket] * 4))
    assert len(page.pages) == 1
    assert page.words.count(long[:40]) >= 4
    assert not page.outside()
    assert len(page.codes()) == 4
