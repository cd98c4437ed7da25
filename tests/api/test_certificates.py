from __future__ import annotations

import pytest

ADDRESS = "/api/v1/certificates/S000032000001264000001"


@pytest.mark.parametrize("key", ["演示考生", "123X", "123x"])
def test_name_or_last_four_open_a_masked_answer(client, certificate, key):
    answer = client.get(ADDRESS, {"key": key}).json()
    assert answer["found"] and answer["valid"] and answer["holder"] == "演***"
    assert "123X" not in str(answer)


def test_a_wrong_key_and_an_unknown_number_are_answered_alike(client, certificate):
    wrong = client.get(ADDRESS, {"key": "1234"})
    unknown = client.get("/api/v1/certificates/S1", {"key": "1234"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.content == unknown.content


def test_guessing_at_a_number_ends_after_ten(client, certificate):
    answers = [client.get(ADDRESS, {"key": f"{n:04}"}).status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_second_key_is_needed(client, certificate):
    no = client.get(ADDRESS)
    assert no.status_code == 422 and no.json()["where"] == "key"
