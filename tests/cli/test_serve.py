"""Starting a site on bad ground says what is wrong and what to do."""

import json
import socket
import sqlite3

from tests.cli.conftest import run


def test_a_taken_port_is_named_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run("serve", "--data", tmp_path / "data", "--port", port)
    assert outcome.returncode == 1
    assert str(port) in outcome.stderr and str(port + 1) in outcome.stderr
    assert not (tmp_path / "data").exists()


def test_a_folder_of_another_site_is_refused(tmp_path):
    folder = tmp_path / "hall"
    folder.mkdir()
    (folder / "site.json").write_text(json.dumps({"site": "vault", "version": "0.1.0"}))
    outcome = run("reference", "sync", "--data", tmp_path)
    assert outcome.returncode == 1 and "属于站点 vault" in outcome.stderr


def test_a_folder_of_a_newer_version_is_left_untouched(tmp_path):
    folder = tmp_path / "hall"
    folder.mkdir()
    mark = folder / "site.json"
    mark.write_text(json.dumps({"site": "hall", "version": "99.0.0"}))
    outcome = run("reference", "sync", "--data", tmp_path)
    assert outcome.returncode == 1 and "99.0.0" in outcome.stderr
    assert list(folder.iterdir()) == [mark]


def test_a_data_path_that_is_a_file_is_bad_input(tmp_path):
    file = tmp_path / "data"
    file.write_text("not a folder")
    outcome = run("reference", "sync", "--data", file)
    assert outcome.returncode == 2 and "Traceback" not in outcome.stderr


def test_a_terminal_without_utf8_gets_words_not_a_traceback(tmp_path):
    outcome = run("reference", "sync", "--data", tmp_path / "数据", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert outcome.returncode == 0 and "Traceback" not in outcome.stderr


def test_an_unknown_command_is_usage(tmp_path):
    outcome = run("nonsense")
    assert outcome.returncode == 2 and "Traceback" not in outcome.stderr


def test_reference_sync_shows_first_and_writes_on_apply(tmp_path):
    shown = json.loads(run("reference", "sync", "--data", tmp_path, "--json").stdout)
    assert not shown["applied"] and len(shown["differences"]) > 300
    assert json.loads(run("reference", "sync", "--data", tmp_path, "--apply", "--json").stdout)["applied"]
    assert json.loads(run("reference", "sync", "--data", tmp_path, "--json").stdout)["differences"] == []


def test_data_of_an_older_program_are_not_read_half_but_named_and_upgraded_by_serving(tmp_path):
    run("reference", "sync", "--data", tmp_path, "--apply")
    assert run("check", "--data", tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "hall" / "liangcai.sqlite3") as database:
        database.execute("delete from django_migrations where app = 'exams' and name > '0002'")
    outcome = run("check", "--data", tmp_path)
    assert outcome.returncode == 1 and "较旧的版本" in outcome.stderr and "Traceback" not in outcome.stderr
