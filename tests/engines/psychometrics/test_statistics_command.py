import csv
import json

import pytest

from liangcai.cli.main import main

from .simulated import draw

KEY = "item_id,key,difficulty\nq1,A,0.9\nq2,BC,\nq3,对,0.5\n"


def run(capsys, *arguments):
    status = 0
    try:
        main(["statistics", *map(str, arguments)])
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr()


@pytest.fixture
def files(tmp_path):
    scored, _ = draw([1, 1, 1], [-0.5, 0, 0.5], 600, seed=1)
    words = (("B", "A"), ("AB", "c、b"), ("×", "√"))
    rows = [",".join([f"c{n}", *(f'"{words[j][x]}"' for j, x in enumerate(row))]) for n, row in enumerate(scored)]
    (tmp_path / "R.csv").write_text("candidate,q1,q2,q3\nmissing,,-,\n" + "\n".join(rows), encoding="gb18030")
    (tmp_path / "K.csv").write_text(KEY, encoding="utf-8")
    return tmp_path, scored


@pytest.mark.parametrize("model", ["classical", "rasch", "2pl"])
def test_every_spelling_of_an_answer_is_scored_and_missing_ones_are_not(files, capsys, model):
    folder, scored = files
    arguments = [folder / "R.csv", "--key", folder / "K.csv", "--model", model, "--out", folder / "S.csv", "--json"]
    status, printed = run(capsys, *arguments)
    report = json.loads(printed.out)
    assert (status, printed.err, report["candidates"], report["complete"]) == (0, "", 601, 600)
    with (folder / "S.csv").open(encoding="utf-8-sig") as out:
        rows = list(csv.DictReader(out))
    assert [float(row["difficulty"]) for row in rows] == pytest.approx(scored.mean(0), abs=1e-6)
    assert all((row["logit"] != "") is (model != "classical") for row in rows)
    assert [p["item_id"] for p in report["proposals"]][:2] == ["q1", "q2"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("K.csv", "item_id,key\nq1,A\n", "no_key"),
        ("K.csv", "item_id\nq1\n", "missing_column"),
        ("K.csv", KEY + "q1,A,2\n", "bad_rows"),
        ("R.csv", "", "empty_file"),
        ("R.csv", "candidate,q1,q2,q3\n", "no_responses"),
        ("R.csv", "candidate,q1\nx,A,B,C\n", "bad_csv"),
    ],
)
def test_bad_files_end_in_words_and_nothing_is_written(files, capsys, name, content, code):
    folder, _ = files
    (folder / name).write_text(content, encoding="utf-8")
    arguments = [folder / "R.csv", "--key", folder / "K.csv", "--out", folder / "S.csv", "--json"]
    status, printed = run(capsys, *arguments)
    assert (status, json.loads(printed.err)["code"], printed.out) == (2, code, "")
    assert not (folder / "S.csv").exists()
