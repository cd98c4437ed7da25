"""Real-life files are read as far as they go; the rest is listed. Strangers' files are refused with words."""

import io
import zipfile

import pytest
from docx import Document

from liangcai.engines.norms import graded_shape, read_word, special_ability_shape, to_word
from liangcai.kernel.refusals import BadInput

from . import samples

WORK_HEAD = ["职业功能", "工作内容", "技能要求", "相关知识要求"]


def test_a_plain_national_standard_with_typed_numbers_is_understood():
    data = samples.plain_document(
        "演示工国家职业技能标准", "1 职业概况", "1.1 职业名称", "演示工", "1.3 职业定义", "做演示的人员。", "1.9.2 鉴定方式",
        "分为理论知识考试、技能考核。", "1.9.5 鉴定场所设备", "演示车间。", "2 基本要求", "2.1 职业道德", "2.1.2 职业守则", "（1）遵纪守法。", "（2）爱岗敬业。",
        "2.2 基础知识", "2.2.1 安全知识", "（1）用电安全。", "3 工作要求", "本标准对各等级的要求依次递进，高级别涵盖低级别的要求。", "3.1 五级/初级工", "4 权重表",
        "4.1 理论知识权重表", "4.2 技能要求权重表",
        tables={20: [WORK_HEAD, ["1.准备", "1.1检查", "1.1.1能检查", "1.1.1检查知识"]],
                22: [["项目", "项目", "五级/初级工（%）"], ["基本要求", "职业道德", "5"], ["相关知识要求", "准备", "95"], ["合计", "合计", "100"]],
                23: [["项目", "技能等级", "五级/初级工（%）"], ["技能要求", "准备", "100"], ["合计", "", "100"]]},
    )  # fmt: skip
    reading = read_word(data)
    content = reading.content
    assert reading.shape.levels == ("五级",) and reading.left == () and reading.cover == ("演示工国家职业技能标准",)
    assert (content["overview"]["职业定义"], content["overview"]["评价方式"]) == ("做演示的人员。", "分为理论知识考试、技能考核。")
    assert content["overview"]["评价场所设备"] == "演示车间。"
    assert content["ethics"] == ["遵纪守法。", "爱岗敬业。"]
    assert content["knowledge"] == [{"topic": "安全知识", "points": "用电安全。"}]
    assert content["work_5"] == [{"function": "准备", "content": "检查", "skills": "能检查", "knowledge": "检查知识"}]
    assert content["weights_theory"] == [{"part": "职业道德", "level_5": "5"}, {"part": "准备", "level_5": "95"}]
    assert content["weights_skill"] == [{"part": "准备", "level_5": "100"}]


def test_a_special_ability_norm_with_chinese_numbers_is_understood():
    data = samples.plain_document(
        "手工制鞋专项职业能力考核规范", "一、定义", "用手工工具制鞋的能力。", "二、适用对象", "劳动者。", "三、能力标准与鉴定内容", "四、鉴定要求", "（一）申报条件", "达到法定劳动年龄。",
        "（二）考评员构成", "每个考评组不少于3名。", "（三）鉴定方式与鉴定时间", "实操，90 分钟。", "（四）鉴定场地和设备", "工作台。",
        tables={5: [["工作任务", "操作规范", "相关知识", "考核比重"], ["（一）裁料", "能裁", "材料", "60%"], ["（二）缝制", "能缝", "针法", "40%"]]},
    )  # fmt: skip
    reading = read_word(data)
    assert reading.shape == special_ability_shape() and reading.left == ()
    assert [(row["name"], row["weight"]) for row in reading.content["tasks"]] == [("（一）裁料", "60"), ("（二）缝制", "40")]
    assert reading.content["requirements"]["考评人员"] == "每个考评组不少于3名。"
    assert reading.content["requirements"]["场地设备"] == "工作台。"


def test_what_is_not_understood_is_listed_with_its_place_and_reason():
    shape, content = samples.special()
    file = Document(io.BytesIO(to_word(shape, content, "规范")))
    file.add_heading("5 附录", 1)
    file.add_paragraph("附录的文字")
    table = file.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "设备清单", "数量"
    reading = read_word(samples.saved(file), shape)
    assert reading.content == content
    assert [(left.text, left.reason) for left in reading.left] == [
        ("5 附录", "没有对应的章节"), ("附录的文字", "所在标题没有对应的章节"), ("设备清单 | 数量", "所在标题没有对应的章节")]  # fmt: skip
    assert all(left.number > 0 for left in reading.left)


def test_a_level_that_the_project_does_not_have_is_listed():
    shape, content = samples.graded()
    reading = read_word(to_word(shape, content, "规范"), graded_shape(["五级"]))
    assert any("不含四级" in left.reason for left in reading.left)
    assert reading.content["work_5"] == content["work_5"]


def test_tracked_insertions_are_read_and_deletions_are_not():
    shape, content = samples.special()
    file = Document(io.BytesIO(to_word(shape, content, "规范")))
    paragraph = next(p for p in file.paragraphs if p.text.startswith("用手工"))
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>，新增</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    assert read_word(samples.saved(file), shape).content["overview"]["定义"].endswith("制作鞋的能力，新增")


def test_tasks_merged_over_several_rows_are_one_task():
    file = Document()
    for text, depth in (("工作要求", 1), ("五级/初级工", 2)):
        file.add_heading(text, depth)
    table = file.add_table(rows=3, cols=4)
    for at, row in enumerate([WORK_HEAD, ["准备", "检查", "能一", "知一"], ["", "", "能二", "知二"]]):
        for cell, value in zip(table.rows[at].cells, row, strict=True):
            cell.text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(2, 1))
    reading = read_word(samples.saved(file), graded_shape(["五级"]))
    assert reading.content["work_5"] == [{"function": "准备", "content": "检查", "skills": "能一\n能二", "knowledge": "知一\n知二"}]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", zipped(a=b"x"),
                                  zipped(word__document=b"<a"), to_word(*samples.special(), "甲")[:3000],
                                  zipped(word__document=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
                                  zipped(word__document=b" " * (30 << 20)), bytes(100_000_000)])  # fmt: skip
def test_what_is_no_word_file_is_refused_with_words(data):
    with pytest.raises(BadInput) as no:
        read_word(data)
    assert no.value.message


def test_a_word_file_that_is_no_norm_is_refused_with_words():
    with pytest.raises(BadInput) as no:
        read_word(samples.plain_document("一封信", "您好"))
    assert no.value.code == "no_sections"


def test_a_head_of_two_rows_is_a_head():
    data = samples.plain_document("权重表", "理论知识权重表", tables={1: [
        ["项目", "技能等级", "技能等级"], ["项目", "五级/初级工", "四级/中级工"], ["职业道德", "5", "10"], ["准备", "95", "90"], ["合计", "100", "100"]]})  # fmt: skip
    assert read_word(data, graded_shape(["五级", "四级"])).content["weights_theory"] == [
        {"part": "职业道德", "level_5": "5", "level_4": "10"}, {"part": "准备", "level_5": "95", "level_4": "90"}]  # fmt: skip
