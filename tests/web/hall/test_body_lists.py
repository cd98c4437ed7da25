"""Published directories of bodies: every version stays public, by version and by day, and as a file."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from liangcai.apps.organizations.actions.publish_body_list import publish_body_list
from liangcai.apps.organizations.models import Filing
from tests.apps.organizations import factories as f
from tests.web.client import text

pytestmark = pytest.mark.django_db
QUERIES = 12


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, text(response)
    return text(response)


def published(day: str, actor=None):
    return publish_body_list(actor=actor or f.city(), at=f.at(day))


def test_every_version_of_a_directory_stays_public_with_what_changed(client):
    f.confirmed()
    first = published("2021-10-01")
    gone = first.rows[0]["body"]
    Filing.objects.update(state="suspended")
    new = f.confirmed().body.name
    second = published("2021-11-01")
    shown = page(client, "public_body_list", second.public_id)
    assert new in shown and gone in shown
    assert gone in page(client, "public_body_list", first.public_id)
    assert page(client, "public_body_lists").count("/body-lists/") >= 2


@pytest.mark.parametrize("on, version", [("2021-10-31", 1), ("2021-11-01", 2)])
def test_the_version_of_a_day_is_found(client, on, version):
    f.confirmed()
    versions = {1: published("2021-10-01")}
    f.confirmed()
    versions[2] = published("2021-11-01")
    shown = page(client, "public_body_lists", on=on)
    assert str(versions[version].public_id) in shown and str(versions[3 - version].public_id) not in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_directory_is_a_file_that_holds_every_row(client, kind):
    f.confirmed(f.body(name="=1+1演示机构"))
    made = published("2021-10-01")
    answer = client.get(reverse("public_body_list_file", args=[made.public_id, kind]))
    content = answer.getvalue()
    if kind == "csv":
        assert "'=1+1演示机构" in content.decode("utf-8-sig")
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet["B4"].value == "'=1+1演示机构" and sheet["B4"].data_type == "s"
    assert client.get(reverse("public_body_list_file", args=[made.public_id, "exe"])).status_code == 404


def test_the_versions_cost_the_same_however_many(client, django_assert_max_num_queries):
    for month in range(1, 9):
        f.confirmed()
        published(f"2022-0{month}-01")
    with django_assert_max_num_queries(QUERIES):
        page(client, "public_body_lists")


@pytest.mark.parametrize("query", [{"on": "2021-13-01"}, {"city": "999999"}])
def test_a_day_or_city_that_does_not_exist_is_refused(client, query):
    assert client.get(reverse("public_body_lists"), query).status_code == 422
