import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from liangcai.engines.item_files import Grid, read_word
from liangcai.engines.item_files.formulas import linear
from liangcai.engines.item_files.word_numbering import chinese, spelled
from liangcai.kernel.refusals import BadInput

from .samples import MATH, picture, run


def document(*lines):
    out = docx.Document()
    for line in lines:
        out.add_paragraph(line)
    return out


def read(out):
    content = io.BytesIO()
    out.save(content)
    return read_word(content.getvalue())


def items(*lines):
    return read(document(*lines)).items


def test_options_on_their_own_lines_and_the_answer_after():
    (item,) = items(
        "一、单项选择题", "1．安全电压是（　）。", "A．12V", "B、36V", "（C）220V", "答案：B", "解析：见规程"
    )
    assert (item.type, item.options, item.answer) == ("single_choice", ("12V", "36V", "220V"), "B")
    assert item.explanation == "见规程" and item.problems == ()


def test_options_on_one_line_are_cut_and_the_answer_in_brackets_is_taken_out():
    (item,) = items("二、多选题（每题2分）", "12、绝缘材料有（ A、C ）。 A.橡胶  B.铜 C.PVC管 D.铝")
    assert item.stem == "绝缘材料有（　）。"
    assert (item.options, item.answer) == (("橡胶", "铜", "PVC管", "铝"), "AC")


def test_options_without_a_full_stop_before_them_may_stand_behind_soft_breaks():
    out = document("一、单选题")
    out.add_paragraph("1. 电流的单位是\nA. 安培 B. 伏特\nC. 欧姆 D. 瓦特\n答案：A")
    (item,) = read(out).items
    assert item.options == ("安培", "伏特", "欧姆", "瓦特") and item.answer == "A"


@pytest.mark.parametrize(
    ("mark", "answer"), [("√", "对"), ("×", "错"), ("对", "对"), ("错误", "错"), ("✗", "错"), ("正确", "对")]
)
def test_true_or_false_in_every_spelling(mark, answer):
    (item,) = items("三、判断题", f"1. 熔断器可以用铜丝代替。（{mark}）")
    assert (item.type, item.answer, item.stem) == ("true_false", answer, "熔断器可以用铜丝代替。（　）")


def test_an_answer_list_at_the_end_serves_sections_that_number_from_one_again():
    report = read(document(
        "一、单项选择题", "1. 甲（　）", "A. 一", "B. 二", "2. 乙（　）", "A. 一", "B. 二",
        "二、判断题", "1. 丙。（　）", "2. 丁。（　）",
        "参考答案", "一、单项选择题", "1-2 AB", "二、判断题", "1.√ 2.×",
    ))  # fmt: skip
    assert [item.answer for item in report.items] == ["A", "B", "对", "错"]
    assert report.all_problems == ()


def test_an_answer_list_with_numbers_through_the_paper_needs_no_sections():
    report = read(document(
        "一、单选题", "1. 甲（　）", "A. 一", "B. 二", "二、简答题", "2. 说明原因", "答案", "1. B",
        "2. 因为接触不良", "并且过载",
    ))  # fmt: skip
    assert [item.answer for item in report.items] == ["B", "因为接触不良\n并且过载"]


def test_an_answer_list_of_another_length_and_answers_without_a_question_are_problems():
    report = read(document("一、单选题", "1. 甲（　）", "A. 一", "B. 二", "答案", "1-3 AB", "9. A"))
    words = [problem.words for problem in report.problems]
    assert any("应有 3 个答案，找到 2 个" in one for one in words)
    assert any("第 9 题有答案" in one for one in words)


def test_a_table_of_answers_is_read():
    out = document("一、单选题", "1. 甲（　）", "A. 一", "B. 二", "2. 乙（　）", "A. 一", "B. 二")
    table = out.add_table(2, 3)
    for row, cells in enumerate((("题号", "1", "2"), ("答案", "B", "A"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    assert [item.answer for item in read(out).items] == ["B", "A"]


def test_a_table_in_a_question_is_kept_as_a_table():
    out = document("一、计算题", "1. 按下表计算：")
    table = out.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "电压", "36V"
    (item,) = read(out).items
    assert item.stem == "按下表计算：\n〔表1〕" and item.tables == (Grid((("电压", "36V"),)),)


def test_numbers_that_only_word_shows_are_counted():
    out = document("一、单项选择题")
    numbering = out.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
    ))  # fmt: skip
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for text, level in (("甲（　）", 0), ("一", 1), ("二", 1), ("乙（B）", 0), ("三", 1), ("四", 1)):
        paragraph = out.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
        ))  # fmt: skip
    found = read(out).items
    assert [(item.number, item.options) for item in found] == [("1", ("一", "二")), ("2", ("三", "四"))]
    assert found[1].answer == "B"


def test_deleted_text_is_gone_and_inserted_text_stays():
    out = document("一、简答题")
    paragraph = out.add_paragraph("1. 说明")
    for mark, inside in (("del", "<w:delText>旧</w:delText>"), ("ins", "<w:t>新</w:t>")):
        paragraph._p.append(parse_xml(f"<w:{mark} {nsdecls('w')}><w:r>{inside}</w:r></w:{mark}>"))
    assert read(out).items[0].stem == "说明新"


def test_raised_and_lowered_characters_stay_so():
    out = document("一、简答题")
    paragraph = out.add_paragraph("1. 面积 5 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("，电流 I")
    paragraph.add_run("甲").font.subscript = True
    assert read(out).items[0].stem == "面积 5 m〔上:2〕，电流 I〔下:甲〕"


def test_pictures_of_stem_and_options_stand_where_they_stood():
    out = document("一、单选题", "1. 看图")
    for label, shade in (("A. ", 1), ("B. ", 2)):
        out.add_paragraph(label).add_run().add_picture(io.BytesIO(picture(shade).content))
    (item,) = read(out).items
    assert item.options == ("〔图1〕", "〔图2〕")
    assert [one.content for one in item.pictures] == [picture(1).content, picture(2).content]


def test_without_a_heading_the_type_is_guessed_and_said():
    found = items(
        "1. 甲", "A. 一", "B. 二", "答案：AB", "2. 乙____", "答案：三", "3. [判断题] 丙", "答案：T", "4. 丁（×）",
    )  # fmt: skip
    assert [item.type for item in found] == ["multiple_choice", "fill_blank", "true_false", "true_false"]
    assert [bool(item.problems) for item in found] == [True, True, False, True]


def test_a_decimal_at_the_start_of_a_line_is_no_question_number():
    (item,) = items("一、计算题", "1. 已知电流为", "3.5 A，求功率")
    assert item.stem == "已知电流为\n3.5 A，求功率"


def test_attributes_are_read_and_wrong_ones_are_problems():
    (item,) = items("一、简答题", "1. 甲", "鉴定点：A-A-A-001", "难度：较难", "重要程度：核心")
    assert (item.point, item.difficulty, item.importance) == ("A-A-A-001", 0.5, "X")
    (item,) = items("一、简答题", "1. 甲", "难度：1.0", "重要程度：W")
    assert {problem.field for problem in item.problems} == {"难度", "重要程度"}


def test_text_before_the_first_question_is_no_problem_and_text_between_sections_is():
    report = read(document("某工种试题", "一、简答题", "1. 甲", "二、判断题", "每题一分", "1. 乙（√）"))
    assert [problem.words for problem in report.problems] == ["不属于任何试题，未读取：每题一分"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"<m:f><m:num>{run('a+b')}</m:num><m:den>{run('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>", "x^2"),
        (f"<m:sSub><m:e>{run('I')}</m:e><m:sub>{run('12')}</m:sub></m:sSub>", "I_(12)"),
        (f"<m:rad><m:deg/><m:e>{run('x')}</m:e></m:rad>", "√(x)"),
        (f"<m:rad><m:deg>{run('3')}</m:deg><m:e>{run('x')}</m:e></m:rad>", "√[3](x)"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{run("i")}</m:sub><m:sup>{run("n")}</m:sup>'
         f"<m:e>{run('a')}</m:e></m:nary>", "∑_i^n a"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{run("a")}</m:e></m:d>', "[a]"),
        (f"<m:m><m:mr><m:e>{run('1')}</m:e><m:e>{run('2')}</m:e></m:mr><m:mr><m:e>{run('3')}</m:e></m:mr></m:m>",
         "[1, 2; 3]"),
        (f"<m:func><m:fName>{run('sin')}</m:fName><m:e>{run('α')}</m:e></m:func>", "sin α"),
        ("<m:r><m:t></m:t></m:r>", ""),
    ],
)  # fmt: skip
def test_formulas_as_one_line(inside, text):
    assert linear(etree.fromstring(f'<m:oMath xmlns:m="{MATH}">{inside}</m:oMath>')) == text


@pytest.mark.parametrize(
    ("number", "style", "label"),
    [(3, "decimal", "3"), (2, "upperLetter", "B"), (27, "lowerLetter", "aa"), (14, "lowerRoman", "xiv"),
     (11, "chineseCounting", "十一"), (1, "decimalEnclosedCircle", "①"), (21, "decimalEnclosedCircle", "21")],
)  # fmt: skip
def test_numbers_in_the_styles_word_knows(number, style, label):
    assert spelled(number, style) == label


def test_chinese_numbers_at_the_tens():
    assert [chinese(n) for n in (9, 10, 19, 20, 99, 100)] == ["九", "十", "十九", "二十", "九十九", "一零零"]


def test_a_document_of_text_is_bad_input():
    with pytest.raises(BadInput, match="不是"):
        read_word(b"1. \xe7\x94\xb2")
