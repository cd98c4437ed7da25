from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def text(client, address, **given):
    return client.get(address, {"on": "2022-06-01", "occupation": "6-04-03-03", **given}).content.decode()


@pytest.mark.parametrize("address", ["/standard/", "/development/"])
def test_the_page_asks_without_a_login(client, address):
    page = client.get(address)
    assert page.status_code == 200 and 'id="answer"' not in page.content.decode()


def test_a_national_standard_comes_first_from_its_day_on(client):
    since = {"national_standard_on": "on", "national_standard_on_since": "2022-06-01"}
    assert "国家职业技能标准</dd>" in "".join(text(client, "/standard/", **since).split())
    before = text(client, "/standard/", **{**since, "on": "2022-05-31"}, industry_norm_on="none", filed="none")
    assert "没有可用的标准" in before


def test_what_is_left_open_is_not_decided(client):
    assert "尚不能确定" in text(client, "/standard/")


def test_development_names_who_takes_it_in_with_its_article(client):
    page = text(client, "/development/", kind="item_bank", action="develop", national_standard="yes",
                bank_exists="no", registered="yes")  # fmt: skip
    assert "中心" in page.split("逐条判定")[0] and "/citation/" in page


@pytest.mark.parametrize("given", [
    {"occupation": "织"}, {"on": "x"}, {"national_standard_on": "on"}, {"national_standard_on": "maybe"}])
def test_what_cannot_be_read_is_refused_at_its_field(client, given):
    page = client.get("/standard/", {"occupation": "6-04-03-03", **given})
    assert page.status_code == 422 and "请改正下列内容" in page.content.decode()
