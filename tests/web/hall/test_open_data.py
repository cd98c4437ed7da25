"""What is public is open data too, on the day asked for; what is published is announced by a feed."""

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from liangcai.apps.resources.announcements import announcements
from liangcai.apps.resources.models import ItemBankRecord, ShortageList, Standard
from liangcai.web.hall.public.open_data import DATASETS, KINDS
from tests.apps.resources import factories as f
from tests.apps.resources.test_promulgate_national_standard import norm, promulgate

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(client, name, **chosen):
    answer = client.get(reverse(name), {"export": "json", **chosen})
    return json.loads(b"".join(answer.streaming_content))["rows"]


def feed(client):
    answer = client.get(reverse("public_feed"))
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [name for name, _title, _meaning in DATASETS])
def test_every_dataset_comes_in_every_form(client, name, kind):
    f.occupations()
    answer = client.get(reverse(name), {"export": kind})
    assert answer.status_code == 200 and kind in answer["Content-Disposition"]


def test_every_link_of_the_page_works_and_holds_the_day(client):
    words = client.get(reverse("public_open_data"), {"day": "2021-07-01"}).content.decode()
    assert words.count("?day=2021-07-01&amp;export=") == len(KINDS) * sum(1 for _n, _t, meaning in DATASETS if meaning)
    assert client.get(reverse("public_open_data"), {"day": "昨天"}).status_code == 422


@pytest.mark.parametrize("days, listed", [(-1, 0), (0, 60)])
def test_lists_and_projects_stand_from_the_day_they_are_published(client, days, listed):
    f.published_lists("2021-06-30")
    day = (date(2021, 6, 30) + timedelta(days)).isoformat()
    assert len(rows(client, "public_shortage_entries", day=day)) == listed
    assert len(rows(client, "public_key_projects", day=day)) == (10 if listed else 0)


def test_an_undated_list_is_not_hidden(client):
    f.annexed_lists()
    found = rows(client, "public_shortage_entries", day="2021-01-01")
    assert len(found) == 60 and found[0]["published_on"] is None
    assert len(rows(client, "public_directions")) == 22


def test_a_draft_is_no_open_data(client):
    f.occupations()
    draft = ShortageList.objects.create(year=2022)
    draft.entries.create(number=1, occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1], needs_bank=True)
    assert rows(client, "public_shortage_entries") == []


@pytest.mark.parametrize("day, kinds", [("2021-08-31", {"行业评价规范"}), ("2021-09-01", {"国家职业技能标准"})])
def test_the_catalogue_is_given_as_it_stood(client, day, kinds):
    f.occupations()
    norm()
    promulgate("2021-09-01")
    assert {row["kind"] for row in rows(client, "public_standards", day=day)} == kinds


def test_the_feed_holds_lists_norms_banks_and_promulgations(client, django_assert_max_num_queries):
    f.published_lists("2021-06-30")
    norm()
    ItemBankRecord.objects.create(kind="skill_level", standard=Standard.objects.get(), occupation_name="甲",
                                  published_on=date(2021, 8, 1))  # fmt: skip
    promulgate("2021-09-01")
    with django_assert_max_num_queries(6):
        entries = feed(client)
    categories = [e.find(f"{ATOM}category").get("term") for e in entries]
    assert categories == ["国家标准颁布", "评价题库", "紧缺目录", "评价标准（规范）"]
    assert "停止适用的标准（规范） 1 部" in entries[0].find(f"{ATOM}summary").text
    for entry in entries:
        assert client.get(entry.find(f"{ATOM}link").get("href")).status_code == 200


def test_nothing_without_a_date_is_announced(client):
    f.annexed_lists()
    Standard.objects.create(kind="national", occupation_name="乙")
    assert feed(client) == []


def test_a_control_character_does_not_shut_the_feed(client):
    Standard.objects.create(kind="national", occupation_name="丙\x0b丁", published_on=date(2021, 1, 1))
    assert "丙丁" in feed(client)[0].find(f"{ATOM}title").text


def test_only_the_newest_are_announced():
    for day in range(1, 6):
        Standard.objects.create(kind="national", occupation_name=str(day), published_on=date(2021, 1, day))
    assert [one.on.day for one in announcements(limit=3)] == [5, 4, 3]
