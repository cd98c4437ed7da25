"""The audit chain exported, a signed checkpoint kept elsewhere, and what they show together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import run


@pytest.fixture(scope="module")
def kept(demonstration, tmp_path_factory) -> tuple[Path, Path, Path]:
    """The export, the checkpoint and the public keys of the demonstration's hall."""
    folder = tmp_path_factory.mktemp("台账")
    export, checkpoint = folder / "hall.jsonl", folder / "检查点.json"
    written = run("ledger", "checkpoint", "--data", demonstration, "--out", checkpoint, "--json")
    assert written.returncode == 0, written.stderr
    exported = run("ledger", "export", "--data", demonstration, "--out", export, "--json")
    assert exported.returncode == 0, exported.stderr
    assert json.loads(exported.stdout)["entries"] == json.loads(written.stdout)["count"] + 1  # making it is an act
    return export, checkpoint, demonstration / "hall" / "public" / "KEYS.json"


def verify(export: Path, checkpoint: Path, keys: Path):
    return run("ledger", "verify", export, "--checkpoint", checkpoint, "--keys", keys, "--json")


def refusal(outcome) -> dict:
    assert outcome.returncode == 1, outcome.stdout
    return json.loads(outcome.stderr)


def test_an_exported_chain_agrees_with_its_signed_checkpoint(kept):
    outcome = verify(*kept)
    assert outcome.returncode == 0, outcome.stderr
    facts = json.loads(outcome.stdout)
    assert facts["ok"] and facts["checkpoints"] == 1 and len(facts["checkpoint_signed_by"]) == 1


def test_entries_cut_off_at_the_end_are_found_by_the_checkpoint_and_only_by_it(kept, tmp_path):
    export, checkpoint, keys = kept
    lines = export.read_bytes().splitlines(keepends=True)
    short = tmp_path / "short.jsonl"
    short.write_bytes(b"".join(lines[:-3]))
    assert run("ledger", "verify", short, "--json").returncode == 0
    no = refusal(verify(short, checkpoint, keys))
    assert no["code"] == "ledger_cut_off" and no["facts"]["first_bad"] == len(lines) - 2


def test_what_came_after_the_checkpoint_may_be_there(kept, tmp_path):
    export, checkpoint, keys = kept
    count = json.loads(checkpoint.read_text(encoding="utf-8"))["count"]
    exact = tmp_path / "exact.jsonl"
    exact.write_bytes(b"".join(export.read_bytes().splitlines(keepends=True)[:count]))
    assert verify(exact, checkpoint, keys).returncode == 0


def test_a_changed_entry_is_named(kept, tmp_path):
    export, checkpoint, keys = kept
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    entry = json.loads(lines[4])
    lines[4] = lines[4].replace(f'"actor":"{entry["actor"]}"', '"actor":"somebody"')
    changed = tmp_path / "changed.jsonl"
    changed.write_text("".join(lines), encoding="utf-8")
    no = refusal(verify(changed, checkpoint, keys))
    assert no["code"] == "ledger_edited" and no["facts"]["first_bad"] == 5


def test_a_checkpoint_whose_count_was_lowered_does_not_verify(kept, tmp_path):
    export, checkpoint, keys = kept
    document = json.loads(checkpoint.read_text(encoding="utf-8"))
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps({**document, "count": document["count"] - 1}), encoding="utf-8")
    assert refusal(verify(export, forged, keys))["code"] == "bad_signature"


@pytest.mark.parametrize("what", ["export", "checkpoint"])
def test_a_file_that_is_there_is_not_overwritten(what, kept, demonstration):
    export = kept[0]
    before = export.read_bytes()
    outcome = run("ledger", what, "--data", demonstration, "--out", export, "--json")
    assert refusal(outcome)["code"] == "file_exists" and export.read_bytes() == before


@pytest.mark.parametrize("what", ["export", "checkpoint"])
def test_a_folder_that_is_not_there_is_bad_input(what, tmp_path):
    outcome = run("ledger", what, "--data", tmp_path / "无", "--out", tmp_path / "a", "--json")
    assert outcome.returncode == 2 and json.loads(outcome.stderr)["code"] == "no_such_file"
