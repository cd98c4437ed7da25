import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from liangcai.engines.typesetting.admission_ticket import AdmissionTicket, tickets_pdf
from liangcai.engines.typesetting.bulk import CHUNK
from liangcai.engines.typesetting.glyphs import missing_glyphs, replace_missing
from liangcai.engines.typesetting.pictures import picture_svg
from liangcai.engines.typesetting.plain import (
    day_words,
    moment_words,
    number_words,
    ordinal_words,
    plain,
    span_words,
)
from liangcai.engines.typesetting.qr import qr_svg
from liangcai.engines.typesetting.report import Paragraphs, Report, Table, report_pdf, side_by_side
from liangcai.kernel.refusals import BadInput


def test_common_and_rare_characters_of_the_font_are_printable():
    assert missing_glyphs("张喆堃龘䶮鿏·ABC123，。（）—…×²①Ⅳ㎡\n") == set()


def test_characters_outside_the_font_are_named():
    assert missing_glyphs("𠮷☐🙂好\t") == {"𠮷", "☐", "🙂", "\t"}


def test_only_missing_characters_are_replaced():
    assert replace_missing("吉𠮷祥") == "吉〓祥"


def test_days_moments_and_spans_are_said_in_chinese():
    assert day_words(date(2021, 6, 3)) == "2021年6月3日" and day_words(None) == ""
    assert moment_words(datetime(2021, 6, 3, 9, 5)) == "2021年6月3日 09:05"
    assert span_words(datetime(2021, 6, 3, 9), datetime(2021, 6, 3, 10, 30)) == "2021年6月3日 09:00—10:30"
    assert span_words(datetime(2021, 6, 3, 22), datetime(2021, 6, 4, 6)) == "2021年6月3日 22:00—2021年6月4日 06:00"


@pytest.mark.parametrize(
    "number, words",
    [
        (85.0, "85"),
        (59.5, "59.5"),
        (100, "100"),
        (0, "0"),
        (Decimal("0.50"), "0.5"),
        (1e-7, "0.0000001"),
        (None, ""),
    ],
)
def test_numbers_carry_no_needless_zeros(number, words):
    assert number_words(number) == words


@pytest.mark.parametrize(
    "position, words",
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
    ],
)
def test_ordinals(position, words):
    assert ordinal_words(position) == words


@pytest.mark.parametrize("position", [0, 100])
def test_ordinals_end_at_one_and_ninety_nine(position):
    with pytest.raises(ValueError):
        ordinal_words(position)


def test_what_a_document_cannot_hold_is_a_type_error():
    with pytest.raises(TypeError, match="set"):
        plain({"a": {1}})


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_are_taken_and_keep_their_size(kind):
    out = io.BytesIO()
    Image.new("RGB", (30, 40)).save(out, kind)
    assert 'width="30" height="40"' in picture_svg(out.getvalue())


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_anything_else_is_no_picture(picture):
    with pytest.raises(BadInput, match="PNG"):
        picture_svg(picture)


@pytest.mark.parametrize("side, fits", [(6300, True), (6400, False)])
def test_a_picture_of_too_many_pixels_is_refused(side, fits):
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    if fits:
        assert picture_svg(out.getvalue())
    else:
        with pytest.raises(BadInput, match="像素"):
            picture_svg(out.getvalue())


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=200))
def test_every_qr_holds_its_text_exactly(text):
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    assert zxingcpp.read_barcode(drawn.to_image(scale=3, add_quiet_zones=True)).text == text
    assert qr_svg(text).startswith("<svg")


def test_an_empty_or_too_long_qr_text_is_refused():
    for text in ("", "x" * 3000):
        with pytest.raises(BadInput, match="二维码"):
            qr_svg(text)


def test_a_table_beside_itself_reads_down_each_group():
    header, rows = side_by_side(("a",), (("1",), ("2",), ("3",)), groups=2)
    assert header == ("a", "a")
    assert rows == (("1", "3"), ("2", None))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.integers(1, 6))
def test_no_row_is_lost_or_doubled_beside_itself(count, groups):
    rows = tuple((str(number),) for number in range(count))
    _, beside = side_by_side(("a",), rows, groups)
    assert [line[group] for group in range(groups) for line in beside if line[group] is not None] == [
        r[0] for r in rows
    ]


@settings(max_examples=15, deadline=None)
@example("0000000000fi")
@given(st.text(st.characters(codec="gb2312", exclude_categories=["Z", "C"]), min_size=1, max_size=60))
def test_any_printable_text_comes_back_from_a_report(text):
    text = replace_missing(text)
    pdf = report_pdf(Report("演示", (Paragraphs((text,)), Table(("甲",), ((text,),)))))
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert words.replace("\u200b", "").count(text) >= 2  # the reader marks a place where "fi" may not join


def test_reports_are_the_same_bytes_every_time():
    report = Report("演示", (Paragraphs(("演示",)),))
    assert report_pdf(report) == report_pdf(report)


def ticket(number, candidate="演示考生"):
    return AdmissionTicket(
        "演示", str(number), f"{candidate}{number:04}", "女", "1", "织布工", "四级", "演示", "演示", "演示", ()
    )


def test_chunks_are_joined_in_order_and_progress_is_told(read_back):
    told = []
    pdf = tickets_pdf([ticket(n) for n in range(CHUNK + 1)], on_progress=lambda done, of: told.append((done, of)))
    pages = read_back(pdf).pages
    assert len(pages) == CHUNK // 4 + 1
    assert "演示考生0000" in pages[0] and f"演示考生{CHUNK:04}" in pages[-1]
    assert told == [(CHUNK, CHUNK + 1), (CHUNK + 1, CHUNK + 1)]


def test_a_refusal_in_a_later_chunk_names_the_place_in_the_whole_list():
    with pytest.raises(BadInput) as refusal:
        tickets_pdf([*(ticket(n) for n in range(CHUNK)), ticket(1, "演示𠮷")])
    assert refusal.value.where == f"[{CHUNK}].candidate"
