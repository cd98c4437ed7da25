from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liangcai.apps.audit.models import Entry
from liangcai.apps.resources.actions.list_in_drafting_plan import list_in_drafting_plan
from liangcai.apps.resources.actions.promulgate_national_standard import promulgate_national_standard
from liangcai.apps.resources.models import DevelopmentProject, ItemBankRecord, KeyProject, Standard
from liangcai.apps.resources.selectors import clock_of, preview_promulgation, standards_on
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def promulgate(on="2021-09-01", today=None, pair=f.PRINTER, actor=None):
    return promulgate_national_standard(
        actor=actor or f.province(), at=f.at(today or on), occupation_code=pair[0], occupation_name=pair[1],
        levels=f.LEVELS, document_number="演示颁布1号", promulgated_on=date.fromisoformat(on),
    )  # fmt: skip


def norm(kind="industry", state="in_force", pair=f.PRINTER, owner=None) -> Standard:
    return Standard.objects.create(kind=kind, occupation_code=pair[0], occupation_name=pair[1], state=state, owner=owner,
                                   published_on=date(2021, 1, 1), levels=f.LEVELS)  # fmt: skip


def bank(standard, state="in_force") -> ItemBankRecord:
    return ItemBankRecord.objects.create(kind="skill_level", standard=standard, state=state, published_on=date(2021, 2, 1),
                                         occupation_code=standard.occupation_code,
                                         occupation_name=standard.occupation_name)  # fmt: skip


def test_norms_lapse_that_day_banks_turn_and_projects_stop():
    f.published_lists()
    key = KeyProject.objects.get(occupation_code=f.PRINTER[0])
    industry, own = norm(), norm("enterprise", "suspended", owner=f.body("employer")[0])
    resting = bank(industry)
    project = f.submitted(f.applied_norm(key_project=key))
    done = promulgate()
    for row in (industry, own, resting, project):
        row.refresh_from_db()
    assert {(n.state, n.valid_to, n.ended_by) for n in (industry, own)} == {("lapsed", date(2021, 9, 1), done.standard)}
    assert resting.state == "to_be_revised"
    assert (project.state, project.stopped_on) == ("stopped", date(2021, 9, 1))
    assert "X-10" in project.stopped_reason
    assert clock_of(project, date(2022, 1, 1)).mark == "stopped"  # neither late nor a result


def test_what_is_previewed_is_what_is_done_and_what_is_recorded():
    f.occupations()
    industry = norm()
    resting, project = bank(industry), f.applied_norm(pair=f.PRINTER)
    before = preview_promulgation(f.PRINTER[0])
    done = promulgate()
    assert (before.lapsed, before.banks, before.stopped) == (done.lapsed, done.banks, done.stopped)
    facts = Entry.objects.get(action="promulgate_national_standard").facts
    assert facts["lapsed"] == [f"resources.Standard:{industry.public_id}"]
    assert facts["to_be_revised"] == [f"resources.ItemBankRecord:{resting.public_id}"]
    assert facts["stopped"] == [f"resources.DevelopmentProject:{project.public_id}"]


def test_other_occupations_special_abilities_and_bank_projects_are_left_alone():
    f.occupations()
    other, special = norm(pair=f.WEAVER), norm("special_ability")
    project = f.applied_bank(pair=f.PRINTER)
    promulgate()
    for row in (other, special, project):
        row.refresh_from_db()
    assert (other.state, special.state, project.state) == ("in_force", "in_force", "applied")


def test_a_result_that_already_passed_stays_a_result_but_is_not_published():
    f.occupations()
    project = f.passed(f.applied_norm())
    promulgate()
    project.refresh_from_db()
    assert (project.state, project.passed_on) == ("passed", date(2021, 8, 2))
    from liangcai.apps.resources.actions.publish_resource import publish_resource

    with pytest.raises(Refused) as no:
        publish_resource(actor=f.province(), at=f.at("2021-09-02"), project=project, document_number="甲",
                         published_on=date(2021, 9, 2))  # fmt: skip
    assert no.value.code == "national_standard"


def test_a_newer_national_standard_ends_the_older():
    f.occupations()
    old = f.national_standard(f.PRINTER)
    resting = bank(old)
    new = promulgate().standard
    old.refresh_from_db(), resting.refresh_from_db()
    assert (old.state, old.valid_to, new.version, resting.state) == ("retired", date(2021, 9, 1), 2, "to_be_revised")


@pytest.mark.parametrize(("day", "kinds"), [("2021-08-31", {"industry"}), ("2021-09-01", {"national"})])
def test_what_applied_on_any_day_can_be_asked_afterwards(day, kinds):
    f.occupations()
    norm()
    promulgate(today="2021-10-01")
    assert {s.kind for s in standards_on(date.fromisoformat(day))} == kinds


def test_the_same_standard_twice_an_older_one_and_tomorrow_s_are_refused():
    f.occupations()
    promulgate()
    for on, today, code in (("2021-09-01", "2021-09-02", "newer_standard"), ("2021-08-01", "2021-09-02", "newer_standard"),
                            ("2021-09-03", "2021-09-02", "future_promulgation")):  # fmt: skip
        with pytest.raises(Refused) as no:
            promulgate(on, today)
        assert no.value.code == code
    assert Standard.objects.filter(kind="national").count() == 1


def test_a_city_promulgates_nothing():
    f.occupations()
    with pytest.raises(NotPermitted):
        promulgate(actor=f.city())


def test_500_dependants_take_no_more_queries_than_one():
    f.occupations()
    bank(norm())
    with CaptureQueriesContext(connection, ) as few:
        promulgate("2021-09-01")
    industry = norm(pair=f.WEAVER)
    ItemBankRecord.objects.bulk_create(
        ItemBankRecord(kind="skill_level", standard=industry, occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1])
        for _ in range(500)
    )  # fmt: skip
    actor = f.province()
    with CaptureQueriesContext(connection) as many:
        done = promulgate("2021-09-01", pair=f.WEAVER, actor=actor)
    assert len(done.banks) == 500 and len(many) <= len(few)
    assert ItemBankRecord.objects.filter(state="to_be_revised").count() == 501


class TestDraftingPlan:
    def enter(self, scope="national", on="2021-07-10", **extra):
        arguments = {"actor": f.province(), "at": f.at("2021-07-10"), "scope": scope, "occupation_code": f.PRINTER[0],
                     "occupation_name": f.PRINTER[1], "listed_on": date.fromisoformat(on), "source": "演示计划"}  # fmt: skip
        return list_in_drafting_plan(**(arguments | extra))

    @pytest.mark.parametrize(("scope", "stopped"), [("national", {"industry_norm", "enterprise_norm"}),
                                                    ("industry", {"enterprise_norm"})])  # fmt: skip
    def test_the_plan_stops_what_may_no_longer_be_developed(self, scope, stopped):
        f.occupations()
        f.applied_norm(), f.applied_norm(kind="enterprise_norm"), f.applied_bank(pair=f.PRINTER)
        self.enter(scope)
        assert set(DevelopmentProject.objects.filter(state="stopped").values_list("kind", flat=True)) == stopped

    @pytest.mark.parametrize(("change", "code"), [({"on": "2021-07-11"}, "future_listing"), ({"scope": "x"}, "bad_scope"),
                                                  ({"source": " "}, "source_needed")])  # fmt: skip
    def test_a_plan_that_cannot_be_is_refused(self, change, code):
        f.occupations()
        with pytest.raises(Refused) as no:
            self.enter(**change)
        assert no.value.code == code

    def test_it_is_entered_once(self):
        f.occupations()
        self.enter()
        with pytest.raises(Refused) as no:
            self.enter()
        assert no.value.code == "plan_known"
