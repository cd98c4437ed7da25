"""`liangcai norm` as a user calls it."""

import json

import pytest

from liangcai.engines.norms import normal, read_word, to_word
from tests.cli.conftest import run
from tests.engines.norms import samples


@pytest.fixture
def good(tmp_path):
    file = tmp_path / "规范 文本.docx"
    file.write_bytes(to_word(*samples.special(), "手工制鞋专项职业能力考核规范"))
    return file


def test_a_conforming_norm_is_checked_with_status_0(good):
    outcome = run("norm", "check", good, "--json")
    told = json.loads(outcome.stdout)
    assert (outcome.returncode, told["kind"], told["conforms"], told["left"]) == (0, "special_ability", True, [])
    assert "考核内容" in run("norm", "check", good).stdout


def test_weights_of_99_end_with_status_1_and_name_the_place(tmp_path):
    file = tmp_path / "99.docx"
    file.write_bytes(to_word(*samples.special((60, 39)), "手工制鞋"))
    outcome = run("norm", "check", file, "--json")
    assert outcome.returncode == 1 and "合计 99" in json.loads(outcome.stderr)["message"]
    bad = [f for f in json.loads(outcome.stdout)["findings"] if f["result"] == "failed"]
    assert [(f["title"], f["column"], f["found"], f["expected"]) for f in bad] == [("考核内容", "比重（%）", "合计 99", "100")]


def test_word_becomes_structure_and_structure_word_and_pdf_without_loss(good, tmp_path):
    structure, word, pdf = tmp_path / "a.json", tmp_path / "b.docx", tmp_path / "c.pdf"
    for source, out in ((good, structure), (structure, word), (structure, pdf)):
        assert run("norm", "convert", source, "--out", out).returncode == 0
    shape, content = samples.special()
    told = json.loads(structure.read_text(encoding="utf-8"))
    assert normal(shape, told["content"]) == content and told["title"] == "手工制鞋专项职业能力考核规范"
    assert read_word(word.read_bytes(), shape).content == content
    assert pdf.read_bytes().startswith(b"%PDF")


def test_bad_files_end_with_status_2_and_nothing_is_written(tmp_path):
    broken, other, letter = tmp_path / "a.docx", tmp_path / "b.json", tmp_path / "c.docx"
    broken.write_bytes(b"GIF89a")
    other.write_text('{"kind": "letter"}', encoding="utf-8")
    letter.write_bytes(samples.plain_document("一封信"))
    for file in (broken, other, letter, tmp_path / "none.docx"):
        out = tmp_path / "out.pdf"
        outcome = run("norm", "convert", file, "--out", out)
        assert outcome.returncode == 2 and len(outcome.stderr.strip().splitlines()) == 1 and not out.exists()


def test_nothing_is_overwritten_and_unknown_formats_are_refused(good, tmp_path):
    assert run("norm", "convert", good, "--out", tmp_path / "a.txt").returncode == 2
    assert run("norm", "convert", good, "--out", good).returncode == 1
