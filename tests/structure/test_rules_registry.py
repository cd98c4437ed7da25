"""Every row of the acceptance list has one place under policy/, and what a row points at exists."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from liangcai.engines.rules.load import load_policy
from liangcai.engines.rules.policy import Policy, Rule
from liangcai.kernel import citations

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
STATUS_OF = {("◐", None): "recorded", ("○", None): "duty", ("●", "D"): "data", ("●", "M"): "defect"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(ROOT / "policy")


def acceptance_rows() -> dict[str, tuple[str, str]]:
    lines = (FIXTURES / "rule_ids.txt").read_text(encoding="utf-8").splitlines()
    return {row: (auto, kind) for row, auto, kind in (line.split() for line in lines if not line.startswith("#"))}


def row_of(rule: Rule) -> str:
    """The acceptance-list row: the id without the letter that tells two rules of one row apart."""
    return rule.id.rstrip("abcdefghijklmnopqrstuvwxyz")


def modules(rules: tuple[Rule, ...], key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule in rules:
        if key in rule.extra:
            found.setdefault(rule.extra[key], []).append(rule.id)
    return found


def missing_modules(named: dict[str, list[str]]) -> dict[str, list[str]]:
    return {module: rows for module, rows in named.items() if not imports(module)}


def imports(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def test_the_fixture_holds_the_350_rows():
    counts = Counter(auto for auto, _ in acceptance_rows().values())
    assert counts == {"●": 295, "◐": 25, "○": 30}


def test_every_row_has_a_place_and_no_place_lacks_a_row(policy):
    placed = {row_of(rule) for rule in policy.rules}
    assert placed == set(acceptance_rows())


def test_every_row_has_the_status_its_kind_asks_for(policy):
    rows = acceptance_rows()
    for rule in policy.rules:
        auto, kind = rows[row_of(rule)]
        due = STATUS_OF.get((auto, None)) or STATUS_OF.get((auto, kind)) or "executed"
        assert (rule.id, rule.status) == (rule.id, due)


def test_25_rows_are_recorded_30_are_duties_and_295_are_decided(policy):
    status_of_row = {row_of(rule): rule.status for rule in policy.rules}
    counts = Counter(status_of_row.values())
    assert (counts["recorded"], counts["duty"]) == (25, 30)
    assert counts["executed"] + counts["data"] + counts["defect"] == 295


def test_every_cited_article_stands_in_the_sources(policy):
    holders = [*policy.rules, *policy.conditions.values()]
    cited = {(thing.source.document, thing.source.article) for thing in holders}
    cited |= {(s.document, s.article) for value in policy.values.values() for _, _, s in value.history}
    unknown = {(key, article) for key, article in cited
               if key not in policy.documents or article not in policy.documents[key].articles}
    assert unknown == set()


def test_the_basis_of_every_document_is_a_document(policy):
    for document in policy.documents.values():
        assert set(document.details["basis"]) <= set(policy.documents)


def test_citations_in_code_print_the_same_names_as_the_sources(policy):
    for key in ("S000", "S001", "S002", "S003", "S004"):
        assert getattr(citations, key) == policy.documents[key].number


def test_every_executed_row_is_decided_by_the_language_or_by_a_named_module(policy):
    for rule in policy.rules:
        if rule.status == "executed":
            assert bool(rule.when) != ("enforced_by" in rule.extra), rule.id


def test_every_other_row_says_where_it_is_kept(policy):
    key = {"recorded": "recorded_on", "duty": "duty_log", "data": "data", "defect": "handling"}
    for rule in policy.rules:
        if rule.status != "executed":
            assert rule.extra.get(key[rule.status]), rule.id


def test_every_module_that_enforces_a_rule_exists(policy):
    assert missing_modules(modules(policy.rules, "enforced_by")) == {}


def test_every_module_that_records_a_finding_exists(policy):
    assert missing_modules(modules(policy.rules, "recorded_on")) == {}


def test_every_data_file_exists(policy):
    files = {rule.extra["data"] for rule in policy.rules if "data" in rule.extra}
    assert {name for name in files if not (ROOT / name).is_file()} == set()


def test_every_defect_row_names_its_defect(policy):
    for rule in policy.rules:
        if rule.status == "defect":
            assert re.match(r"F\d\d ", rule.extra["handling"]), rule.id


def test_every_rule_was_checked_and_starts_before_it_ends(policy):
    for rule in policy.rules:
        assert rule.checked_on is not None, rule.id
        assert rule.from_ is None or rule.to is None or rule.from_ <= rule.to, rule.id


WINDOW = 16


def windows(text: str) -> set[str]:
    runs = re.findall(rf"[\u4e00-\u9fff]{{{WINDOW},}}", text)
    return {run[i : i + WINDOW] for run in runs for i in range(len(run) - WINDOW + 1)}


def test_no_sentence_is_copied_from_the_documents():
    """The documents are not in the repository: the fixture holds 48-bit hashes of every run of 16 Chinese
    characters in them, names of documents, lists and annexes left out. SOURCES.toml holds titles only."""
    known = set((FIXTURES / "document_phrases.txt").read_text(encoding="utf-8").split())
    ours = [path for folder in ("policy", "liangcai", "tests") for path in (ROOT / folder).rglob("*")
            if path.suffix in {".toml", ".py", ".html", ".md", ".typ"} and path.name != "SOURCES.toml"
            and "fixtures" not in path.parts]
    copied = {(path.relative_to(ROOT).as_posix(), phrase)
              for path in ours for phrase in windows(path.read_text(encoding="utf-8"))
              if hashlib.sha256(phrase.encode()).hexdigest()[:12] in known}
    assert copied == set()


def test_source_titles_are_the_only_long_phrases_of_the_sources_file(policy):
    table = tomllib.loads((ROOT / "policy" / "SOURCES.toml").read_text(encoding="utf-8"))
    notes = " ".join(str(row.get("note", "")) for row in table.values())
    known = set((FIXTURES / "document_phrases.txt").read_text(encoding="utf-8").split())
    assert not {p for p in windows(notes) if hashlib.sha256(p.encode()).hexdigest()[:12] in known}
