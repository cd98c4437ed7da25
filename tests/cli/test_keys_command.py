"""Sites learn each other's public keys from a file that is compared before it counts."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import run

PASSWORD = "First-Pass-2026"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A vault with its system and security administrators, a room, and each one's keys in a file."""
    folder = tmp_path_factory.mktemp("keys")
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    for site in ("vault", "room"):
        for name, role in (("security", "security_admin"), ("root", "system_admin")):
            made = run("account", "create", name, "--role", role, "--name", "管理员", "--password-file", folder / "password",
                       "--site", site, "--data", folder / "data")  # fmt: skip
            assert made.returncode == 0, made.stderr
        made = run("keys", "export", folder / f"{site}.json", "--owner", f"演示 {site}", "--site", site, "--data", folder / "data", "--json")
        assert made.returncode == 0, made.stderr
    return folder


def trust(place, file, by="security"):
    return run("keys", "trust", file, "--by", by, "--by-password-file", place / "password", "--site", "vault", "--data", place / "data")


def known(place):
    return {k["key_id"]: k["owner"] for k in json.loads((place / "data/vault/public/KEYS.json").read_bytes())["keys"]}


def test_an_export_holds_only_what_is_public_and_the_sites_own(place):
    exported = (place / "room.json").read_text(encoding="utf-8")
    assert "PRIVATE" not in exported and {k["owner"] for k in json.loads(exported)["keys"]} == {"演示 room"}
    assert run("keys", "export", place / "room.json", "--owner", "x", "--site", "room", "--data", place / "data").returncode == 2


def test_two_exports_of_a_site_are_the_same_keys_with_the_same_fingerprints(place, tmp_path):
    run("keys", "export", tmp_path / "again.json", "--owner", "另一个名称", "--site", "room", "--data", place / "data")
    first, again = (json.loads(run("keys", "show", f, "--json").stdout) for f in (place / "room.json", tmp_path / "again.json"))
    assert first == again and len({row["fingerprint"] for row in first}) == 2


def test_the_security_administrator_and_nobody_else_enters_a_rooms_keys(place):
    assert trust(place, place / "room.json", by="root").returncode == 1
    assert "演示 room" not in known(place).values()
    done = trust(place, place / "room.json")
    assert done.returncode == 0, done.stderr
    assert list(known(place).values()).count("演示 room") == 2


def test_a_key_id_that_means_another_key_here_is_refused(place, tmp_path):
    trust(place, place / "room.json")
    document = json.loads((place / "room.json").read_bytes())
    document["keys"][0]["public_key"] = "11" * 32
    (tmp_path / "forged.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    before = known(place)
    outcome = trust(place, tmp_path / "forged.json")
    assert outcome.returncode == 1 and document["keys"][0]["key_id"] in outcome.stderr and known(place) == before


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"format":"liangcai-keys-1","keys":[{}]}'])
def test_a_file_that_is_no_list_of_keys_is_bad_input(place, tmp_path, content):
    (tmp_path / "bad.json").write_bytes(content)
    outcome = trust(place, tmp_path / "bad.json")
    assert outcome.returncode == 2 and "bad.json" in outcome.stderr and outcome.stderr.count("\n") == 1
