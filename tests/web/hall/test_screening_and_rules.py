from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.apps.bridging import factories as f

pytestmark = pytest.mark.django_db
HEAD = "person_id,province,employer,front_line,technical_post,occupation,skill_level\n"
GOOD = "A1,32,enterprise,是,是,6-31-01-10,三级\nA2,32,enterprise,是,是,6-31-01-10,二级\n"


@pytest.fixture
def officer():
    client = Client()
    client.force_login(f.province())
    return client


def send(client, text, name="persons.csv", **more):
    return client.post("/centre/screening/", {"table": SimpleUploadedFile(name, text.encode()), "on": "2022-06-30",
                                              **more})  # fmt: skip


def test_a_table_is_counted_by_outcome_city_series_and_rule(officer):
    words = send(officer, HEAD + GOOD).content.decode()
    assert "共 2 行，判定 2 行" in words and "按城市" in words and "/centre/rules/001-0" in words


def test_the_outcomes_come_as_files(officer):
    got = send(officer, HEAD + GOOD, files="yes")
    names = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))).namelist()
    assert names == ["outcomes.csv", "outcomes.parquet", "one_step_away.csv"]


def test_a_bad_row_is_named_and_the_others_decided_only_on_request(officer):
    text = HEAD + GOOD + "A3,32,enterprise,是,是,6-31-01-10,七级\n"
    refused = send(officer, text)
    assert refused.status_code == 422 and "七级" in refused.content.decode()
    accepted = send(officer, text, accept_valid="on").content.decode()
    assert "共 3 行，判定 2 行，有误 1 行" in accepted and "七级" in accepted


@pytest.mark.parametrize(("text", "name"), [("", "a.csv"), ("x,y\n1,2\n", "a.csv"), ("zip", "a.xlsx"), ("x", "a.exe")])
def test_what_is_no_table_is_refused_on_the_page(officer, text, name):
    assert send(officer, text or "\n", name).status_code == 422


def test_a_rule_shows_its_article_dated_values_and_cases(officer):
    words = officer.get("/centre/rules/001-020/").content.decode()
    assert "/citation/S001/" in words and "用例" in words and "2021-12-30" in words
    assert officer.get("/centre/rules/").status_code == 200
    assert officer.get("/centre/rules/009-999/").status_code == 404


def test_screening_is_for_centres_only():
    client = Client()
    client.force_login(f.candidate())
    assert client.get("/centre/screening/").status_code == 403
