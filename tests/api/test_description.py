from __future__ import annotations

import json
from pathlib import Path

import pytest

from liangcai.api.v1 import urls_hall, urls_room

REVIEWED = Path(__file__).parent


@pytest.mark.parametrize(("api", "name"), [(urls_hall.api, "openapi.json"), (urls_room.api, "openapi-room.json")])
def test_the_description_is_the_reviewed_file(api, name):
    """A change of the interface shows in the file's difference; write it anew with `python -m tests.api.review`."""
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    assert now == json.loads((REVIEWED / name).read_text(encoding="utf-8"))


def test_the_description_and_its_page_need_no_login_and_no_other_host(client, db):
    described = client.get("/api/v1/openapi.json")
    assert "/api/v1/career/decide" in described.json()["paths"]
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/occupations" in page and "证书查询" in page
    assert "https://" not in page and "//cdn" not in page


@pytest.mark.urls("liangcai.config.urls.room")
def test_the_room_describes_its_own_endpoints_only(client, db):
    assert sorted(client.get("/api/v1/openapi.json").json()["paths"]) == [
        "/api/v1/sitting/answers/{question}", "/api/v1/sitting/start", "/api/v1/sitting/submit"]  # fmt: skip
    assert "Authorization: Bearer" in client.get("/api/v1/docs").content.decode()
