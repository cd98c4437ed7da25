from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db
PERSON = {
    "on": "2022-06-30", "jiangsu": "yes", "employer": "enterprise", "front_line": "yes", "technical_post": "yes",
    "occupation": "6-31-01-10", "place": "none", "skill_1_level": "二级", "skill_1_on": "2020-05-01",
    "spell_1_from": "2012-01-01", "appraisal_2021": "合格", "appraisal_2020": "合格", "appraisal_2019": "优秀",
    "access_qualified": "yes", "basic_conditions": "yes", "skills_complete": "yes", "titles_complete": "yes",
    "honours_complete": "yes", "contests_complete": "yes", "contest_1_role": "competitor",
}  # fmt: skip


def answer(client, **changes):
    return client.post("/career/", PERSON | changes)


def test_the_page_asks_and_decides_nothing_yet(client):
    page = client.get("/career/").content.decode()
    assert "全国技术能手" in page and 'id="answer"' not in page


def test_an_honour_is_recognised_directly_with_route_place_and_article(client):
    page = answer(client, honours=["全国技术能手"]).content.decode()
    assert "直接认定：一级" in page and "省级人力资源社会保障部门" in page
    assert "/citation/S003/" in page
    assert "申报职称评审：副高级" in page and "省级评审委员会" in page


@pytest.mark.parametrize(("on", "open_now"), [("2023-04-30", False), ("2023-05-01", True)])
def test_three_years_after_level_two_the_intermediate_title_opens(client, on, open_now):
    year = int(on[:4])
    page = answer(client, on=on, **{f"appraisal_{year - 1}": "合格"}).content.decode()
    now, later = page.split("接下来与时间")[0], page.split("接下来与时间")[1]
    assert ("申报职称评审：中级" in now) is open_now
    assert ("2023-05-01" in later.split("还缺什么")[0]) is not open_now
    assert ("<svg" in later) or open_now


def test_what_was_left_open_is_asked_for_and_not_taken_as_no(client):
    page = answer(client, titles_complete="", appraisal_2019="").content.decode()
    missing = page.split("还缺什么证明")[1]
    assert "职称证书、系列与取得日期" in missing


def test_a_certificate_of_the_future_is_named_at_its_field_and_what_was_typed_stays(client):
    got = answer(client, skill_1_on="2030-01-01")
    page = got.content.decode()
    assert got.status_code == 422
    assert 'href="#id_skill_1_on"' in page and 'value="2030-01-01"' in page and "6-31-01-10" in page


@pytest.mark.parametrize("changes", [
    {"on": "2022-02-30"}, {"occupation": "不存在的职业"}, {"contest_1_event": "假的竞赛"}, {"contest_1_place": "-1"},
    {"spell_1_to": "2001-01-01"}, {"on": "0001-01-01"},
])  # fmt: skip
def test_what_cannot_be_is_refused_on_the_page(client, changes):
    got = answer(client, **changes)
    assert got.status_code == 422 and "请改正下列内容" in got.content.decode()


def test_it_prints_as_one_page(client):
    import io

    import pikepdf

    got = answer(client, print="yes", honours=["全国技术能手"])
    content = b"".join(got.streaming_content)
    assert len(pikepdf.open(io.BytesIO(content)).pages) == 1


def test_nothing_is_stored(client, django_assert_max_num_queries):
    from liangcai.apps.audit.models import Entry

    with django_assert_max_num_queries(5):
        answer(client)
    assert not Entry.objects.exists()


def test_a_section_left_alone_is_unknown_until_the_person_says_there_is_nothing(client):
    alone = answer(client, titles_complete="", contests_complete="").content.decode().split("还缺什么证明")[1]
    assert "职称证书、系列与取得日期" in alone.split("逐条判定")[0]
    nothing = answer(client).content.decode().split("还缺什么证明")[1]
    assert "职称证书、系列与取得日期" not in nothing.split("逐条判定")[0]
