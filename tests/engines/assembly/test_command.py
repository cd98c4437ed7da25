"""`liangcai assemble` as a user meets it: files in, files out, exit statuses, nothing written when refused."""

import json
import subprocess
import sys

import pytest

from .bank_factory import blueprint_table, csv_text, item, realistic_bank, realistic_cells, toml_text
from .independent_verifier import verify

CELL = {"scope": "A-A", "type": "single_choice", "count": 2, "score": 1.0}
TABLE = blueprint_table([CELL])
ROWS = [item(n) for n in range(4)]


def run(folder, bank, blueprint, *more, forms="2"):
    """Bank and blueprint as text or bytes; returns the finished process."""
    for name, content in (("ITEMS.csv", bank), ("BLUEPRINT.toml", blueprint)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    command = ["--bank", folder / "ITEMS.csv", "--blueprint", folder / "BLUEPRINT.toml", "--forms", forms,
               "--out", folder / "FORMS.csv", "--json", *more]  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "liangcai.cli.main", "assemble", *map(str, command)], capture_output=True, text=True
    )


def test_forms_and_proof_are_written_and_verified(tmp_path):
    table = blueprint_table(realistic_cells(), mean=0.58, importance={"X_min": 0.5, "Z_max": 0.15})
    done = run(tmp_path, csv_text(realistic_bank(1200, 5)), toml_text(table), "--seed", "7", forms="4")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["forms"], report["seed"], report["tolerance_met"]) == (4, 7, True)
    assert (tmp_path / "FORMS.csv").read_text().splitlines()[0] == "form,position,item_id,cell,score"
    assert verify(tmp_path / "ITEMS.csv", tmp_path / "BLUEPRINT.toml", tmp_path / "FORMS.csv") == []
    first = (tmp_path / "FORMS.csv").read_bytes()
    run(tmp_path, csv_text(realistic_bank(1200, 5)), toml_text(table), "--seed", "7", forms="4")
    assert (tmp_path / "FORMS.csv").read_bytes() == first


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_encodings_excel_writes_are_read(tmp_path, encoding):
    done = run(tmp_path, csv_text(ROWS).encode(encoding), toml_text(TABLE).encode(encoding))
    assert done.returncode == 0, done.stderr


def test_a_short_bank_ends_with_one_and_the_list_on_standard_output(tmp_path):
    done = run(tmp_path, csv_text(ROWS), toml_text(TABLE), forms="3")
    assert done.returncode == 1
    missing = {"cell": "A-A/single_choice", "needed": 6, "available": 4, "short": 2, "because": "too few items"}
    assert json.loads(done.stdout) == {"infeasible": [missing]}
    assert json.loads(done.stderr)["code"] == "bank_short"
    assert not (tmp_path / "FORMS.csv").exists()


def test_an_unreachable_tolerance_ends_with_one_and_the_smallest_deviation(tmp_path):
    done = run(tmp_path, csv_text(ROWS), toml_text(blueprint_table([CELL], mean=0.9)))
    report = json.loads(done.stdout)
    assert (done.returncode, report["code"], report["tolerance_met"]) == (1, "tolerance_unreachable", False)
    assert report["smallest_deviation"] == pytest.approx(1 - 0.65 / 0.9)
    assert not (tmp_path / "FORMS.csv").exists()


def changed(**fields):
    return csv_text([item(1, **fields), *ROWS[2:]])


BAD_BANKS = {
    "empty-file": b"",
    "heading-only": csv_text([]),
    "missing-column": csv_text(ROWS, columns=[c for c in ROWS[0] if c != "difficulty"]),
    "half-of-abc": csv_text(ROWS, columns=[c for c in ROWS[0] if c != "b"]),
    "doubled-column": csv_text(ROWS).replace("stem", "item_id", 1),
    "ragged-row": csv_text(ROWS) + "DEMO9,single_choice\n",
    "utf-16": csv_text(ROWS).encode("utf-16"),
    "not-text": b"\x89PNG\r\n\x1a\n\x00\xff\xfe" * 9,
    "workbook": b"PK\x03\x04" + b"\0" * 50,
    "doubled-id": csv_text([ROWS[0], *ROWS]),
    "no-id": changed(item_id=""),
    "unknown-type": changed(type="riddle"),
    "no-scope": changed(scope=""),
    "hole-in-scope": changed(scope="A--B"),
    "importance": changed(importance="W"),
    "no-difficulty": changed(difficulty=""),
    "difficulty-0": changed(difficulty="0"),
    "difficulty-1": changed(difficulty="1"),
    "difficulty-nan": changed(difficulty="nan"),
    "difficulty-word": changed(difficulty="易"),
    "a-alone": changed(a="1.0"),
    "a-negative": changed(a="-1", b="0", c="0.2"),
    "b-infinite": changed(a="1", b="inf", c="0.2"),
    "c-one": changed(a="1", b="0", c="1"),
    "used-negative": changed(times_used="-1"),
    "used-half": changed(times_used="1.5"),
    "no-such-day": changed(last_used_on="2024-02-30"),
}
BAD_BLUEPRINTS = {
    "not-toml": "cells = [",
    "no-cells": 'occupation = "x"\n',
    "empty-cells": "cells = []\n",
    "unknown-key": toml_text(TABLE | {"difficulty": {"mean": 0.6, "tolerence": 0.1}}),
    "unknown-table": toml_text(TABLE | {"bend": {"count": 1}}),
    "unknown-type": toml_text(blueprint_table([CELL | {"type": "riddle"}])),
    "unknown-band": toml_text(blueprint_table([CELL | {"difficulty": "soft"}])),
    "count-0": toml_text(blueprint_table([CELL | {"count": 0}])),
    "count-negative": toml_text(blueprint_table([CELL | {"count": -2}])),
    "count-half": toml_text(blueprint_table([CELL | {"count": 1.5}])),
    "score-0": toml_text(blueprint_table([CELL | {"score": 0}])),
    "score-nan": toml_text(TABLE).replace("score = 1.0", "score = nan"),
    "share-over-1": toml_text(TABLE | {"importance": {"X_min": 1.2}}),
    "mean-1": toml_text(blueprint_table([CELL], mean=1.0)),
    "no-tolerance": toml_text(TABLE | {"difficulty": {"mean": 0.6}}),
    "tolerance-0": toml_text(blueprint_table([CELL], mean=0.6, tolerance=0)),
    "two-informations": toml_text(TABLE | {"difficulty": {"mean": 0.6, "tolerance": 0.1, "information": [1.0, 2.0]}}),
    "information-without-abc": toml_text(
        TABLE | {"difficulty": {"mean": 0.6, "tolerance": 0.1, "information": [1.0, 2.0, 1.0]}}
    ),
    "use-0": toml_text(blueprint_table([CELL], max_item_use=0)),
    "true-for-a-number": toml_text(TABLE).replace("count = 2", "count = true"),
}


def assert_bad(done, folder):
    problem = json.loads(done.stderr)
    assert done.returncode == 2 and done.stdout == ""
    assert problem["message"] and "Traceback" not in done.stderr
    assert not (folder / "FORMS.csv").exists()
    return problem


@pytest.mark.parametrize("name", ["utf-16", "doubled-id", "missing-column"])
def test_a_bad_bank_ends_the_command_with_two(tmp_path, name):
    assert_bad(run(tmp_path, BAD_BANKS[name], toml_text(TABLE)), tmp_path)


@pytest.mark.parametrize("name", ["not-toml", "count-negative", "unknown-key"])
def test_a_bad_blueprint_ends_the_command_with_two(tmp_path, name):
    assert_bad(run(tmp_path, csv_text(ROWS), BAD_BLUEPRINTS[name]), tmp_path)


def in_process(folder, capsys, bank, blueprint, *more):
    """The same command without a new interpreter."""
    from liangcai.cli.main import main

    for name, content in (("ITEMS.csv", bank), ("BLUEPRINT.toml", blueprint)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = ["assemble", "--bank", folder / "ITEMS.csv", "--blueprint", folder / "BLUEPRINT.toml", "--forms", "2",
                 "--out", folder / "FORMS.csv", "--json", *more]  # fmt: skip
    with pytest.raises(SystemExit) as end:
        main(list(map(str, arguments)))
    said = capsys.readouterr()
    return subprocess.CompletedProcess([], end.value.code, said.out, said.err)


@pytest.mark.parametrize("name", BAD_BANKS)
def test_every_bad_bank_is_refused_with_words(tmp_path, capsys, name):
    assert_bad(in_process(tmp_path, capsys, BAD_BANKS[name], toml_text(TABLE)), tmp_path)


@pytest.mark.parametrize("name", BAD_BLUEPRINTS)
def test_every_bad_blueprint_is_refused_with_words(tmp_path, capsys, name):
    assert_bad(in_process(tmp_path, capsys, csv_text(ROWS), BAD_BLUEPRINTS[name]), tmp_path)


@pytest.mark.parametrize(
    "more",
    [
        ("--forms", "0"),
        ("--forms", "-3"),
        ("--forms", "x"),
        ("--seed", "-1"),
        ("--time-limit", "0"),
        ("--time-limit", "nan"),
    ],
)
def test_senseless_options_are_refused(tmp_path, capsys, more):
    assert_bad(in_process(tmp_path, capsys, csv_text(ROWS), toml_text(TABLE), *more), tmp_path)


def test_a_target_that_cannot_be_written_is_refused_before_any_work(tmp_path, capsys):
    for out in (tmp_path / "nowhere" / "FORMS.csv", tmp_path, tmp_path / "ITEMS.csv"):
        assert_bad(in_process(tmp_path, capsys, csv_text(ROWS), toml_text(TABLE), "--out", str(out)), tmp_path)
    assert (tmp_path / "ITEMS.csv").read_text() == csv_text(ROWS)


def test_all_bad_rows_are_named_at_once(tmp_path, capsys):
    bank = csv_text([item(1, type="riddle"), item(2), item(2), item(3, difficulty="2", importance="W")])
    problem = assert_bad(in_process(tmp_path, capsys, bank, toml_text(TABLE)), tmp_path)
    found = [(e["row"], e["field"]) for e in problem["facts"]["errors"]]
    assert found == [(2, "type"), (4, "item_id"), (5, "importance"), (5, "difficulty")]
