from dataclasses import replace
from datetime import date, datetime

import pytest

from liangcai.engines.typesetting import (
    accepted_roster,
    career_advice,
    custody_statement,
    inspection_announcement,
    key_projects,
    resource_directions,
    result_announcement,
    review_feedback,
    shortage_list,
    statistics_report,
    table_report,
)
from liangcai.kernel.refusals import BadInput

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FEEDBACK = review_feedback.ReviewFeedback(
    "PC-2021-011",
    "演示技工学校",
    date(2021, 5, 10),
    date(2021, 5, 24),
    date(2021, 5, 20),
    "演示鉴定中心",
    tuple(
        review_feedback.Reviewed(
            f"演示考生{n:03}",
            f"320102********{n:04}",
            "充电桩运维管理",
            ("未达到法定劳动年龄。", "照片不合要求。") if n % 10 == 0 else (),
        )
        for n in range(1, 41)
    ),
)


def test_the_feedback_gives_every_reason_of_every_refused_candidate_at_once(read_back):
    page = read_back(review_feedback.render(FEEDBACK))
    assert not page.misses(FEEDBACK)
    assert page.words.count("1.未达到法定劳动年龄。2.照片不合要求。") == 4
    assert not page.lacks("审核通过36人", "审核未通过4人")


def test_a_feedback_without_refusals_has_no_list_of_refused(read_back):
    accepted = tuple(replace(entry, reasons=()) for entry in FEEDBACK.reviewed)
    assert "审核未通过人员" not in read_back(review_feedback.render(replace(FEEDBACK, reviewed=accepted))).words


def test_a_roster_numbers_everyone_and_repeats_its_header(read_back):
    roster = accepted_roster.AcceptedRoster(
        "PC-2021-011",
        "演示技工学校",
        "2021年6月第一批",
        date(2021, 5, 20),
        "演示鉴定中心",
        tuple(
            accepted_roster.Accepted(f"演示考生{n:03}", "女", f"320102********{n:04}", "充电桩运维管理", "理论、实操")
            for n in range(1, 61)
        ),
    )
    page = read_back(accepted_roster.render(roster))
    assert len(page.pages) == 2 and not page.misses(roster)
    assert all("证件号码" in sheet for sheet in page.pages)
    assert "通过人数60人" in page.words


def test_a_shortage_list_of_sixty_entries_is_complete_and_numbered(read_back):
    entries = tuple(
        shortage_list.ShortageEntry(f"4-01-02-{n:02}", f"演示职业{n:02}", "评价标准、评价题库") for n in range(1, 61)
    )
    document = shortage_list.ShortageList("2021年紧缺技术资源目录", entries, "附件2", "演示文〔2021〕1号")
    page = read_back(shortage_list.render(document))
    assert len(page.pages) == 2 and not page.misses(document)
    assert "604-01-02-60演示职业60" in page.words


def test_directions_keep_their_long_groups_whole(read_back):
    document = resource_directions.ResourceDirections(
        "紧缺技术资源方向",
        tuple(resource_directions.Direction(f"演示行业{n}", "、".join(["演示制造人员"] * 12)) for n in range(22)),
        "附件1",
    )
    assert not read_back(resource_directions.render(document)).misses(document)


def test_key_projects_name_batch_content_and_developer(read_back):
    document = key_projects.KeyProjects(
        "重点开发项目", "第一批", (key_projects.KeyProjectEntry("织布工题库（五级、四级、三级）", "演示协会"),), "附件3"
    )
    page = read_back(key_projects.render(document))
    assert not page.misses(document) and "（第一批）" in page.words


STATEMENT = custody_statement.CustodyStatement(
    "演示题库工作站",
    ("演示甲", "演示乙"),
    date(2021, 6, 1),
    date(2021, 6, 30),
    (custody_statement.LedgerMonth("出入登记", 42, "E-0101", "E-0142", DIGEST, True),),
    (custody_statement.CrossCheck("使用计算机而无出入登记"),),
    (("V1-2021-A", 60, 60),),
)


def test_a_clean_custody_month_says_so_and_prints_everything(read_back):
    page = read_back(custody_statement.render(STATEMENT))
    assert len(page.pages) == 1 and not page.misses(STATEMENT)
    assert "台账完整，互查与份数均相符" in page.words


@pytest.mark.parametrize(
    "fault, said",
    [
        ({"ledgers": (replace(STATEMENT.ledgers[0], intact=False),)}, "断链1处"),
        ({"cross_checks": (custody_statement.CrossCheck("互查", ("A-15",)),)}, "互查不符1处"),
        ({"copies": (("V1", 60, 61),)}, "份数不符1处"),
    ],
)
def test_each_fault_of_a_custody_month_turns_the_conclusion(fault, said, read_back):
    words = read_back(custody_statement.render(replace(STATEMENT, **fault))).words
    assert said in words and "均相符" not in words


def test_an_inspection_announcement_carries_all_that_a_replay_needs(read_back):
    announcement = inspection_announcement.InspectionAnnouncement(
        "演示公告〔2021〕3号",
        "2021年第二季度",
        datetime(2021, 6, 20, 10),
        412,
        63,
        DIGEST,
        DIGEST[::-1],
        "5f" * 16,
        "2021071期",
        (
            inspection_announcement.DrawnBatch(
                "PC-2021-011", "演示技工学校", "充电桩运维管理", date(2021, 6, 30), "演示督导甲"
            ),
        ),
        "https://example.org/draws/3",
        "演示鉴定中心",
        date(2021, 6, 21),
    )
    page = read_back(inspection_announcement.render(announcement))
    assert not page.misses(announcement)
    assert not page.lacks("412个考核批次中随机抽取1个批次", "63名")


RESULTS = result_announcement.ResultAnnouncement(
    "2021年6月成绩公示",
    "PC-2021-011",
    "织布工",
    "四级/中级工",
    ("理论知识", "操作技能"),
    (
        result_announcement.AnnouncedResult("320121063000000001", "演示考生*01", ("86", "59.5"), "不合格"),
        result_announcement.AnnouncedResult("320121063000000002", "演示考生*02", ("60", "缺考"), "不合格"),
    ),
    date(2021, 7, 1),
    date(2021, 7, 7),
    "电话：025-00000000。",
    "演示评价有限公司",
    date(2021, 7, 1),
)


def test_announced_results_show_each_subject_by_itself(read_back):
    page = read_back(result_announcement.render(RESULTS))
    assert not page.misses(RESULTS)
    assert "8659.5不合格" in page.words and "60缺考不合格" in page.words


def test_a_result_that_lacks_a_subject_is_refused_by_ticket_number():
    short = replace(RESULTS.results[0], scores=("86",))
    with pytest.raises(BadInput, match="320121063000000001 有 1 个成绩，需要 2 个"):
        result_announcement.render(replace(RESULTS, results=(short,)))


def test_statistics_print_tables_totals_and_notes(read_back):
    report = statistics_report.StatisticsReport(
        "考核发证统计表",
        "演示市",
        date(2021, 1, 1),
        date(2021, 6, 30),
        (
            statistics_report.StatisticsTable(
                "按职业", ("职业", "报名", "合格"), (("织布工", "120", "90"),), ("合计", "121", "91")
            ),
        ),
        "演示中心",
        date(2021, 7, 5),
        ("演示说明。",),
    )
    assert not read_back(statistics_report.render(report)).misses(report)


LIST = table_report.TableReport(
    "机构名录",
    ("名称", "所在地"),
    tuple((f"演示机构{n:03}", "演示市") for n in range(60)),
    "状态：有效",
    "演示人员",
    datetime(2021, 6, 30, 9, 5),
)


def test_a_printed_list_holds_every_row_its_filters_and_its_header_on_each_page(read_back):
    page = read_back(table_report.render(LIST))
    assert not page.misses(LIST) and "共60条" in page.words
    assert len(page.pages) == 2 and all("名称所在地" in sheet for sheet in page.pages)


def test_a_list_without_rows_is_printed_as_such(read_back):
    assert "共0条" in read_back(table_report.render(replace(LIST, rows=()))).words


def test_an_unprintable_character_in_a_list_becomes_a_geta_with_a_note(read_back):
    words = read_back(table_report.render(replace(LIST, rows=(("演示🙂", "演示市"),)))).words
    assert "演示〓" in words and "字库未收" in words


def test_a_clean_list_has_no_note_about_missing_characters(read_back):
    assert "〓" not in read_back(table_report.render(LIST)).words


def test_a_wide_list_turns_to_landscape_and_a_narrow_one_stays_upright(read_back):
    wide = replace(LIST, columns=tuple(f"第{n}列" for n in range(8)), rows=(("演示内容较长的一格",) * 8,))
    for document, turned in ((LIST, False), (wide, True)):
        picture = read_back(table_report.render(document)).picture(dots_per_inch=20)
        assert (picture.width > picture.height) is turned


@pytest.mark.parametrize(
    "document, said",
    [
        (replace(LIST, rows=(("只有一格",),)), "第 1 行有 1 格，需要 2 格"),
        (replace(LIST, columns=(), rows=()), "没有列"),
        (replace(LIST, rows=(("甲", "乙"),) * 3001), "3001 行"),
    ],
)
def test_a_misshapen_list_is_refused_with_words(document, said):
    with pytest.raises(BadInput, match=said):
        table_report.render(document)


ADVICE = career_advice.CareerAdvice(
    date(2022, 6, 30),
    (("职业", "织布工"), ("技能等级", "三级")),
    (career_advice.Opportunity("职称评审", "工程系列助理级", "满年限", "市级评审委员会", ("理论知识",), "二(一)"),),
    (
        career_advice.LaterStep(date(2028, 7, 1), "可申报副高级职称", "二(二)2"),
        career_advice.LaterStep(date(2023, 5, 1), "可申报中级职称", "二(二)1"),
        career_advice.LaterStep(date(2023, 6, 1), "年度考核满三年", "二(三)"),
    ),
    (career_advice.MissingEvidence("年度考核结果", "副高级职称"),),
    (("苏人社发〔2021〕132号 二(二)1", "高级工可评中级职称"),),
    "sha256:9f86",
)


def test_career_advice_fits_one_page_and_says_everything(read_back):
    page = read_back(career_advice.render(ADVICE))
    assert len(page.pages) == 1 and not page.misses(ADVICE)


def test_later_steps_are_listed_in_the_order_of_their_days(read_back):
    words = read_back(career_advice.render(ADVICE)).words
    assert words.index("可申报中级职称") < words.index("年度考核满三年") < words.index("可申报副高级职称")
    assert all(str(year) in words for year in range(2023, 2029))


def test_advice_without_any_opening_says_so(read_back):
    words = read_back(career_advice.render(replace(ADVICE, now=(), later=(), missing=(), articles=()))).words
    assert "目前还没有可以直接申报的项目" in words and "没有只差时间" in words


def test_steps_on_one_day_and_on_the_day_itself_are_drawn(read_back):
    today = replace(ADVICE, later=tuple(career_advice.LaterStep(ADVICE.on, f"演示步骤{n}") for n in range(3)))
    page = read_back(career_advice.render(today))
    assert len(page.pages) == 1 and not page.misses(today) and not page.outside()
