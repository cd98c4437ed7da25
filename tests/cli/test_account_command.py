"""Accounts from the command line: how an installation begins."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import run
from tests.cli.test_vault_commands import typed

FIRST, OTHER, NEW = "First-Pass-2026", "Other-Word-2026", "Newer-Word-2026"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("passwords")
    for name, password in {"first": FIRST, "other": OTHER, "new": NEW, "weak": "password"}.items():
        (folder / name).write_text(password + "\n", encoding="utf-8")
    (folder / "empty").write_text("\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def begun(files, tmp_path_factory):
    """A room whose system administrator is `root`, made without anybody's word."""
    data = tmp_path_factory.mktemp("真实 安装") / "data"
    outcome = account("create", "root", "--role", "system_admin", "--name", "管理员", "--password-file", files / "first", data=data)
    assert outcome.returncode == 0, outcome.stderr
    return data


def account(*arguments, data, site="room"):
    return run("account", *arguments, "--site", site, "--data", data)


def by_root(files):
    return "--by", "root", "--by-password-file", files / "first"


def create(data, files, username, *more, role="invigilator", password="other"):
    return account("create", username, "--role", role, "--name", "监考员", "--password-file", files / password, *more, data=data)


def listed(data):
    return {row["username"]: row for row in json.loads(account("list", "--json", data=data).stdout)}


def entries(data, action):
    import sqlite3

    with sqlite3.connect(data / "room" / "liangcai.sqlite3") as site:
        return site.execute("select actor from audit_entry where action = ? order by sequence", [action]).fetchall()


def test_the_first_administrator_is_made_by_the_installation_and_logged_so(begun):
    assert listed(begun)["root"] == {"username": "root", "display_name": "管理员", "role": "system_admin", "region": "", "active": True}
    assert entries(begun, "create_account")[0] == ("system",)


def test_after_the_first_administrator_nobody_is_made_without_one(begun, files):
    for role in ("invigilator", "system_admin"):
        outcome = create(begun, files, "uninvited", role=role)
        assert outcome.returncode == 1 and "--by" in outcome.stderr and outcome.stderr.count("\n") == 1
    assert "uninvited" not in listed(begun)


def test_an_administrator_makes_an_account_and_is_named_in_the_log(begun, files):
    outcome = create(begun, files, "proctor", *by_root(files))
    assert outcome.returncode == 0, outcome.stderr
    assert entries(begun, "create_account")[-1] == ("root",) and listed(begun)["proctor"]["role"] == "invigilator"


def test_the_administrators_password_is_proof_and_another_role_is_not_enough(begun, files):
    create(begun, files, "clerk", *by_root(files))
    wrong = create(begun, files, "forged", "--by", "root", "--by-password-file", files / "new")
    assert wrong.returncode == 1 and "口令不正确" in wrong.stderr
    clerk = create(begun, files, "forged", "--by", "clerk", "--by-password-file", files / "other")
    assert clerk.returncode == 1 and "系统管理员" in clerk.stderr
    assert "forged" not in listed(begun)


@pytest.mark.parametrize(("username", "more", "said"), [
    ("a b", {}, "a b"), ("weak", {"password": "weak"}, "口令不符合要求"), ("empty", {"password": "empty"}, "第一行是空的"),
    ("emperor", {"role": "emperor"}, "invigilator"), ("custodian", {"role": "custodian"}, "--site"), ("gone", {"password": "none"}, "none"),
])  # fmt: skip
def test_an_account_with_a_fault_is_not_made_and_the_fault_is_named_in_one_line(begun, files, username, more, said):
    outcome = create(begun, files, username, *by_root(files), **more)
    assert outcome.returncode == 2 and said in outcome.stderr and outcome.stderr.count("\n") == 1
    assert username not in listed(begun)


def test_a_taken_name_is_a_lawful_no(begun, files):
    outcome = create(begun, files, "root", *by_root(files), "--json")
    assert outcome.returncode == 1 and json.loads(outcome.stderr)["code"] == "username_taken"


def test_an_account_is_locked_with_a_reason_and_unlocked(begun, files):
    create(begun, files, "leaver", *by_root(files))
    given = ("leaver", *by_root(files), "--reason", "离职")
    assert account("lock", *given, data=begun).returncode == 0 and not listed(begun)["leaver"]["active"]
    assert account("lock", *given, data=begun).returncode == 1
    assert account("unlock", *given, data=begun).returncode == 0 and listed(begun)["leaver"]["active"]
    own = account("lock", "root", *by_root(files), "--reason", "误操作", data=begun)
    assert own.returncode == 1 and "自己" in own.stderr


def test_a_new_password_opens_and_the_old_one_no_longer(begun, files):
    create(begun, files, "forgetful", *by_root(files))
    changed = account("password", "forgetful", *by_root(files), "--password-file", files / "new", data=begun)
    assert changed.returncode == 0, changed.stderr
    own = ("password", "forgetful", "--by", "forgetful", "--by-password-file")
    assert account(*own, files / "other", "--password-file", files / "first", data=begun).returncode == 1
    assert account(*own, files / "new", "--password-file", files / "first", data=begun).returncode == 0
    assert entries(begun, "change_password") == [("root",), ("forgetful",)]


def test_passwords_are_asked_for_twice_where_no_file_is_given(tmp_path):
    given = ("account", "create", "root", "--role", "system_admin", "--name", "管理员", "--site", "room", "--data", tmp_path / "data")
    differing = typed(*given, answers=[FIRST, OTHER])
    assert differing.returncode == 1 and listed(tmp_path / "data") == {}
    assert typed(*given, answers=[FIRST, FIRST]).returncode == 0 and FIRST not in differing.stderr


def test_an_unknown_account_or_an_empty_place_is_bad_input(begun, files, tmp_path):
    assert account("lock", "nobody", *by_root(files), "--reason", "x", data=begun).returncode == 2
    nowhere = account("list", data=tmp_path)
    assert nowhere.returncode == 2 and not (tmp_path / "room").exists()
