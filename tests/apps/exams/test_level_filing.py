"""Employers, technical schools and third parties file for levels, each under its own conditions."""

from datetime import date

import pytest

from liangcai.apps.exams.actions.submit_level_filing import submit_level_filing
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.kernel.refusals import Refused

from . import factories as f

pytestmark = pytest.mark.django_db
CODE, NAME = "6-04-03-03", "织布工"
NUMBERS = {"employer": {"staff_count": "300"}, "school": {"student_count": "900"}, "third_party": {}}


def standard(kind="national", **more):
    return Standard.objects.create(kind=kind, occupation_code=CODE, occupation_name=NAME, levels=["四级", "三级"],
                                   state="in_force", published_on=date(2020, 1, 1), document_number="演示", **more)  # fmt: skip


def bank(of, published_on=date(2020, 6, 1)):
    return ItemBankRecord.objects.create(occupation_code=CODE, occupation_name=NAME, levels=["四级"], standard=of,
                                         state="in_force", reviewed_on=date(2020, 5, 1), published_on=published_on)  # fmt: skip


def handed_in(kind, level="四级", form=None):
    scope = {"occupation_code": CODE, "occupation_name": NAME, "level": level, "places": 30}
    filing = f.drafted(f.body(kind), form={"contact": "演示", **(NUMBERS.get(kind, {}) if form is None else form)},
                       pictures=(), scope=scope, kind="skill_level")  # fmt: skip
    return submit_level_filing(actor=f.worker(filing.body), at=f.at("2021-09-06"), filing=filing)


@pytest.mark.parametrize("kind", ["employer", "school"])
def test_employers_and_schools_file_under_a_standard(kind):
    standard()
    assert handed_in(kind).state == "submitted"
    assert f.entries("submit_level_filing") == f.entries("submit_filing") == 1


@pytest.mark.parametrize("kind, words", [("employer", "含劳务派遣人员"), ("school", "在校学生人数")])
def test_whom_they_evaluate_is_said(kind, words):
    standard()
    with pytest.raises(Refused, match=words):
        handed_in(kind, form={})


def test_a_third_party_needs_a_published_bank_for_the_level():
    national = standard()
    with pytest.raises(Refused, match="没有省厅评审通过的题库"):
        handed_in("third_party")
    bank(national)
    assert handed_in("third_party").state == "submitted"
    with pytest.raises(Refused, match=f"{NAME} 三级：目录中没有"):
        handed_in("third_party", level="三级")


@pytest.mark.parametrize("published_on, stands", [(date(2021, 9, 6), True), (date(2021, 9, 7), False)])
def test_a_bank_counts_from_the_day_of_its_publication(published_on, stands):
    bank(standard(), published_on)
    if stands:
        assert handed_in("third_party").state == "submitted"
    else:
        with pytest.raises(Refused):
            handed_in("third_party")


def test_without_any_standard_nobody_files():
    with pytest.raises(Refused, match="没有可执行的国家职业技能标准"):
        handed_in("employer")


def test_a_special_ability_body_files_no_levels():
    standard()
    with pytest.raises(Refused) as no:
        handed_in("special_ability")
    assert no.value.citation.rule == "003-010" and f.entries("submit_filing") == 0
