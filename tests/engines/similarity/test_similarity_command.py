import csv
import json

import pytest

from liangcai.cli.main import main


def run(capsys, *arguments):
    status = 0
    try:
        main(["similarity", *map(str, arguments)])
    except SystemExit as end:
        status = end.code
    return status, capsys.readouterr()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_pairs_are_written_with_their_kind_whatever_the_encoding(tmp_path, capsys, encoding):
    bank = "stem,item_id\n接地保护的作用是,甲\n接地保护的作用不是,乙\n熔断器的额定电流,丙\n"
    (tmp_path / "I.csv").write_text(bank, encoding=encoding)
    status, printed = run(capsys, tmp_path / "I.csv", "--out", tmp_path / "P.csv", "--json")
    assert (status, printed.err) == (0, "")
    assert json.loads(printed.out)["kinds"] == {"duplicate": 0, "negation_differs": 1, "numbers_differ": 0}
    with (tmp_path / "P.csv").open(encoding="utf-8-sig") as out:
        (row,) = csv.DictReader(out)
    assert (row["item_id"], row["other_id"], row["kind"]) == ("甲", "乙", "negation_differs")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"), (b"\x80\x00\xff", "encoding"), (b"item_id,stem\n1,a\n1,b\n", "repeated_id"),
        (b"item_id\n1\n", "missing_column"), (b"item_id,stem\n1\n", "row_length"), (b'item_id,stem\n1,"a', "bad_csv"),
    ],
)  # fmt: skip
def test_bad_files_end_in_words_and_nothing_is_written(tmp_path, capsys, content, code):
    (tmp_path / "I.csv").write_bytes(content)
    status, printed = run(capsys, tmp_path / "I.csv", "--out", tmp_path / "P.csv", "--json")
    assert (status, json.loads(printed.err)["code"]) == (2, code)
    assert not (tmp_path / "P.csv").exists()
