"""A norm in print: everything that was written can be read in the PDF, tables included."""

from liangcai.engines.norms import layout
from liangcai.engines.typesetting.norm_document import NormDocument, render
from tests.engines.norms import samples


def texts(content):
    for value in content.values():
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            for text in row.values() if isinstance(row, dict) else [row]:
                yield from text.split("\n")


def test_every_text_of_a_graded_norm_is_printed(read_back):
    shape, content = samples.graded()
    pdf = read_back(render(NormDocument("演示工", layout(shape, content), "行业评价规范", ("五级",), "演示协会", "2021年8月20日", "征求意见稿")))
    assert pdf.lacks(*texts(content), "演示工", "行业评价规范", "演示协会", "2021年8月20日", "征求意见稿", "4.2技能要求权重表", "合计") == []
    assert pdf.outside() == []


def test_every_text_of_a_special_ability_norm_is_printed(read_back):
    shape, content = samples.special()
    pdf = read_back(render(NormDocument("手工制鞋", layout(shape, content), "专项职业能力考核规范")))
    assert pdf.lacks(*texts(content)) == []


def test_a_long_table_runs_over_pages_with_its_head_on_each(read_back):
    shape, content = samples.special()
    content["tasks"] = [{"name": f"任务{n}", "skills": "能做到\n" * 4 + "能检查", "knowledge": "知识", "weight": "1"} for n in range(100)]
    pdf = read_back(render(NormDocument("手工制鞋", layout(shape, content))))
    assert sum("工作任务" in page for page in pdf.pages) >= 3
    assert pdf.lacks("任务0", "任务99") == []
