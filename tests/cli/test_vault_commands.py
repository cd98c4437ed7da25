"""The vault's commands on a demonstration: discs, backup, drill, restore, ledgers."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.cli.conftest import COMMAND, run


def typed(*arguments, answers=()):
    """The command with what a person would type; without a terminal, so that nothing waits for one."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LIANGCAI", "DJANGO", "DATABASE_URL"))}
    return subprocess.run([str(COMMAND), *map(str, arguments)], input="\n".join(answers) + "\n", capture_output=True, text=True,
                          env=clean, timeout=300, start_new_session=True)  # fmt: skip


@pytest.fixture(scope="module")
def keys(demonstration):
    lines = (demonstration / "demo" / "ACCOUNTS.txt").read_text(encoding="utf-8").splitlines()
    passwords = dict(line.split("\t") for line in lines if line.startswith("vault "))
    shares = next((demonstration / "demo").glob("密钥份额*.txt")).read_text(encoding="utf-8").split("\n")[:3]
    return {name.removeprefix("vault "): value for name, value in passwords.items()}, shares


@pytest.fixture(scope="module")
def backup(demonstration, keys):
    passwords, shares = keys
    outcome = typed("backup", "--disc", "--site", "vault", "--data", demonstration, "--by", "demo-custodian-1", "--json",
                    answers=[passwords["demo-custodian-1"], *shares[:2]])  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    return json.loads(outcome.stdout)


def test_the_discs_of_the_demonstration_are_listed_with_their_copies(demonstration):
    rows = json.loads(run("disc", "list", "--data", demonstration, "--json").stdout)
    papers = [r for r in rows if r["purpose"] == "papers"]
    assert len(papers) == 2 and all(r["copies"] == [{"copy": 1, "fate": "handed_over"}] for r in papers)


def test_an_image_is_burnt_only_in_an_optical_drive(demonstration, tmp_path):
    for target in ("/dev/sda", str(tmp_path / "stick.iso")):
        outcome = run("disc", "burn", "GP-2021-0001", "--drive", target, "--by", "demo-custodian-1", "--witness", "demo-custodian-2",
                      "--data", demonstration)  # fmt: skip
        assert outcome.returncode == 1 and "不是本机的光驱" in outcome.stderr and "Traceback" not in outcome.stderr
    assert not (tmp_path / "stick.iso").exists()


def test_a_backup_disc_is_drilled_and_the_outcome_logged(demonstration, keys, backup):
    passwords, shares = keys
    outcome = typed("drill", backup["image"], "--data", demonstration, "--by", "demo-custodian-1", "--second", "demo-custodian-2", "--json",
                    "--share", shares[0], "--share", shares[2], answers=[passwords["demo-custodian-1"], passwords["demo-custodian-2"]])  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert [c["ok"] for c in json.loads(outcome.stdout)["checks"]] == [True] * 5


def test_a_drill_with_one_share_fails_with_words(demonstration, keys, backup):
    passwords, shares = keys
    outcome = typed("drill", backup["image"], "--data", demonstration, "--by", "demo-custodian-1", "--second", "demo-custodian-2",
                    "--share", shares[0], answers=[passwords["demo-custodian-1"], passwords["demo-custodian-2"]])  # fmt: skip
    assert outcome.returncode == 1 and "需要 2 份" in outcome.stdout and "Traceback" not in outcome.stderr


def test_a_backup_disc_is_restored_whole_into_an_empty_folder_and_not_over_a_site(demonstration, keys, backup, tmp_path):
    shares = keys[1]
    given = ("restore", backup["image"], "--data", tmp_path / "new", "--share", shares[1], "--share", shares[2], "--json")
    outcome = run(*given)
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)["site"] == "vault"
    checked = run("check", "--site", "vault", "--data", tmp_path / "new")
    assert checked.returncode == 0, checked.stdout
    again = run(*given)
    assert again.returncode == 1 and "已有数据" in again.stderr


@pytest.mark.parametrize("arguments", [
    ("--disc", "x.tar"), (), ("--disc", "--site", "hall"), ("--disc", "--site", "vault"),
])  # fmt: skip
def test_a_backup_that_is_not_clearly_asked_for_is_bad_usage(demonstration, arguments):
    outcome = run("backup", *arguments, "--data", demonstration)
    assert outcome.returncode == 2 and "Traceback" not in outcome.stderr


@pytest.mark.parametrize("ledger", ["room", "computer", "assembly", "disc", "audit"])
def test_each_custody_ledger_is_exported_and_an_edited_row_is_named(demonstration, tmp_path, ledger):
    out = tmp_path / "l.jsonl"
    assert run("ledger", "export", "--site", "vault", "--ledger", ledger, "--data", demonstration, "--out", out).returncode == 0
    assert run("ledger", "verify", out).returncode == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    edited = json.loads(lines[1])
    edited["facts"]["purpose"] = "另一事由"
    out.write_text("\n".join([lines[0], json.dumps(edited, ensure_ascii=False), *lines[2:]]) + "\n", encoding="utf-8")
    outcome = run("ledger", "verify", out)
    assert outcome.returncode == 1 and "2" in outcome.stderr


def test_a_hall_has_no_custody_ledger(demonstration, tmp_path):
    outcome = run("ledger", "export", "--ledger", "room", "--data", demonstration, "--out", tmp_path / "x")
    assert outcome.returncode == 2 and "没有保密台账" in outcome.stderr
