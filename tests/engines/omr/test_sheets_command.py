import csv
import json

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from liangcai.cli.main import main
from liangcai.engines.omr import SheetLayout, simulate
from tests.engines.omr.conftest import render

ROSTER = "ticket_number,name,seat,paper_code\n320101,演示考生一,01,A\n320102,演示考生二,02,B\n"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs the command in a folder of its own: (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        status = 0
        try:
            main(["sheets", *words])
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


@pytest.fixture
def printed(run, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    status, out, _ = run("print", "--questions", "120", "--true-false", "20", "--multiple", "91-95,100",
                         "--roster", "roster.csv", "--out", "sheets.pdf", "--layout", "layout.json", "--json")
    assert status == 0
    return json.loads(out)


def test_printing_writes_pdf_and_layout_and_counts_them(printed, tmp_path):
    assert (printed["candidates"], printed["pages"], printed["pages_per_candidate"]) == (2, 4, 2)
    assert len(pdfium.PdfDocument(tmp_path / "sheets.pdf")) == 4
    layout = SheetLayout.from_json((tmp_path / "layout.json").read_text(encoding="utf-8"))
    assert layout.multiple == {91, 92, 93, 94, 95, 100}


def test_scans_are_read_into_a_table_and_a_summary(printed, run, tmp_path):
    layout = SheetLayout.from_json((tmp_path / "layout.json").read_text(encoding="utf-8"))
    (tmp_path / "scans").mkdir()
    rng = np.random.default_rng(1)
    truth = dict.fromkeys(layout.questions, "A") | {91: "ACD", 5: ""}
    for n, page in enumerate(pdfium.PdfDocument(tmp_path / "sheets.pdf")):
        if n != 3:  # the second candidate's second page was forgotten
            image = simulate.fill(render(page, 150), layout.pages[n % 2], truth, rng)
            Image.fromarray(simulate.degrade(image, rng, 0.4)).save(tmp_path / "scans" / f"{n}.jpg")
    (tmp_path / "scans" / "broken.pdf").write_bytes(b"%PDF")
    Image.new("L", (1240, 1754), 250).save(tmp_path / "scans" / "paper.png")
    status, out, _ = run("read", "scans", "--layout", "layout.json", "--out", "reads.csv", "--json")
    summary = json.loads(out)
    assert status == 0
    assert (summary["pages"], summary["placed"]) == (5, 3)
    assert {u["code"] for u in summary["unplaced"]} == {"unreadable", "no_markers"}
    assert summary["incomplete"] == [{"ticket_number": "320102", "missing_pages": [2]}]
    assert sum(summary["answers"].values()) == 100 + 20 + 100
    with (tmp_path / "reads.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["source", "page", "ticket_number", "paper_code", "question", "answer", "state"]
    assert len(rows) == 220
    for row in rows:
        assert row["state"] == "doubtful" or row["answer"] == truth[int(row["question"])]
    assert len(summary["doubtful"]) == sum(row["state"] == "doubtful" for row in rows)


def test_people_are_told_in_words_and_a_table(printed, run):
    status, out, _ = run("read", "sheets.pdf", "roster.csv", "--layout", "layout.json", "--out", "reads.csv")
    assert status == 0
    assert "未涂 240" in out and "未能识读" in out and "roster.csv" in out


def test_names_with_characters_no_font_has_are_told(run, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER.replace("一", "𠀀"), encoding="utf-8")
    status, out, _ = run("print", "--questions", "10", "--roster", "roster.csv", "--out", "s.pdf", "--layout", "l.json")
    assert status == 0 and "𠀀" in out and "手工" in out


def test_a_roster_in_gb18030_is_understood(run, tmp_path):
    (tmp_path / "roster.csv").write_bytes(ROSTER.encode("gb18030"))
    assert run("print", "--questions", "10", "--roster", "roster.csv", "--out", "s.pdf", "--layout", "l.json")[0] == 0
    text = pdfium.PdfDocument(tmp_path / "s.pdf")[0].get_textpage().get_text_bounded()
    assert "演示考生一" in text.replace(" ", "")


def test_a_long_roster_is_set_in_parts_and_joined_in_order(run, tmp_path):
    rows = "".join(f"{n:06d},演示考生{n},{n},A\n" for n in range(205))
    (tmp_path / "roster.csv").write_text("ticket_number,name,seat,paper_code\n" + rows, encoding="utf-8")
    assert run("print", "--questions", "10", "--roster", "roster.csv", "--out", "s.pdf", "--layout", "l.json")[0] == 0
    document = pdfium.PdfDocument(tmp_path / "s.pdf")
    assert len(document) == 205
    assert all(f"{n:06d}" in document[n].get_textpage().get_text_bounded() for n in (0, 199, 200, 204))


@pytest.mark.parametrize(("roster", "told"), [
    (b"", "空"),
    (b"ticket_number,name\n1,x\n", "seat"),
    (b"ticket_number,name,seat,paper_code\n", "没有考生"),
    (b"ticket_number,name,seat,paper_code\n1,a,1,A\n1,b,2,A\n", "第 2 行重复"),
    (b"ticket_number,name,seat,paper_code\n,a,1,A\n", "不为空"),
    (b"ticket_number,name,seat,paper_code\n1,,1,A\n", "不为空"),
    (b"ticket_number,name,seat,paper_code\n" + b"9" * 41 + b",a,1,A\n", "40"),
    (b'ticket_number,name,seat,paper_code\n1,"a\nb",1,A\n', "控制字符"),
    (b"ticket_number,name,seat,paper_code\n1,a,1\n", "字段"),
    ("ticket_number,name,seat,paper_code\n1,演,1,A\n".encode("utf-16"), "编码"),
    (b"\xff\xfe\x00\x00\x81", "编码"),
])
def test_a_bad_roster_is_told_with_its_place_and_nothing_is_written(run, tmp_path, roster, told):
    (tmp_path / "roster.csv").write_bytes(roster)
    status, _, err = run("print", "--questions", "10", "--roster", "roster.csv", "--out", "s.pdf", "--layout", "l.json")
    assert status == 2 and told in err and "roster.csv" in err
    assert [p.name for p in tmp_path.iterdir()] == ["roster.csv"]


@pytest.mark.parametrize("words", [
    ("--questions", "0"), ("--questions", "201"), ("--questions", "ten"), ("--questions", "10", "--options", "7"),
    ("--questions", "10", "--true-false", "11"), ("--questions", "10", "--multiple", "8-"),
    ("--questions", "10", "--multiple", "9-8"), ("--questions", "10", "--multiple", "11"),
    ("--questions", "10", "--multiple", "1-99999999999"), ("--questions", "10", "--out", "no/such/folder.pdf"),
])
def test_bad_wishes_are_bad_input(run, tmp_path, words):
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    status, _, err = run("print", "--roster", "roster.csv", "--out", "s.pdf", "--layout", "l.json", *words)
    assert status == 2 and err.strip() and "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["roster.csv"]


def test_a_missing_scan_an_empty_folder_and_only_broken_scans_are_bad_input(printed, run, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.pdf").write_bytes(b"")
    for scan in ("gone.pdf", "empty", "broken.pdf"):
        status, _, err = run("read", scan, "--layout", "layout.json", "--out", "reads.csv", "--json")
        assert status == 2 and json.loads(err)["message"]
    assert not (tmp_path / "reads.csv").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1]", ROSTER.encode()])
def test_a_wrong_layout_file_is_bad_input(printed, run, tmp_path, content):
    (tmp_path / "other.json").write_bytes(content)
    status, _, err = run("read", "sheets.pdf", "--layout", "other.json", "--out", "reads.csv")
    assert status == 2 and "other.json" in err
    assert run("read", "sheets.pdf", "--layout", "gone.json", "--out", "reads.csv")[0] == 2
