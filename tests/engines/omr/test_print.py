import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from liangcai.engines.omr import (
    SheetCandidate,
    layout_for,
    print_sheets,
    read_sheets,
    unprintable_characters,
)
from liangcai.engines.omr.print import number_ranges
from liangcai.kernel.refusals import BadInput
from tests.engines.omr.conftest import ROSTER, render


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf)]


def test_each_candidate_has_a_page_with_number_name_and_seat(pdf):
    pages = texts(pdf)
    assert len(pages) == len(ROSTER)
    for text, one in zip(pages, ROSTER, strict=True):
        flat = text.replace(" ", "")
        assert one.ticket_number in flat and one.name in flat and one.seat in flat


def test_the_marks_are_printed_where_the_layout_says(blank, layout):
    image, scale = blank(300), 300 / 25.4
    page = layout.pages[0]
    for f in page.fiducials:
        if f.kind == "square":
            x, y, r = (round(v * scale) for v in (f.x, f.y, f.r))
            assert image[y - r + 2: y + r - 1, x - r + 2: x + r - 1].max() < 60
            assert image[y - r - 6: y - r - 2, x].min() > 200
    for b in page.bubbles:
        top = round((b.y - b.h / 2) * scale)
        assert image[top - 2: top + 3, round(b.x * scale)].min() < 170


def test_a_long_ticket_number_is_shrunk_not_cut_and_reads_back():
    layout = layout_for(10)
    ticket = "ZX-2026-JSNJ-000000000000000000000000123"
    pdf = print_sheets(layout, [SheetCandidate(ticket, "名字很长的演示考生" * 8, "第三考场第二排十二号", "A-01")])
    (text,) = texts(pdf)
    assert ticket in text.replace("\r\n", "").replace(" ", "")
    assert text.count("演示考生") == 8
    (read,) = read_sheets([render(pdfium.PdfDocument(pdf)[0], 100)], layout)
    assert (read.ticket_number, read.paper_code) == (ticket, "A-01")


def test_a_chinese_ticket_number_and_separators_survive_the_code():
    layout = layout_for(10)
    pdf = print_sheets(layout, [SheetCandidate("苏/考 1%", "演示", "", "卷/A")])
    (read,) = read_sheets([render(pdfium.PdfDocument(pdf)[0], 150)], layout)
    assert (read.ticket_number, read.paper_code) == ("苏/考 1%", "卷/A")


def test_what_would_not_fit_a_legible_code_is_refused():
    with pytest.raises(BadInput, match="太长"):
        print_sheets(layout_for(10), [SheetCandidate("准" * 40, "演示", "", "")])


def test_nobody_to_print_for_is_refused():
    with pytest.raises(BadInput):
        print_sheets(layout_for(10), [])


def test_text_from_the_roster_is_never_typesetting_code():
    pdf = print_sheets(layout_for(10), [SheetCandidate("1", "#panic() *甲* $x$", "#include", "_A_")])
    assert "#panic()*甲*$x$" in texts(pdf)[0].replace(" ", "")


def test_characters_that_no_font_has_are_named():
    assert unprintable_characters("演示𠀀生 Ab") == "𠀀"
    assert unprintable_characters("䶮㻛·欧阳") == ""


def test_every_page_of_a_long_sheet_carries_its_own_code():
    layout = layout_for(120)
    document = pdfium.PdfDocument(print_sheets(layout, ROSTER[:2]))
    reads = read_sheets([render(page, 150) for page in document], layout)
    assert [(r.ticket_number, r.sheet_page, r.problem) for r in reads] == [
        (one.ticket_number, n, None) for one in ROSTER[:2] for n in (1, 2)
    ]
    assert [a.question for a in reads[1].answers] == list(range(101, 121))


def test_question_numbers_are_told_as_ranges():
    assert number_ranges(frozenset({81, 82, 83, 90})) == "81～83、90"


def test_a_disc_of_the_stated_radius_is_read_by_anyone_who_draws_it(blank, layout):
    import json

    kind = json.loads(layout.to_json())
    for dpi in (100, 150, 200, 300):
        image, scale = cv2.cvtColor(blank(dpi), cv2.COLOR_GRAY2BGR), dpi / 25.4
        for b in kind["bubbles"]:
            if b["option"] == "AB"[b["question"] % 2]:
                centre = (round(b["x"] * scale), round(b["y"] * scale))
                cv2.circle(image, centre, max(1, round(b["r"] * scale)), (40, 40, 40), -1)
        (read,) = read_sheets([image], layout)
        assert [(a.answer, a.state) for a in read.answers] == [("AB"[q % 2], "read") for q in range(1, 101)], dpi
        assert np.mean([a.strength for a in read.answers]) > 0.4
