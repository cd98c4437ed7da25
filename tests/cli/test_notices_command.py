"""`liangcai notices send` as an operator runs it."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.apps.notices.mail_server import Letterbox, free_port, mail_server
from tests.cli.conftest import run


@pytest.fixture(scope="module")
def addressed(demonstration):
    """The demonstration, with an address for everybody who was told something."""
    with sqlite3.connect(demonstration / "hall" / "liangcai.sqlite3") as database:
        count = database.execute("update notices_notice set email = 'told@example.invalid'").rowcount
    assert count > 0
    return demonstration, count


def test_a_server_that_is_down_is_told_and_nothing_is_lost_then_all_leave_once(addressed):
    data, count = addressed
    port = free_port()
    smtp = {"LIANGCAI_SMTP_HOST": "127.0.0.1", "LIANGCAI_SMTP_PORT": str(port)}
    down = run_with(smtp, data)
    assert down.returncode == 1 and json.loads(down.stderr)["code"] == "mail_server"
    box = Letterbox()
    server = mail_server(box, port)
    server.start()
    try:
        first, second = run_with(smtp, data), run_with(smtp, data)
    finally:
        server.stop()
    assert json.loads(first.stdout) == {"put_back": 0, "sent": count, "failed": 0, "kept": 0, "doubtful": 0}
    assert json.loads(second.stdout)["sent"] == 0 and len(box.received) == count


def run_with(smtp: dict[str, str], data):
    return run("notices", "send", "--data", data, "--json", env=smtp)


def test_a_folder_that_is_not_there_is_bad_input(tmp_path):
    outcome = run("notices", "send", "--data", tmp_path / "无", "--json")
    assert outcome.returncode == 2 and json.loads(outcome.stderr)["code"] == "no_such_file"
