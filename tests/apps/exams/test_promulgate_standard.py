"""A promulgated standard halts what rests on the norms that end, and tells those who run it."""

from datetime import date

import pytest

from liangcai.apps.accounts.models import User
from liangcai.apps.exams.actions.promulgate_standard import promulgate_standard
from liangcai.apps.exams.actions.resume_plan import resume_plan
from liangcai.apps.exams.models import ExamPlan, ExamSession
from liangcai.apps.notices.models import Notice
from liangcai.apps.organizations.models import Body
from liangcai.apps.resources.models import Standard
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.resources.factories import LEVELS, PRINTER, WEAVER, occupations

from . import factories as f

pytestmark = pytest.mark.django_db
LEVEL = "五级"


def norm(pair=PRINTER, kind="industry") -> Standard:
    return Standard.objects.create(kind=kind, occupation_code=pair[0], occupation_name=pair[1], levels=LEVELS,
                                   published_on=date(2021, 1, 1), filed_on=date(2020, 12, 1))  # fmt: skip


def planned_on(standard: Standard, county: str = f.COUNTY, state: str = "open", day: str = f.EXAM_DAY) -> ExamPlan:
    """An employer's plan on a norm."""
    plan = f.planned(f.body(region=county))
    ExamPlan.objects.filter(pk=plan.pk).update(
        standard=standard, occupation_code=standard.occupation_code, occupation_name=standard.occupation_name,
        level=LEVEL, state=state, kind="skill_level",
    )  # fmt: skip
    Body.objects.filter(pk=plan.body_id).update(kind="employer")
    ExamSession.objects.filter(plan=plan).update(starts_at=f.at(day, 9))
    plan.refresh_from_db()
    return plan


def told():
    return Notice.objects.filter(key__startswith="promulgate_standard")


def promulgate(actor=None, on="2021-11-20", pair=PRINTER):
    return promulgate_standard(
        actor=actor or f.province(), at=f.at(on, 10), occupation_code=pair[0], occupation_name=pair[1], levels=LEVELS,
        document_number="演示颁布2号", promulgated_on=date.fromisoformat(on),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def known_occupations(db):
    occupations()


def test_plans_to_come_are_halted_and_only_those():
    ended, other = norm(), norm(WEAVER)
    to_come, closed = planned_on(ended), planned_on(ended, state="closed")
    untouched = [planned_on(other), planned_on(ended, state="held"), planned_on(ended, day="2021-11-20")]
    done = promulgate()
    assert {p.pk for p in done.halted} == {to_come.pk, closed.pk}
    assert [p.pk for p in done.begun] == [untouched[2].pk]  # begun an hour before the entry
    assert set(ExamPlan.objects.filter(state="halted")) == {to_come, closed}
    assert [ExamPlan.objects.get(pk=p.pk).state for p in untouched] == ["open", "held", "open"]


def test_each_action_leaves_its_own_entry():
    plan = planned_on(norm())
    promulgate()
    assert (f.entries("promulgate_standard"), f.entries("promulgate_national_standard")) == (1, 1)
    assert plan in ExamPlan.objects.filter(state="halted")


def test_bodies_and_their_city_centres_are_told_and_no_other():
    city, other_city = f.city(), f.city(f.OTHER_CITY)
    ended = norm()
    first, second = planned_on(ended), planned_on(ended)
    promulgate()
    centres = set(User.objects.filter(role="city_centre", region_code=f.CITY))
    assert city in centres and other_city not in centres
    assert {n.user for n in told()} == {*centres, f.worker(first.body), f.worker(second.body)}
    own = told().get(user=f.worker(first.body)).text
    assert first.plan_number in own and second.plan_number not in own
    assert all(p.plan_number in told().get(user=city).text for p in (first, second))


def test_a_refusal_leaves_everything_as_it_was():
    ended = norm()
    plan = planned_on(ended)
    with pytest.raises(NotPermitted):
        promulgate(actor=f.city())
    with pytest.raises(Refused):
        promulgate(pair=(PRINTER[0], "印花匠"))
    plan.refresh_from_db()
    ended.refresh_from_db()
    assert (plan.state, ended.state, told().count(), f.entries("promulgate_standard")) == ("open", "in_force", 0, 0)


class TestResuming:
    def resume(self, plan, standard, on="2021-11-21", actor=None):
        return resume_plan(actor=actor or f.worker(plan.body), at=f.at(on), plan=plan, standard=standard)

    @pytest.fixture
    def halted(self):
        plan = planned_on(norm())
        return plan, promulgate().resources.standard

    def test_a_plan_goes_on_under_the_new_standard(self, halted):
        plan, standard = halted
        resumed = self.resume(plan, standard)
        assert (resumed.state, resumed.standard, f.entries("resume_plan")) == ("open", standard, 1)
        assert resumed.applicability["applicable"] == "national"

    def test_the_lapsed_norm_does_not_carry_it(self, halted):
        plan, _standard = halted
        with pytest.raises(Refused) as no:
            self.resume(plan, Standard.objects.get(kind="industry"))
        assert no.value.code == "standard_not_in_force"

    def test_nor_does_a_standard_of_another_occupation(self, halted):
        with pytest.raises(Refused) as no:
            self.resume(halted[0], norm(WEAVER, "national"))
        assert no.value.code == "other_occupation"

    @pytest.mark.parametrize("on, goes_on", [("2021-12-10", True), ("2021-12-11", False)])
    def test_only_before_its_first_session(self, halted, on, goes_on):
        if goes_on:
            assert self.resume(*halted, on=on).state == "open"
        else:
            with pytest.raises(Refused) as no:
                self.resume(*halted, on=on)
            assert no.value.code == "session_past"

    def test_nobody_resumes_anothers_plan(self, halted):
        with pytest.raises(NotPermitted):
            self.resume(*halted, actor=f.worker(f.body()))

    def test_an_open_plan_is_not_resumed(self):
        with pytest.raises(Refused):
            self.resume(planned_on(norm()), norm(kind="national"))
