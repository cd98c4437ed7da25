from __future__ import annotations

from datetime import date

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.bridging.actions.publish_review_notice import publish_review_notice
from liangcai.apps.bridging.models import Application
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.bridging import factories as f

pytestmark = pytest.mark.django_db


def test_the_answer_of_the_day_the_policy_and_the_authority_are_kept():
    made = f.submitted()
    assert made.authority == "province" and made.kind == "direct_recognition" and made.state == "submitted"
    assert made.answer["direct_recognition"]["highest"] == "一级" and made.policy_version.startswith("sha256:")
    entry = Entry.objects.get(action="submit_application")
    assert entry.facts["rules"] == ["003-034"] and len(entry.facts["evidence"]) == 2


def test_where_city_or_county_sets_the_level_they_decide_up_to_the_cap():
    assert f.submitted(facts=f.city_facts(), outcome="二级").authority == "city_or_county"
    with pytest.raises(Refused, match="还不能支持|没有规则"):
        f.submitted(facts=f.city_facts(), outcome="一级")


def test_a_lower_level_than_the_highest_may_be_asked_for():
    assert f.submitted(outcome="二级").outcome == "二级"


def test_unsupported_outcomes_name_what_is_missing():
    facts = f.expert_facts()
    del facts["honours"]
    with pytest.raises(Refused) as no:
        f.submitted(facts=facts)
    assert no.value.code == "not_supported" and no.value.citation and not Application.objects.exists()


@pytest.mark.parametrize(("obtained_on", "supported"), [("2019-12-31", True), ("2020-01-01", False)])
def test_years_count_to_the_end_of_the_year_without_a_notice(obtained_on, supported):
    ask = {"target": "title_review", "outcome": "中级", "series": "工程", "facts": f.title_facts(obtained_on)}
    if supported:
        assert f.submitted(**ask).decided_for == date(2022, 12, 31)
    else:
        with pytest.raises(Refused) as no:
            f.submitted(**ask)
        assert "最早可在 2023-01-01" in no.value.message


@pytest.mark.parametrize(("obtained_on", "supported"), [("2019-09-30", True), ("2019-10-01", False)])
def test_years_count_to_the_notices_day(obtained_on, supported):
    publish_review_notice(actor=f.province(), at=f.at(), year=2022, series="工程", region_code="320000",
                          cut_off_on=date(2022, 9, 30), document_number="演示〔2022〕1号",
                          published_on=date(2022, 3, 1))  # fmt: skip
    ask = {"target": "title_review", "outcome": "中级", "series": "工程", "facts": f.title_facts(obtained_on)}
    if supported:
        assert f.submitted(**ask).decided_for == date(2022, 9, 30)
    else:
        with pytest.raises(Refused):
            f.submitted(**ask)


def test_another_series_than_the_occupations_is_refused():
    with pytest.raises(Refused) as no:
        f.submitted(target="title_review", outcome="中级", series="农业", facts=f.title_facts())
    assert no.value.code == "other_series"
    with pytest.raises(BadInput):
        f.submitted(target="title_review", outcome="中级", facts=f.title_facts())


def test_senior_titles_go_to_the_province_unless_the_city_has_its_own_notice():
    facts = {**f.title_facts(), "honours": [{"name": "全国技术能手"}]}
    ask = {"target": "title_review", "outcome": "副高级", "series": "工程", "facts": facts}
    assert f.submitted(**ask).authority == "province"
    publish_review_notice(actor=f.city(), at=f.at(), year=2022, series="工程", region_code="320500",
                          cut_off_on=date(2022, 9, 30), document_number="演示〔2022〕2号",
                          published_on=date(2022, 3, 1))  # fmt: skip
    assert f.submitted(**ask).authority == "city_or_county"


def test_each_list_of_facts_needs_a_file():
    with pytest.raises(Refused) as no:
        f.submitted(evidence=[f.file("skills")])
    assert no.value.facts["missing"] == ["honours"] and not Application.objects.exists()


def test_the_same_file_does_not_serve_the_same_outcome_twice():
    evidence = [f.file("skills", "A"), f.file("honours", "B")]
    f.submitted(evidence=evidence)
    with pytest.raises(Refused) as no:
        f.submitted(evidence=[f.file("skills"), f.file("honours", "B")])
    assert no.value.code == "evidence_used"
    assert f.submitted(evidence=evidence, outcome="二级")


@pytest.mark.parametrize(("use", "lawful"), [("operation_test", True), ("contest_selection", True),
                                             ("theory_test", False), ("fact", False)])  # fmt: skip
def test_recordings_serve_operation_tests_and_contest_selection_only(use, lawful):
    evidence = [*f.files(f.expert_facts()), f.file("skills", kind="recording", use=use)]
    if lawful:
        assert f.submitted(evidence=evidence).evidence.count() == 3
    else:
        with pytest.raises(Refused) as no:
            f.submitted(evidence=evidence)
        assert no.value.code == "recording_use"


def test_a_program_is_no_evidence():
    with pytest.raises(BadInput):
        f.submitted(evidence=[{"fact": "skills", "name": "a.exe", "content": b"MZ"}])


def test_only_the_candidate_applies():
    for stranger in (f.city(), f.body()[1], f.province()):
        with pytest.raises(NotPermitted):
            f.submitted(actor=stranger)


def test_a_body_takes_in_only_what_it_is_filed_for():
    facts = {**f.title_facts(), "titles": [{"series": "工程", "rank": "中级", "obtained_on": "2015-01-01"}],
             "skills": []}  # fmt: skip
    ask = {"target": "skill_evaluation", "outcome": "二级", "facts": facts}
    assert f.submitted(body=f.filed_body("二级")[0], **ask).kind == "career_bridging"
    with pytest.raises(Refused) as no:
        f.submitted(body=f.filed_body("三级")[0], **ask)
    assert no.value.code == "body_not_filed"
