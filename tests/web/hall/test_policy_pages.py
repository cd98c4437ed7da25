"""Rules as officers read them, and a changed value tried over uploaded persons."""

from __future__ import annotations

import io
import tomllib
from datetime import date

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.policy import row_of
from tests.engines.rules.test_comparison import technician
from tests.web.client import signed_in, text

pytestmark = pytest.mark.django_db
CHANGE = {"name": "中级年限", "value": "2", "from_on": "2022-01-01", "document": "S001", "article": "二(二)1",
          "on": "2022-06-30"}  # fmt: skip


@pytest.fixture
def officer():
    return signed_in("province_centre")


def persons(*rows: dict, name: str = "人员.csv") -> SimpleUploadedFile:
    held = rows or (technician("三年整", date(2019, 6, 30)), technician("两年整", date(2020, 6, 30)))
    out = io.BytesIO()
    pl.DataFrame(list(held), infer_schema_length=None).write_csv(out)
    return SimpleUploadedFile(name, out.getvalue())


def send(client, **changed):
    given = {**CHANGE, "persons": persons(), **changed}
    return client.post(reverse("centre_rule_change"), {key: value for key, value in given.items() if value is not None})


def listed(client, **query) -> list[str]:
    lines = text(client.get(reverse("rule_pages"), {**query, "export": "csv"})).splitlines()[1:]
    return [line.split(",")[0] for line in lines]


def test_every_row_of_the_list_is_there(officer):
    assert len(listed(officer)) == 350 == len({row_of(rule.id) for rule in policy().rules})


def test_rows_are_chosen_by_document_status_and_word(officer):
    duties = listed(officer, status="duty", document="S003")
    expected = {row_of(r.id) for r in policy().rules if r.status == "duty" and r.source.document == "S003"}
    assert set(duties) == expected and expected
    assert listed(officer, q="001-020") == ["001-020"]
    assert officer.get(reverse("rule_pages"), {"status": "别的"}).status_code == 422


def test_the_list_says_where_a_row_is_enforced_recorded_or_logged(officer):
    assert "liangcai.apps.bridging.actions.record_finding" in text(
        officer.get(reverse("rule_pages"), {"status": "recorded", "export": "csv"}))


def test_the_page_of_the_list_names_actions_in_words(officer):
    shown = text(officer.get(reverse("rule_pages"), {"status": "recorded"}))
    assert "登记认定意见" in shown and "record_finding" not in shown
    assert "职责台账" in text(officer.get(reverse("rule_pages"), {"status": "duty", "export": "csv"}))


def test_a_rule_is_written_out_down_to_its_values_with_its_cases(officer):
    words = text(officer.get(reverse("rule_page", args=("001-020",))))
    needed_words = ("技能范围 且 近三年合格 且 满中级年限", "企事业在职", "中级年限", "/citation/S001/",
                    "不成立", "未知", "like：技师")  # fmt: skip
    for needed in needed_words:
        assert needed in words
    assert "name=%E4%B8%AD%E7%BA%A7%E5%B9%B4%E9%99%90" in words


def test_every_row_has_its_page(officer):
    for row in {row_of(rule.id) for rule in policy().rules}:
        assert officer.get(reverse("rule_page", args=(row,))).status_code == 200, row


def test_a_part_of_a_row_leads_to_its_row(officer):
    part = next(rule.id for rule in policy().rules if rule.id != row_of(rule.id))
    assert row_of(part) in text(officer.get(reverse("rule_page", args=(part,))))


def test_a_changed_value_shows_who_gains_by_rule(officer):
    words = text(send(officer))
    assert "两年整" in words and "三年整" not in words
    assert "助理级 → 中级" in words and "001-020" in words


def test_no_difference_is_said_in_words(officer):
    words = text(send(officer, persons=persons(technician("三年整", date(2019, 6, 30)))))
    assert "没有差异" in words


def test_the_changed_persons_come_as_a_file(officer):
    held = pl.read_csv(text(send(officer, csv="1")).encode())
    assert held["person_id"].to_list() == ["两年整"] and held["change"].to_list() == ["gain"]


def test_the_changed_policy_comes_as_a_file_and_nothing_changes_here(officer):
    before = policy().version
    answer = send(officer, toml="1", persons=None)
    assert "career.toml" in answer["Content-Disposition"]
    (entry,) = [v for v in tomllib.loads(text(answer))["value"] if v["name"] == "中级年限"]
    assert entry["history"][-1] == {"from": date(2022, 1, 1), "value": 2,
                                    "citation": {"document": "S001", "article": "二(二)1"}}  # fmt: skip
    assert len(entry["history"]) == len(policy().values["中级年限"].history) + 1 and policy().version == before


@pytest.mark.parametrize("changed", [
    {"value": "两"}, {"value": "101"}, {"from_on": "2021-12-30"}, {"from_on": "2022-02-30"}, {"on": "2021-12-31"},
    {"name": "年度评价题库数"}, {"persons": None}, {"document": "S999"}, {"value": "两", "toml": "1"},
    {"name": "最低技能等级", "value": "九级", "toml": "1"}, {"name": "最低技能等级", "value": "九级"},
    {"persons": SimpleUploadedFile("人员.exe", b"MZ")}, {"persons": SimpleUploadedFile("人员.csv", b"\xff\xfe\x00")},
])
def test_what_cannot_be_tried_is_refused_in_words(officer, changed):
    answer = send(officer, **changed)
    assert answer.status_code == 422 and "/tmp" not in text(answer)


def test_a_bad_row_is_named_and_passed_over_only_on_request(officer):
    rows = technician("好", date(2020, 6, 30)), technician("坏", date(2020, 6, 30), skill_level="九级")
    refused = send(officer, persons=persons(*rows))
    assert refused.status_code == 422 and "九级" in text(refused) and "/tmp" not in text(refused)
    accepted = text(send(officer, persons=persons(*rows), accept_valid="on"))
    assert "1 行有误" in accepted and "好" in accepted


def test_a_fault_is_said_once_in_the_page_and_in_the_part_that_is_swapped(officer):
    fault = "判定日不能早于改动日。"
    assert text(send(officer, on="2021-12-31")).count(f"：{fault}") == 1
    part = officer.post(reverse("centre_rule_change"), {**CHANGE, "on": "2021-12-31", "persons": persons()},
                        headers={"HX-Request": "true"})  # fmt: skip
    assert fault in text(part).split('id="difference"')[1]


@pytest.mark.parametrize("role", ["city_centre", "county_centre", "body", "candidate"])
def test_only_the_province_tries_a_change(role):
    client = signed_in(role, "320600")
    assert client.get(reverse("centre_rule_change")).status_code == 403
    assert send(client).status_code == 403


def test_a_city_reads_the_rules_without_the_change(officer):
    words = text(signed_in("city_centre", "320600").get(reverse("rule_page", args=("001-020",))))
    assert "中级年限" in words and reverse("centre_rule_change") not in words
    assert reverse("centre_rule_change") in text(officer.get(reverse("rule_pages")))
