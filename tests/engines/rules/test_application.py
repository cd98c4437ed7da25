"""Application conditions by dated sets: a case on each side of every threshold, and the unknown is never a no."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liangcai.engines.rules.application import COLUMNS, LABELS, SKILL_LEVELS, decide
from liangcai.engines.rules.application_sets import load_rule_sets, set_for
from liangcai.engines.rules.load import load_policy
from liangcai.kernel.refusals import BadInput

ROOT = Path(__file__).parents[3] / "policy"
POLICY, SETS = load_policy(ROOT), load_rule_sets(ROOT, COLUMNS)
ON, OLD, NEW = date(2026, 6, 1), date(2020, 1, 1), date(2025, 1, 1)
NONE = {"skill_level": "无", "education": "高中", "related_major": False, "apprenticed": False, "junior_technician_on": None,
        "title": "无", "work_since": "2026-05-31"}  # fmt: skip
PROFESSIONAL = {"title_series": "工程", "employer_kind": "企业", "in_jiangsu": True, "technical_post": True}


def answer(level: str, standard_on: date = OLD, on: date = ON, **claims):
    return decide({"born_on": "1990-01-01", **claims}, POLICY, SETS, level=level, occupation="6-31-01-10",
                  standard_on=standard_on, on=on)  # fmt: skip


def before(years: int) -> str:
    return f"{2026 - years}-06-01"


def day_short(years: int) -> str:
    return f"{2026 - years}-06-02"


def held(level: str, on: str, **more):
    return {"skill_level": level, "skill_on": on, "work_since": "2000-01-01", **more}


@pytest.mark.parametrize("level, standard_on, just, short, rule", [
    ("五级", OLD, {"work_since": before(1)}, {"work_since": day_short(1)}, "2018-五级-1"),
    ("五级", OLD, {"apprenticed": True}, {"apprenticed": False}, "2018-五级-2"),
    ("四级", OLD, {"skill_level": "五级", "skill_on": before(4), "work_since": before(5)},
     {"skill_level": "五级", "skill_on": day_short(4), "work_since": before(5)}, "2018-四级-1"),
    ("四级", OLD, {"work_since": before(6)}, {"work_since": day_short(6)}, "2018-四级-2"),
    ("四级", OLD, {"education": "中职技校", "related_major": True}, {"education": "高中", "related_major": True}, "2018-四级-3"),
    ("三级", OLD, held("四级", before(5)), held("四级", day_short(5)), "2018-三级-1"),
    ("三级", OLD, held("四级", day_short(1), education="高级技工"), held("五级", day_short(1), education="高级技工"), "2018-三级-2"),
    ("二级", OLD, held("三级", before(4)), held("三级", day_short(4)), "2018-二级-1"),
    ("二级", OLD, held("三级", before(3), education="高级技工"), held("三级", day_short(3), education="高级技工"), "2018-二级-2"),
    ("二级", OLD, {"junior_technician_on": before(2), "work_since": before(9)},
     {"junior_technician_on": day_short(2), "work_since": before(9)}, "2018-二级-3"),
    ("一级", OLD, held("二级", before(4)), held("二级", day_short(4)), "2018-一级-1"),
    ("四级", NEW, {"work_since": before(5)}, {"work_since": day_short(5)}, "2023-四级-1"),
    ("四级", NEW, {"skill_level": "五级", "skill_on": before(3), "work_since": before(4)},
     {"skill_level": "五级", "skill_on": day_short(3), "work_since": before(4)}, "2023-四级-2"),
    ("三级", NEW, {"work_since": before(10)}, {"work_since": day_short(10)}, "2023-三级-1"),
    ("三级", NEW, {"skill_level": "四级", "skill_on": before(4), "work_since": before(9)},
     {"skill_level": "四级", "skill_on": day_short(4), "work_since": before(9)}, "2023-三级-2"),
    ("二级", NEW, held("三级", before(5)), held("三级", day_short(5)), "2023-二级-1"),
    ("一级", NEW, held("二级", before(5)), held("二级", day_short(5)), "2023-一级-1"),
])  # fmt: skip
def test_a_route_holds_on_the_day_and_not_a_day_before(level, standard_on, just, short, rule):
    yes, no = answer(level, standard_on, **{**NONE, **just}), answer(level, standard_on, **{**NONE, **short})
    assert (yes["decision"], yes["by"]) == ("eligible", rule)
    assert no["decision"] == ("not_eligible" if standard_on == OLD else "needs_evidence")
    assert next(one for one in no["reasons"] if one["rule"] == rule)["truth"] is False


def test_the_age_of_the_2023_set_is_sixteen():
    assert answer("五级", NEW, born_on="2010-06-01")["by"] == "2023-五级-1"
    assert answer("五级", NEW, born_on="2010-06-02")["decision"] == "needs_evidence"


@pytest.mark.parametrize("published, name", [
    (date(2018, 3, 6), None), (date(2018, 3, 7), "2018"), (date(2023, 12, 31), "2018"), (date(2024, 1, 1), "2023")])  # fmt: skip
def test_the_day_of_the_standard_chooses_the_set(published, name):
    found = set_for(SETS, "6-31-01-10", published)
    assert (found.name if found else None) == name


def test_a_set_that_names_an_occupation_goes_before_the_day(tmp_path):
    folder = tmp_path / "application_conditions"
    folder.mkdir()
    for source in (ROOT / "application_conditions").glob("*.toml"):
        (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    own = (ROOT / "application_conditions" / "2023.toml").read_text(encoding="utf-8")
    own = own.replace('name = "2023"', 'name = "own"\noccupations = ["6-31-01-10"]').replace("standards_from = 2024-01-01\n", "")
    (folder / "own.toml").write_text(own, encoding="utf-8")
    sets = load_rule_sets(tmp_path, COLUMNS)
    assert set_for(sets, "6-31-01-10", OLD).name == "own" and set_for(sets, "6-31-01-11", OLD).name == "2018"


def test_a_standard_older_than_every_set_is_left_to_people():
    old = answer("四级", date(2010, 1, 1), **NONE)
    assert (old["decision"], old["missing"]) == ("needs_evidence", ["rule_set"])


def test_what_is_not_said_is_missing_and_not_no():
    bare = answer("四级")
    assert bare["decision"] == "needs_evidence"
    assert set(bare["missing"]) == {"skill_level", "skill_on", "work_since", "education", "related_major"}
    assert set(bare["missing"]) <= set(LABELS)


def test_a_special_ability_has_no_condition_but_age():
    assert answer("")["decision"] == "eligible"


@pytest.mark.parametrize("title, years, level, rule", [
    ("助理级", 1, "三级", "001-063"), ("中级", 1, "二级", "001-064"), ("副高级", 1, "一级", "001-065")])  # fmt: skip
def test_a_professional_comes_by_the_title_and_is_exempt_from_theory(title, years, level, rule):
    yes = answer(level, **{**NONE, "work_since": before(2), "title": title, "title_on": before(years), **PROFESSIONAL})
    assert (yes["decision"], yes["by"], yes["exempt"]) == ("eligible", rule, ["theory"])
    assert yes["reasons"][-1]["citation"]["document"] == "苏人社发〔2021〕132号"
    no = answer(level, **{**NONE, "work_since": before(2), "title": title, "title_on": day_short(years), **PROFESSIONAL})
    assert (no["decision"], no["exempt"]) == ("not_eligible", [])


def test_before_the_scheme_was_issued_a_title_opens_nothing():
    said = {**NONE, "work_since": "2015-01-01", "title": "助理级", "title_on": "2018-01-01", **PROFESSIONAL}
    on = date(2021, 12, 29)
    assert answer("三级", on=on, **said)["exempt"] == []
    assert answer("三级", on=date(2021, 12, 30), **said)["exempt"] == ["theory"]


@pytest.mark.parametrize("claims", [{"skill_level": "六级"}, {"work_since": "2026-06-02"}, {"unheard_of": True},
                                    {"apprenticed": "是"}, {"title_on": "2026-02-30"}])  # fmt: skip
def test_claims_that_cannot_be_are_bad_input(claims):
    with pytest.raises(BadInput):
        answer("四级", **claims)


def test_a_broken_route_names_its_file(tmp_path):
    folder = tmp_path / "application_conditions"
    folder.mkdir()
    text = (ROOT / "application_conditions" / "2018.toml").read_text(encoding="utf-8").replace("从业年限 >= 6", "运气 >= 6")
    (folder / "2018.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as no:
        load_rule_sets(tmp_path, COLUMNS)
    assert "2018-四级-2" in no.value.where and "运气" in no.value.message


FACTS = st.fixed_dictionaries({}, optional={
    "work_since": st.dates(date(2000, 1, 1), ON).map(str), "skill_level": st.sampled_from(list(SKILL_LEVELS)),
    "skill_on": st.dates(date(2000, 1, 1), ON).map(str), "education": st.sampled_from(["高中", "中职技校", "高级技工", "大专"]),
    "related_major": st.booleans(), "apprenticed": st.booleans(),
})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(FACTS, st.sampled_from(["五级", "四级", "三级", "二级", "一级"]), st.data())
def test_another_fact_never_turns_an_answer_round(claims, level, data):
    """Who is eligible stays so, who is not stays so: only what was open may close."""
    full = {**NONE, **claims}
    known = data.draw(st.sets(st.sampled_from(sorted(full))))
    part = answer(level, **{key: full[key] for key in known})["decision"]
    whole = answer(level, **full)["decision"]
    assert part in (whole, "needs_evidence")
