"""A filing from the first line to the confirmation: who may do which step, and what must be there first."""

from datetime import date

import pytest

from liangcai.apps.organizations.actions.confirm_filing import confirm_filing
from liangcai.apps.organizations.actions.draft_filing import draft_filing
from liangcai.apps.organizations.actions.pass_on_filing import pass_on_filing
from liangcai.apps.organizations.actions.record_department_opinion import record_department_opinion
from liangcai.apps.organizations.actions.return_filing import return_filing
from liangcai.apps.organizations.actions.revise_filing import revise_filing
from liangcai.apps.organizations.actions.submit_filing import submit_filing
from liangcai.apps.organizations.filing_form import LISTS, MANAGEMENT_RULES, PART_A, PART_B, missing
from liangcai.apps.organizations.selectors import filing_covering, filings_visible_to
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
CONFIRMATION = {"opinion": "予以备案", "filing_number": "备1", "valid_from": f.VALID_FROM, "valid_to": f.VALID_TO}


def test_a_draft_is_written_once_with_one_entry():
    filing = f.drafted()
    assert (filing.state, filing.scopes.count(), filing.documents.count(), f.entries("draft_filing")) == ("draft", 1, 2, 1)


def test_nobody_drafts_for_another_body():
    owner, stranger = f.body(), f.worker(f.body())
    with pytest.raises(NotPermitted):
        draft_filing(actor=stranger, at=f.at("2021-09-06"), body=owner, kind="special_ability", form={}, scopes=[f.SCOPE])
    assert f.entries("draft_filing") == 0


def test_special_ability_has_no_level():
    with pytest.raises(Refused) as no:
        f.drafted(scope={**f.SCOPE, "level": "四级"})
    assert no.value.citation.rule == "004-006"


def test_a_complete_filing_is_handed_in_once():
    filing = f.submitted()
    assert (filing.state, f.entries("submit_filing")) == ("submitted", 1)
    with pytest.raises(Refused):
        submit_filing(actor=f.worker(filing.body), at=f.at("2021-09-06"), filing=filing)
    assert f.entries("submit_filing") == 1


@pytest.mark.parametrize("key", [*(k for k in {**PART_A, **PART_B} if k not in ("postcode", "head_title", "email")), *LISTS])
def test_every_field_of_the_form_is_asked_for(key):
    form = f.complete_form()
    assert missing({**form, key: ""}, {"venue_picture", "equipment_picture"}) == [{**PART_A, **PART_B, **LISTS}[key]]


@pytest.mark.parametrize("name", MANAGEMENT_RULES)
def test_each_of_the_six_management_rules_needs_its_document(name):
    form = f.complete_form()
    form["management_rules"][name] = ""
    assert missing(form, {"venue_picture", "equipment_picture"}) == [f"管理制度“{name}”的文件名称"]


@pytest.mark.parametrize("commitment", ["materials_true", "follow_rules", "quality_and_safety"])
def test_each_of_the_three_commitments_is_needed(commitment):
    form = f.complete_form()
    form["commitments"][commitment] = False
    assert missing(form, {"venue_picture", "equipment_picture"}) == ["申请单位及法人代表的三项承诺"]


def test_what_is_missing_is_said_all_at_once():
    filing = f.drafted(form={}, pictures=[])
    with pytest.raises(Refused) as no:
        submit_filing(actor=f.worker(filing.body), at=f.at("2021-09-06"), filing=filing)
    assert len(no.value.facts["missing"]) == 11 + 5 + 5 + 6 + 1 + 2


def test_the_county_passes_on_but_may_not_confirm():
    filing = f.with_opinion(f.submitted())
    with pytest.raises(NotPermitted) as no:
        confirm_filing(actor=f.county(), at=f.at("2021-09-10"), filing=filing, **CONFIRMATION)
    assert no.value.citation.rule == "004-017"
    assert pass_on_filing(actor=f.county(), at=f.at("2021-09-10"), filing=filing).state == "passed_on"
    assert f.entries("pass_on_filing") == 1


def test_another_county_may_not_pass_on():
    with pytest.raises(NotPermitted):
        pass_on_filing(actor=f.county("320105"), at=f.at("2021-09-07"), filing=f.submitted())


def test_the_city_does_not_pass_on():
    with pytest.raises(NotPermitted):
        pass_on_filing(actor=f.city(), at=f.at("2021-09-07"), filing=f.submitted())


def test_the_city_confirms_with_one_entry():
    filing = confirm_filing(actor=f.city(), at=f.at("2021-09-10"), filing=f.with_opinion(), **CONFIRMATION)
    assert (filing.state, filing.valid_to, f.entries("confirm_filing")) == ("confirmed", f.VALID_TO, 1)


def test_another_city_may_not_confirm():
    with pytest.raises(NotPermitted):
        confirm_filing(actor=f.city(f.OTHER_CITY), at=f.at("2021-09-10"), filing=f.with_opinion(), **CONFIRMATION)


def test_the_departments_opinion_comes_first():
    with pytest.raises(Refused) as no:
        confirm_filing(actor=f.city(), at=f.at("2021-09-10"), filing=f.passed_on(), **CONFIRMATION)
    assert no.value.citation.rule == "004-071"


@pytest.mark.parametrize("valid_to, fits", [(f.VALID_FROM, False), (date(2021, 9, 11), True)])
def test_the_period_ends_after_it_begins(valid_to, fits):
    filing, given = f.with_opinion(), {**CONFIRMATION, "valid_to": valid_to}
    if fits:
        assert confirm_filing(actor=f.city(), at=f.at("2021-09-10"), filing=filing, **given).state == "confirmed"
    else:
        with pytest.raises(Refused):
            confirm_filing(actor=f.city(), at=f.at("2021-09-10"), filing=filing, **given)


def test_an_opinion_is_recorded_once_with_its_date():
    assert f.with_opinion().department_opinion_on == date(2021, 9, 8)
    assert f.entries("record_department_opinion") == 1


def test_an_opinion_cannot_be_given_tomorrow():
    with pytest.raises(Refused):
        record_department_opinion(actor=f.city(), at=f.at("2021-09-08"), filing=f.passed_on(), opinion="同意",
                                  given_on=date(2021, 9, 9))  # fmt: skip


def test_the_opinion_of_a_confirmed_filing_stays_as_it_is():
    with pytest.raises(Refused):
        record_department_opinion(actor=f.city(), at=f.at("2021-10-08"), filing=f.confirmed(), opinion="不同意",
                                  given_on=date(2021, 10, 8))  # fmt: skip


def test_a_filing_goes_back_with_reasons_only():
    filing = f.passed_on()
    with pytest.raises(Refused):
        return_filing(actor=f.city(), at=f.at("2021-09-08"), filing=filing, reason=" ")
    assert return_filing(actor=f.city(), at=f.at("2021-09-08"), filing=filing, reason="缺设备清单").state == "returned"
    assert f.entries("return_filing") == 1


def test_a_returned_filing_is_put_right_and_handed_in_again():
    filing = return_filing(actor=f.city(), at=f.at("2021-09-08"), filing=f.passed_on(), reason="缺设备清单")
    owner = f.worker(filing.body)
    form = {**f.complete_form(), "address": "演示路 2 号"}
    filing = revise_filing(actor=owner, at=f.at("2021-09-09"), filing=filing, form=form, scopes=[f.SCOPE])
    assert (filing.form["address"], filing.scopes.count(), f.entries("revise_filing")) == ("演示路 2 号", 1, 1)
    assert submit_filing(actor=owner, at=f.at("2021-09-09"), filing=filing).state == "submitted"


def test_a_filing_handed_in_is_not_changed_any_more():
    filing = f.submitted()
    with pytest.raises(Refused):
        revise_filing(actor=f.worker(filing.body), at=f.at("2021-09-09"), filing=filing, form={}, scopes=[f.SCOPE])


@pytest.mark.parametrize("day, covered", [
    (date(2021, 9, 9), False), (f.VALID_FROM, True), (f.VALID_TO, True), (date(2024, 9, 10), False)])  # fmt: skip
def test_a_filing_covers_its_first_and_last_day_and_no_other(day, covered):
    filing = f.confirmed()
    found = filing_covering(filing.body, on=day, kind="special_ability", occupation_name=f.PROJECT, level="")
    assert (found is not None) == covered


def test_each_sees_the_filings_of_ones_own_jurisdiction():
    mine, elsewhere = f.submitted(), f.submitted(f.body(region=f.OTHER_COUNTY))
    f.drafted(mine.body)
    assert list(filings_visible_to(f.county())) == [mine]
    assert list(filings_visible_to(f.city())) == [mine]
    assert set(filings_visible_to(f.province())) == {mine, elsewhere}
    assert filings_visible_to(f.worker(mine.body)).count() == 2
    assert list(filings_visible_to(f.worker(elsewhere.body))) == [elsewhere]
    assert not filings_visible_to(f.account("candidate")).exists()
