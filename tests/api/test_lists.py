from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

LISTS = ["/api/v1/occupations", "/api/v1/resources", "/api/v1/shortage-lists/2021", "/api/v1/bodies",
         "/api/v1/special-ability-projects"]  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_open_paged_and_downloadable(client, hall, address):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address, {"page_size": 1}).json()
    assert len(asked) <= 4
    assert page["count"] >= 1 and len(page["items"]) == 1 and page["page_size"] == 1
    beyond = client.get(address, {"page": page["count"] + 1, "page_size": 1}).json()
    assert beyond["items"] == [] and beyond["count"] == page["count"]
    lines = client.get(address, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == page["count"] + 1
    sheet = load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content)).active
    assert sheet.max_row == page["count"] + 1
    assert [cell.value for cell in sheet[1]] == lines[0].split(",")


def test_the_shortage_list_of_2021_has_its_sixty_entries(client, hall):
    assert client.get("/api/v1/shortage-lists/2021").json()["count"] == 60
    missing = client.get("/api/v1/shortage-lists/2020")
    assert missing.status_code == 404 and missing.json()["code"] == "not_found"


def test_words_narrow_and_sorting_turns(client, hall):
    found = client.get("/api/v1/occupations", {"q": "织布"}).json()
    assert {one["name"] for one in found["items"]} == {"织布工"}
    codes = [one["code"] for one in client.get("/api/v1/occupations", {"sort": "-code"}).json()["items"]]
    assert codes == sorted(codes, reverse=True)


def test_a_body_without_a_filing_is_not_in_the_directory(client, hall):
    assert [one["name"] for one in client.get("/api/v1/bodies").json()["items"]] == ["演示考核站"]
    assert client.get("/api/v1/bodies", {"region": "3206"}).json()["count"] == 0


def test_resources_are_those_in_force_on_the_day(client, hall):
    kinds = lambda **given: [one["resource"] for one in client.get("/api/v1/resources", given).json()["items"]]  # noqa: E731
    assert kinds() == ["bank", "standard"]
    assert kinds(on="2020-06-01") == ["standard"]
    assert kinds(on="2019-06-01") == []
    assert kinds(resource="bank") == ["bank"]


@pytest.mark.parametrize(("given", "where"), [
    ({"sort": "price"}, "sort"), ({"page": "0"}, "page"), ({"page": "x"}, "page"), ({"page_size": "501"}, "page_size"),
    ({"format": "pdf"}, "format"), ({"on": "2022-02-30"}, "on"),
])  # fmt: skip
def test_a_wrong_choice_is_refused_in_words_that_name_it(client, hall, given, where):
    no = client.get("/api/v1/resources", given)
    assert no.status_code == 422
    assert set(no.json()) >= {"code", "message", "where", "hint"} and no.json()["where"] == where
    assert no.json()["message"]


def test_text_that_would_run_as_a_formula_stays_text(client, hall):
    from liangcai.apps.organizations.models import Body

    Body.objects.filter(name="演示考核站").update(name="=1+1")
    assert "'=1+1" in client.get("/api/v1/bodies", {"format": "csv"}).content.decode("utf-8-sig")
