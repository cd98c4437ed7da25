from __future__ import annotations

import json

import pytest

from liangcai.api.v1.career import EXAMPLE
from liangcai.api.v1.json_body import json_body
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.career import decide
from liangcai.kernel.refusals import BadInput

ADDRESS = "/api/v1/career/decide"


def ask(client, body, on="2022-06-30"):
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(f"{ADDRESS}?on={on}", content, content_type="application/json")


def test_the_answer_is_the_engines_answer(client, db):
    from datetime import date

    answer = ask(client, EXAMPLE)
    assert answer.status_code == 200
    expected = decide(EXAMPLE, policy(), date(2022, 6, 30))
    assert answer.json() == json.loads(json.dumps(expected))
    assert answer.json()["direct_recognition"]["highest"] == "一级"


def test_it_needs_no_cross_site_token_and_no_login(db):
    from django.test import Client

    assert ask(Client(enforce_csrf_checks=True), EXAMPLE).status_code == 200


@pytest.mark.parametrize(("body", "where"), [
    (b"{", "body"), (b"", "body"), (b'{"fraud": NaN}', "body"), (b'{"fraud": true, "fraud": false}', "body fraud"),
    (b"\xff\xfe", "body"), (b"[" * 100_000, "body"), (b'{"a": 1}', "a"), (b'"x"', ""),
    (b'{"titles": [{"rank": "X"}]}', "titles[0].rank"), (b" " * 1_000_001, "body"),
    (b'{"skills": [{"level": "\xe4\xb8\x89\xe7\xba\xa7", "obtained_on": "2030-01-01"}]}', "skills[0].obtained_on"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(client, db, body, where):
    no = ask(client, body)
    assert no.status_code == 422
    assert no.json()["where"] == where and no.json()["message"]


def test_a_day_that_does_not_exist_is_refused(client, db):
    no = ask(client, EXAMPLE, on="2022-02-30")
    assert no.status_code == 422 and no.json()["where"] == "on"


def test_before_the_rules_were_in_force_nothing_is_decided(client, db):
    answer = ask(client, {}, on="2015-01-01").json()
    assert answer["title_review"]["decision"] == "not_eligible" and answer["warnings"]


def test_a_refused_body_is_taken_in_to_its_end(rf):
    """A client that reads only after sending everything would otherwise wait for ever."""
    request = rf.post(ADDRESS, b" " * 3_000_000, content_type="application/json")
    with pytest.raises(BadInput):
        json_body(request)
    assert request.read(1) == b""
