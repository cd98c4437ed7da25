from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from liangcai.engines.typesetting import (
    confidentiality_pledge,
    conformity_certificate,
    development_form,
    filing_form,
    handover_slip,
)
from liangcai.engines.typesetting.compile import DEMONSTRATION
from liangcai.engines.typesetting.filing_form import Counted, FilingForm, ManagementRule, Opinion, StaffMember
from liangcai.kernel.refusals import BadInput

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SLIP = handover_slip.HandoverSlip(
    "JJ-2021-0001",
    "2021年6月四级考核",
    "演示题库工作站",
    "演示移交人",
    "演示考场",
    "演示接收人",
    datetime(2021, 6, 28, 9, 30),
    (handover_slip.HandedItem("织布工四级试卷密封包", "光盘", "D-2021-0001", 2, DIGEST),),
    "PKG-2021-0001",
    "无异常",
)


def test_every_field_of_a_hand_over_slip_can_be_read_back(read_back):
    page = read_back(handover_slip.render(SLIP))
    assert len(page.pages) == 1
    assert not page.misses(SLIP, besides={"code"})
    assert page.codes() == ["PKG-2021-0001"]


def test_a_slip_without_code_or_moment_prints_empty_boxes_and_no_qr(read_back):
    page = read_back(handover_slip.render(replace(SLIP, code="", handed_over_at=None)))
    assert page.codes() == [] and "2021年6月28日" not in page.words


def test_a_digest_breaks_within_its_cell(read_back):
    assert not read_back(handover_slip.render(SLIP)).outside(sides_mm=19)


def test_documents_whose_annex_is_missing_say_so(read_back):
    pledge = confidentiality_pledge.ConfidentialityPledge("1", "演示", "1", "演示", "演示", "演示", "演示")
    made = [handover_slip.render(SLIP), confidentiality_pledge.render(pledge)]
    made += [development_form.render(development_form.DevelopmentForm(annex, "1", {})) for annex in (7, 8, 9, 10)]
    assert all("附件原文未取得，栏目为可配置默认" in read_back(pdf).words for pdf in made)


def test_the_watermark_is_on_every_page_and_only_when_asked(read_back):
    many = replace(SLIP, items=SLIP.items * 40)
    marked, plain = (
        read_back(handover_slip.render(many, watermark=DEMONSTRATION)),
        read_back(handover_slip.render(many)),
    )
    assert len(marked.pages) == len(plain.pages) > 1
    assert all("演示·不作为凭证" in page for page in marked.pages)
    assert not any("不作为凭证" in page for page in plain.pages)


def test_a_pledge_holds_its_clauses_and_a_missing_end_reads_as_unlimited(read_back):
    pledge = confidentiality_pledge.ConfidentialityPledge(
        "BM-2021-0012",
        "演示专家甲",
        "320102********1234",
        "演示协会",
        "高级工程师",
        "题库开发",
        "织布工题库",
        date(2021, 6, 1),
    )
    page = read_back(confidentiality_pledge.render(pledge))
    assert len(page.pages) == 1 and not page.misses(pledge)
    assert "有效期至长期" in page.words
    assert (
        "有效期至2024年5月31日"
        in read_back(confidentiality_pledge.render(replace(pledge, valid_until=date(2024, 5, 31)))).words
    )


@pytest.mark.parametrize("annex", [7, 8, 9, 10])
def test_every_field_of_the_development_forms_takes_an_answer(annex, read_back):
    labels = [label for s in development_form.DEFAULT_SECTIONS[annex] for label in (*s.short, *s.long)]
    answers = {label: f"答{number:02}演示" for number, label in enumerate(labels)}
    opinions = {label: f"{label}：演示同意" for label in development_form.OPINIONS[annex]}
    form = development_form.DevelopmentForm(annex, "KF-2021-0004", answers, opinions)
    page = read_back(development_form.render(form))
    assert len(page.pages) == 1
    assert not page.misses(form) and not page.lacks(*labels, f"附件{annex}", development_form.TITLES[annex])


def test_the_fields_of_a_development_form_can_be_replaced(read_back):
    sections = (development_form.FormSection("自定栏目", ("甲栏",)),)
    form = development_form.DevelopmentForm(7, "1", {"甲栏": "演示值"}, sections=sections)
    words = read_back(development_form.render(form)).words
    assert "甲栏演示值" in words and "开发依据" not in words


def test_an_answer_that_no_field_takes_is_refused():
    with pytest.raises(BadInput, match="没有这些栏目：乙栏"):
        development_form.render(development_form.DevelopmentForm(7, "1", {"乙栏": "演示"}))


FILING = FilingForm(
    applicant="演示技工学校",
    competent_department="演示区人社局",
    nature="事业单位",
    registration_number="123201000000000000",
    registration_authority="演示区编办",
    address="演示市演示路1号",
    postcode="211100",
    head="演示校长",
    head_post="校长",
    head_title="高级讲师",
    telephone="025-00000000",
    fax="025-00000001",
    email="demo@example.org",
    projects=("充电桩运维管理", "无人机测绘操控"),
    scope="本市",
    committed=(True, True, True),
    funding_source="财政拨款",
    equipment_funding_source="自筹",
    office_area="120",
    practical_area="850.5",
    office_equipment="电脑演示型12台",
    theory_area="300",
    places=(Counted("充电桩工位", "11"), Counted("无人机工位", "6")),
    equipment=tuple(Counted(f"演示设备{n}", f"{n}台") for n in range(14)),
    instruments=(Counted("绝缘电阻测试仪", "5"),),
    rules=tuple(
        ManagementRule(kind, number != 5, f"演示文〔2021〕{number}号")
        for number, kind in enumerate(filing_form.MANAGEMENT_RULES)
    ),
    documents=(Counted("考核规范", "2"),),
    staff=(StaffMember("演示人员甲", "41", "男", "考评员", "高级技师"),),
    department_opinion=Opinion("同意申报。", date(2021, 5, 6)),
    filing_opinion=Opinion("准予备案。", date(2021, 5, 20)),
    valid_from=date(2021, 6, 1),
    valid_to=date(2024, 5, 31),
    remarks="首次备案",
)


def test_every_field_of_the_filing_form_can_be_read_back_on_three_pages(read_back):
    page = read_back(filing_form.render(FILING))
    assert len(page.pages) == 3
    assert not page.misses(FILING)
    assert not page.outside(sides_mm=19)


def test_the_filing_form_bears_every_label_of_the_annex(read_back):
    page = read_back(filing_form.render(FilingForm(applicant="")))
    assert len(page.pages) == 3
    assert not page.lacks(
        "专项职业能力考核机构备案申请表",
        "申请单位名称",
        "主管部门",
        "单位性质",
        "法人登记证编号",
        "法人登记证核发部门",
        "详细地址",
        "邮编",
        "机构负责人姓名",
        "职务",
        "专业技术职务",
        "联系电话",
        "传真",
        "电子信箱",
        "专项职业能力考核项目名称",
        "申报考核范围",
        "申请单位及法人代表承诺",
        "单位（印章）",
        "法人代表签字",
        "考核机构人员及经费来源",
        "考核机构设备购置费来源",
        "考核机构办公用房面积（m²）",
        "操作考核场地面积（m²）",
        "办公设备名称及型号",
        "理论考试场地面积（m²）",
        "操作考核考位情况",
        "考核项目",
        "考位数",
        "操作考核用主要设备设施情况",
        "设备设施名称",
        "检测仪器设备情况",
        "仪器设备名称",
        "管理制度建立情况",
        "制度类别",
        "是否建立",
        "文件名称",
        *filing_form.MANAGEMENT_RULES,
        "鉴定依据与相关资料（软件）",
        "资料名称",
        "数量",
        "主要管理人员、考评员、专业技术人员",
        "姓名",
        "年龄",
        "性别",
        "职称",
        "主管部门意见",
        "人力资源和社会保障部门备案意见",
        "有效期",
        "备注",
    )


def test_the_opinion_of_the_department_stands_before_the_filing_opinion(read_back):
    words = read_back(filing_form.render(FILING)).words
    assert words.index("同意申报。") < words.index("准予备案。")


def test_long_lists_of_a_filing_grow_over_more_pages_and_lose_nothing(read_back):
    form = replace(
        FILING,
        equipment=tuple(Counted(f"演示设备{n:03}", f"{n}台") for n in range(90)),
        staff=tuple(StaffMember(f"演示人员{n:03}", "40", "女", "考评员", "技师") for n in range(60)),
    )
    page = read_back(filing_form.render(form))
    assert len(page.pages) > 3 and not page.misses(form)


def test_every_text_field_of_a_filing_may_hold_forty_characters(read_back):
    long = "演示超长内容" * 6 + "演示超长"
    texts = {f.name: long for f in fields(FilingForm) if isinstance(getattr(FILING, f.name), str)}
    page = read_back(filing_form.render(replace(FILING, **texts)))
    assert page.words.count(long) == len(texts)
    assert not page.outside(sides_mm=19)


CONFORMITY = conformity_certificate.ConformityCertificate(
    "V1-2021-A",
    "织布工四级试卷",
    "织布工四级方案",
    DIGEST,
    DIGEST[::-1],
    "2021.2",
    "20210630",
    datetime(2021, 6, 20, 9, 30),
    (
        conformity_certificate.ConformityCheck("考核范围", "A-A 五题", "A-A 五题", True),
        conformity_certificate.ConformityCheck("分值", "100", "100", True),
    ),
    "演示题库工作站",
    "Zm9v" * 22,
    "CONF:V1",
)


def test_every_field_of_a_conformity_certificate_can_be_read_back(read_back):
    page = read_back(conformity_certificate.render(CONFORMITY))
    assert len(page.pages) == 1
    assert not page.misses(CONFORMITY, besides={"code"})
    assert page.codes() == ["CONF:V1"]
    assert "各项检查全部相符" in page.words


def test_one_failed_check_turns_the_conclusion_and_is_named(read_back):
    failed = replace(CONFORMITY.checks[1], found="99", holds=False)
    words = read_back(conformity_certificate.render(replace(CONFORMITY, checks=(CONFORMITY.checks[0], failed)))).words
    assert "不符合组卷方案：分值。本卷不得启用" in words and "全部相符" not in words
