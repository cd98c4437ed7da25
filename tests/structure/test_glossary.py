"""One English identifier for each Chinese term, and it is really there."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as lines:
    TERMS = list(csv.DictReader(lines))
SHUNNED = ["Institution", "Licence", "Licensee", "Approval", "Grade"]  # words the glossary decided against


@pytest.mark.parametrize("term", TERMS, ids=lambda t: t["chinese"])
def test_each_term_has_its_identifier_where_the_glossary_says(term):
    place = ROOT / term["where"]
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    text = "\n".join(f.read_text(encoding="utf-8") for f in files)
    assert files and (place.is_dir() and place.name == term["identifier"] or re.search(rf"\b{term['identifier']}\b", text))


def test_no_term_and_no_identifier_of_one_place_stands_twice():
    chinese = [t["chinese"] for t in TERMS]
    pairs = [(t["identifier"], t["where"]) for t in TERMS]
    assert len(set(chinese)) == len(chinese) and len(set(pairs)) == len(pairs)


def test_models_are_not_called_by_words_the_glossary_decided_against():
    names = {m for f in (ROOT / "liangcai" / "apps").glob("*/models.py")
             for m in re.findall(r"^class (\w+)", f.read_text(encoding="utf-8"), re.M)}  # fmt: skip
    assert not names & set(SHUNNED)
