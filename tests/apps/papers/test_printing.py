"""What is printed of a paper, read back from the PDF and Word files."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import docx
import pypdf
import pypdfium2
import pytest

from liangcai.apps.custody.models import LedgerRow
from liangcai.apps.item_bank.printing import picture_of
from liangcai.apps.papers import printing
from liangcai.apps.papers.actions.print_paper import panel, print_paper
from liangcai.apps.papers.engine_io import paper_content, plan_of
from liangcai.apps.station.models import Setting
from liangcai.engines.omr import read_sheets
from liangcai.engines.typesetting.conformity_certificate import render as render_conformity
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY
from tests.apps.papers.factories import assembled, practical_run, written_run

pytestmark = pytest.mark.django_db
STARTS = datetime(2021, 12, 11, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def printed(run, part, code="A", copies=1, **given):
    return print_paper(actor=custodian(), at=AT, paper=run.papers.get(code=code), part=part, copies=copies, key=KEY, **given)


def words_of(pdf: bytes) -> str:
    """All text without blanks, joined over pages."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub(r"\s+", "", "".join(pages))


def word_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "".join(re.sub(r"\s+", "", "".join(node.itertext())) for node in document.element.body)


def test_the_paper_prints_every_type_in_the_order_of_the_answer_sheet_with_scores_in_its_head():
    words = words_of(printed(written_run(), "paper"))
    kinds = ["单项选择题", "多项选择题", "判断题", "填空题", "简答题", "计算题", "论述题", "案例分析题"]
    places = [words.index(f"、{kind}") for kind in kinds]
    assert places == sorted(places)
    assert "满分31分，18.6分及以上为合格" in words and "考试时间120分钟" in words and "得分" in words and "评分人" in words
    assert set("密封线") <= set(words) and "准考证号" in words and "第1页共" in words


def test_pictures_formulas_tables_and_marks_of_items_print():
    pdf = printed(written_run(), "paper")
    words = words_of(pdf)
    assert "〔" not in words  # every marker became what it stands for
    assert "断经" in words and "四成" in words and "H2O是水" in words and "正确" in words
    pictures = sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert pictures >= 1
    # the fraction m/V is set as mathematics: two slanted letters one above the other, not the line "m/V"
    assert "m/V" not in words and "𝑚" in words and "𝑉" in words


def test_a_case_prints_its_sub_questions_and_no_answer_stands_on_the_paper():
    words = words_of(printed(written_run(), "paper"))
    assert "（1）指出主要原因" in words and "（2）应先检查" in words and "电源" in words
    for secret in ("张力不匀", "根每十厘米", "分工序论述", "每点两分", "见各小题"):
        assert secret not in words


def test_the_word_paper_says_the_same_with_formulas_as_office_mathematics_and_page_fields():
    run = written_run()
    data = printed(run, "word")
    document = docx.Document(io.BytesIO(data))
    text = word_text(data)
    for words in ("一、单项选择题", "八、案例分析题", "（1）指出主要原因", "断经", "得分", "评分人", "考试时间120分钟；满分31分"):
        assert words in text
    assert "〔" not in text and "张力不匀" not in text
    body = document.element.body.xml
    assert body.count("<m:oMath") == 3 and "a:blip" in body
    section = document.sections[0]
    first, other = section.first_page_header._element.xml, section.header._element.xml
    assert "准考证号" in first and "准考证号" not in other and all("密" in x and "线" in x for x in (first, other))
    footer = section.footer._element.xml
    assert 'w:instr="PAGE"' in footer and 'w:instr="NUMPAGES"' in footer
    assert len(document.tables) == 1 + 8 + 1  # score boxes of the head and of eight parts, the table in an item


def test_the_word_paper_of_a_demonstration_is_marked_on_every_page():
    data = printed(written_run(), "word", watermark="演示 · 不作为凭证")
    section = docx.Document(io.BytesIO(data)).sections[0]
    assert all("不作为凭证" in header._element.xml for header in (section.first_page_header, section.header))


def test_the_key_holds_every_answer_with_its_marking():
    words = words_of(printed(written_run(), "key"))
    for answer in ("ACD", "√", "根每十厘米", "断经；张力过大。", "每点两分。", "（1）张力不匀。", "m/V等于二", "共10分"):
        assert answer.replace(" ", "") in words


def test_the_marking_guide_holds_written_questions_only_with_answers_points_and_scores():
    words = words_of(printed(written_run(), "guide"))
    assert "评分细则" in words and "参考答案" in words and "评分要点" in words
    for there in ("简述经停原因", "每点两分", "观点五分", "指出主要原因", "张力不匀", "10分", "4分"):
        assert there in words
    assert "下列正确的是" not in words and "单项选择题" not in words


def test_a_paper_without_written_questions_has_no_guide():
    with pytest.raises(Refused, match="没有主观题"):
        printed(assembled(), "guide")


def test_the_answer_sheet_has_a_place_for_every_marked_question_and_reads_back(tmp_path):
    run = written_run()
    pdf = printed(run, "sheet", copies=2)
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    questions = paper_content(run.papers.get(), KEY)
    layout = printing.sheet_layout(questions, "质检工")
    assert layout.questions == [1, 2, 3] and layout.multiple == {2}
    (tmp_path / "sheet.pdf").write_bytes(pdf)
    reads = read_sheets([tmp_path / "sheet.pdf"], layout)
    assert [read.paper_code for read in reads] == ["A", "A"] and len({read.ticket_number for read in reads}) == 2
    assert [(a.question, a.state) for a in reads[0].answers] == [(1, "blank"), (2, "blank"), (3, "blank")]


@pytest.mark.parametrize(("copies", "lawful"), [(1, True), (200, True), (201, False)])
def test_so_many_blank_sheets_at_once(copies, lawful):
    run = assembled()
    if lawful:
        assert printed(run, "sheet", copies=copies)[:4] == b"%PDF"
    else:
        with pytest.raises(Refused, match="200"):
            printed(run, "sheet", copies=copies)


def test_a_practical_paper_prints_its_parts_with_choice_time_and_weight():
    run = practical_run()
    words = words_of(printed(run, "paper"))
    assert "操作技能考核试卷" in words and "一、拆装（必考，考核时间30分钟，占40分。）" in words
    assert "二、检修（任选一项，考核时间60分钟，占60分。）" in words and "考试时间90分钟" in words and "更换部件" in words
    assert "拆装" in word_text(printed(run, "word"))


def test_the_preparation_notice_lists_what_site_and_candidate_bring_for_each_task():
    pdf = printed(practical_run(), "notice", site="演示考点", starts_at=STARTS, work_places=6)
    words = words_of(pdf)
    assert words.count("考核准备通知单") == 2 and "演示考点" in words and "2021年12月11日08:30" in words
    assert "台架" in words and "工作服" in words and "6个" in words and "场地通风" in words


@pytest.mark.parametrize("given", [{"site": " "}, {"starts_at": None}, {"work_places": 0}])
def test_a_notice_without_site_moment_or_places_is_refused(given):
    with pytest.raises(Refused, match="考点"):
        printed(practical_run(), "notice", **{"site": "演示考点", "starts_at": STARTS, "work_places": 1} | given)


def test_scoring_sheets_weigh_their_criteria_by_the_part_and_have_a_column_an_assessor():
    words = words_of(printed(practical_run(), "scoring", assessors=5))
    assert words.count("操作技能考核评分记录表") == 2 and "考评员4" in words and "违章操作" in words
    assert "顺序正确16" in words and "间隙合格24" in words and "间隙合格36" in words  # 40 % and 60 % of 40 and of 60
    assert "合计40" in words and "合计60" in words


@pytest.mark.parametrize(("assessors", "lawful"), [(2, False), (3, True), (4, False), (5, True)])
def test_a_panel_is_odd_and_at_least_three(assessors, lawful):
    run = practical_run()
    if lawful:
        assert printed(run, "scoring", assessors=assessors)[:4] == b"%PDF"
    else:
        with pytest.raises(Refused, match="单数"):
            printed(run, "scoring", assessors=assessors)


def test_panel_and_pass_line_are_settings_of_the_day():
    day, run = AT.date(), practical_run()
    for name, value, on in (("practical_panel_least", 5, day), ("practical_panel_odd", False, day + timedelta(days=1)),
                            ("paper_pass_share", "7/10", day)):  # fmt: skip
        Setting.objects.create(name=name, value=value, from_on=on, source="演示")
    with pytest.raises(Refused, match="不少于 5 名且为单数"):
        printed(run, "scoring", assessors=3)
    with pytest.raises(Refused, match="单数"):
        printed(run, "scoring", assessors=6)
    assert "考评员4" in words_of(printed(run, "scoring"))  # the least, where nobody says
    assert panel(6, day + timedelta(days=1)) == 6
    words = words_of(printed(run, "paper"))
    assert "70分及以上为合格" in words.replace(" ", "")
    assert printing.printed_paper(paper_content(run.papers.get(code="A"), KEY), title="演示", code="A", minutes=90, on=day - timedelta(days=1),
                                  plan=plan_of(run.blueprint.text).cells).pass_score == 60  # fmt: skip


@pytest.mark.parametrize(("made", "part"), [(assembled, "notice"), (assembled, "scoring"), (assembled, "x"), (practical_run, "key"),
                                            (practical_run, "sheet"), (practical_run, "guide")])  # fmt: skip
def test_what_a_paper_of_its_subject_does_not_have_is_refused_and_not_in_the_ledger(made, part):
    run = made()
    before = LedgerRow.objects.count()
    with pytest.raises(Refused, match="没有"):
        printed(run, part)
    assert LedgerRow.objects.count() == before


def test_each_print_is_a_row_of_the_ledger_with_its_copies():
    run = written_run()
    for part in ("paper", "word", "key", "guide", "sheet"):
        printed(run, part, copies=30)
    rows = LedgerRow.objects.filter(kind="assembly", facts__copies=30).order_by("sequence")
    assert [r.facts["part"] for r in rows] == ["paper", "word", "key", "guide", "sheet"]
    assert all("打印" in r.purpose and "A卷" in r.purpose for r in rows)


def test_nobody_but_a_custodian_prints():
    with pytest.raises(NotPermitted):
        print_paper(actor=account("system_admin"), at=AT, paper=assembled().papers.first(), part="key", copies=1, key=KEY)


def test_the_conformity_certificate_prints_both_digests_and_the_seed():
    run = assembled()
    paper = run.papers.get(code="A")
    words = words_of(render_conformity(printing.printed_conformity(paper)))
    for there in (paper.paper_sha256, paper.conformity["blueprint_sha256"], "与方案一致", "各项检查全部相符"):
        assert there in words.replace("\u200b", "")


def test_a_picture_that_cannot_be_printed_is_named():
    from liangcai.engines.item_files import Picture

    with pytest.raises(Refused, match="坏图"):
        picture_of(Picture("坏图.emf", "image/x-emf", b"not a picture"))


def test_a_bitmap_prints_as_png():
    from PIL import Image

    from liangcai.engines.item_files import Picture

    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "BMP")
    made = picture_of(Picture("a.bmp", "image/bmp", out.getvalue()))
    assert made.picture[:4] == b"\x89PNG" and made.inline


def test_a_paper_with_a_character_the_fonts_lack_is_refused_with_the_character():
    run = assembled()
    questions = paper_content(run.papers.get(code="A"), KEY)
    questions[0]["stem"] = "缺字\U0002a700"
    from liangcai.engines.typesetting.paper import render

    with pytest.raises(BadInput, match="缺字"):
        render(printing.printed_paper(questions, title="演示", code="A", minutes=90, on=AT.date()))
