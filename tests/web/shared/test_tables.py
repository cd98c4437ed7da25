from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django_htmx.middleware import HtmxDetails
from openpyxl import load_workbook
from pypdf import PdfReader

from liangcai.apps.catalogue.models import Occupation, Region
from liangcai.kernel.refusals import BadInput
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page
from liangcai.web.shared.words import words
from tests.web.client import text

pytestmark = pytest.mark.django_db


class Occupations(Table):
    name = "occupations"
    title = "职业"
    columns = (
        Column("code", "编码", sort="code"),
        Column("name", "名称", sort="name", link=lambda row: f"/o/{row.code}/"),
        Column("green", "绿色"),
        Column("length", "字数", value=lambda row: len(row.name), numeric=True),
    )
    search = ("code", "name")
    filters = (
        ChoiceFilter("green", "绿色", (("True", "是"), ("False", "否"))),
        DayFilter("day", "日期", lambda rows, day: rows.filter(code__lt=str(day.year))),
    )
    page_size = 10


@pytest.fixture
def occupations():
    Occupation.objects.bulk_create(
        Occupation(code=f"6-{n:02d}", name=f"职业{n:02d}", edition="2015", green=n % 5 == 0, source="测试")
        for n in range(1, 26)
    )
    return Occupation.objects.order_by("code")


def page(rows, address: str = "/list/", htmx: bool = False, table: type[Table] = Occupations):
    headers = {"HX-Request": "true", "HX-Target": f"table-{table.name}"} if htmx else {}
    request = RequestFactory(headers=headers).get(address)
    request.htmx = HtmxDetails(request)
    return table_page(request, table(rows))


def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text(response))))


def test_a_page_shows_its_rows_and_the_count_of_all(occupations):
    shown = text(page(occupations))
    assert "共 25 条" in shown and "第 1/3 页" in shown
    assert "职业10" in shown and "职业11" not in shown


class Short(Occupations):
    count_limit = 20


class Indexed(Occupations):
    search = ("code__exact",)


def test_a_long_list_is_counted_to_its_limit_and_exported_whole(occupations):
    shown = text(page(occupations, table=Short))
    assert "超过 20 条" in shown and "第 1/2 页" in shown
    assert len(csv_rows(page(occupations, "/list/?export=csv", table=Short))) == 26


@pytest.mark.parametrize("limit, words", [(24, "超过 24 条"), (25, "共 25 条")])
def test_the_limit_itself_is_still_counted(occupations, limit, words):
    assert words in text(page(occupations, table=type("Limited", (Occupations,), {"count_limit": limit})))


def test_a_search_may_ask_for_the_whole_of_a_field(occupations):
    assert [row[0] for row in csv_rows(page(occupations, "/list/?q=6-07&export=csv", table=Indexed))[1:]] == ["6-07"]
    assert len(csv_rows(page(occupations, "/list/?q=6-0&export=csv", table=Indexed))) == 1


def test_every_word_of_the_search_must_be_found_in_some_field(occupations):
    assert [row[0] for row in csv_rows(page(occupations, "/list/?q=职业 -07&export=csv"))[1:]] == ["6-07"]


def test_a_filter_narrows_and_stays_chosen(occupations):
    shown = text(page(occupations, "/list/?green=True"))
    assert "共 5 条" in shown and '<option value="True" selected>' in shown


def test_a_second_click_on_a_heading_turns_the_order(occupations):
    shown = text(page(occupations, "/list/?sort=code"))
    assert 'aria-sort="ascending"' in shown and "sort=-code" in shown
    down = text(page(occupations, "/list/?sort=-code"))
    assert "职业25" in down and "职业01" not in down and 'aria-sort="descending"' in down


def test_page_links_keep_filter_and_order(occupations):
    shown = text(page(occupations, "/list/?sort=-code&q=职业"))
    assert "sort=-code&amp;q=%E8%81%8C%E4%B8%9A&amp;page=2" in shown


def test_a_page_after_the_last_shows_the_last(occupations):
    assert "职业25" in text(page(occupations, "/list/?page=99"))


@pytest.mark.parametrize("address", ["?green=maybe", "?sort=length", "?sort=nothing", "?export=doc", "?day=soon"])
def test_what_a_list_does_not_know_is_refused(occupations, address):
    with pytest.raises(BadInput):
        page(occupations, f"/list/{address}")


def test_a_nul_character_in_the_search_is_no_fault(occupations):
    assert page(occupations, "/list/?q=%00").status_code == 200


@pytest.mark.parametrize("address", ["/list/", "/list/?q=1&sort=-name&page=2", "/list/?green=True", "/list/?q=zzz"])
def test_the_fragment_equals_the_same_part_of_the_reloaded_page(occupations, address):
    whole, fragment = page(occupations, address), page(occupations, address, htmx=True)
    assert text(fragment).strip() in text(whole)
    assert "<html" not in text(fragment)
    assert "HX-Request" in whole.headers["Vary"]


def test_the_number_of_queries_does_not_grow_with_the_rows(occupations):
    def queries(rows) -> int:
        with CaptureQueriesContext(connection) as caught:
            page(rows)
        return len(caught)

    assert queries(occupations) == queries(occupations.filter(code="6-01")) == 2


def test_an_empty_list_says_so_and_offers_the_way_back(occupations):
    shown = text(page(occupations, "/list/?q=没有这个"))
    assert "没有符合条件的记录" in shown and "清除筛选条件" in shown and "?export=" not in shown


def test_csv_holds_all_rows_that_the_filter_leaves_with_a_byte_order_mark(occupations):
    answer = page(occupations, "/list/?sort=-code&export=csv&q=职业")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["编码", "名称", "绿色", "字数"]
    assert len(rows) == 26 and rows[1] == ["6-25", "职业25", "是", "4"]


def test_xlsx_holds_numbers_as_numbers(occupations):
    book = load_workbook(io.BytesIO(b"".join(page(occupations, "/list/?export=xlsx").streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 26 and rows[1] == ("6-01", "职业01", "否", 4)


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_cell_that_looks_like_a_formula_is_written_as_text(evil):
    Occupation.objects.create(code="6-99", name=evil, edition="2015", source="测试")
    rows = Occupation.objects.filter(code="6-99")
    assert csv_rows(page(rows, "/list/?export=csv"))[1][1] == "'" + evil
    sheet = load_workbook(io.BytesIO(b"".join(page(rows, "/list/?export=xlsx").streaming_content))).active
    assert sheet["B2"].data_type == "s" and sheet["B2"].value.strip() == evil.strip()


def test_a_negative_number_in_csv_stays_a_number(occupations):
    class Sums(Table):
        columns = (Column("sum", "差", value=lambda row: -3),)

    assert csv_rows(page(occupations.filter(code="6-01"), "/list/?export=csv", table=Sums))[1] == ["-3"]


def test_pdf_prints_the_rows_and_what_they_were_narrowed_to(occupations):
    request = RequestFactory().get("/list/?green=True&export=pdf")
    request.user = None
    answer = table_page(request, Occupations(occupations))
    printed = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0].extract_text()
    printed = "".join(printed.split())
    assert "职业05" in printed and "职业06" not in printed and "绿色：是" in printed


def test_a_day_that_applies_by_default_can_be_chosen_and_cleared():
    Region.objects.create(code="320000", name="江苏省", kind="province", source="测试")

    class Regions(Table):
        columns = (Column("name", "名称"),)
        filters = (DayFilter("day", "日期", lambda rows, day: rows if day.year > 2020 else rows.none(),
                             default=lambda: date(2020, 1, 1)),)  # fmt: skip

    rows = Region.objects.all()
    assert "共 0 条" in text(page(rows, table=Regions))
    assert "共 1 条" in text(page(rows, "/list/?day=2021-01-01", table=Regions))
    assert "共 1 条" in text(page(rows, "/list/?day=", table=Regions))


def test_values_read_as_people_write_them():
    assert words(None) == "" and words(True) == "是" and words(["五级", "四级"]) == "五级、四级"
    assert words(date(2022, 6, 30)) == "2022-06-30"


@pytest.mark.parametrize(("value", "kept_whole"), [
    ("4-01-02-07", "4-01-02-07"), (date(2021, 12, 1), "2021-12-01"), ("2021-12-01 09:00", "2021-12-01"),
    ("2021", None), ("3—5 人", None)])  # fmt: skip
def test_a_day_or_an_occupation_code_stays_on_one_line(value, kept_whole):
    shown = str(Column("value", "值", lambda row: row).cell(value))
    assert (f'<span class="code">{kept_whole}</span>' in shown) if kept_whole else "<" not in shown
