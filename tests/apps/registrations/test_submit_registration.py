"""A candidate registers by oneself."""

from datetime import date

import pytest

from liangcai.apps.registrations.actions.submit_registration import submit_registration
from liangcai.apps.registrations.models import Candidate
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def person(employer: str = "", born_on: date = date(1990, 1, 1)) -> Candidate:
    number = Candidate.objects.count()
    made = Candidate.objects.create(name=f"演示考生{number:03d}", identity_sealed=b"", identity_index=f"index{number}",
                                    identity_last4="0000", born_on=born_on, employer=employer)  # fmt: skip
    f.account_of(made)
    return made


def register(candidate, plan, day="2021-11-01", consents=True, **more):
    return submit_registration(actor=candidate.user, at=f.at(day), plan=plan, consents=consents, **more)


def code(candidate, plan, **more) -> str:
    with pytest.raises(Refused) as no:
        register(candidate, plan, **more)
    return no.value.code


def test_a_registration_joins_the_open_batch_with_one_entry():
    plan = f.planned()
    first, second = register(person(), plan), register(person(), plan)
    assert (first.state, first.batch) == ("draft", second.batch)
    assert f.entries("submit_registration") == 2


def test_it_is_of_free_will_and_once():
    plan, candidate = f.planned(), person()
    assert code(candidate, plan, consents=False) == "voluntary"
    register(candidate, plan)
    assert code(candidate, plan) == "same_time"
    assert f.entries("submit_registration") == 1


@pytest.mark.parametrize("born_on, fits", [(date(2005, 11, 1), True), (date(2005, 11, 2), False)])
def test_sixteen_on_the_birthday(born_on, fits):
    candidate, plan = person(born_on=born_on), f.planned()
    if fits:
        assert register(candidate, plan).state == "draft"
    else:
        assert code(candidate, plan) == "under_age"


def test_an_account_without_a_checked_identity_registers_nobody():
    with pytest.raises(NotPermitted):
        submit_registration(actor=f.account("candidate"), at=f.at("2021-11-01"), plan=f.planned(), consents=True)


def test_a_body_does_not_register_as_a_candidate():
    plan = f.planned()
    with pytest.raises(NotPermitted):
        submit_registration(actor=f.worker(plan.body), at=f.at("2021-11-01"), plan=plan, consents=True)


def test_an_enterprise_takes_its_own_staff_and_dispatched_workers():
    plan = f.planned(f.body("employer", name="演示企业"))
    assert code(person("演示他厂"), plan) == "own_staff"
    assert register(person("演示企业"), plan).state == "draft"
    assert register(person("演示派遣公司"), plan, dispatched_to="演示企业").facts["dispatched_to"] == "演示企业"


def test_a_school_takes_its_own_students():
    plan = f.planned(f.body("school", name="演示技师学院"))
    assert code(person(), plan, studies_at="演示他校") == "own_students"
    assert register(person(), plan, studies_at="演示技师学院").state == "draft"


def test_full_and_closed_plans_are_said_so():
    plan = f.planned(capacity=1)
    register(person(), plan)
    assert code(person(), plan) == "over_capacity"
    assert code(person(), plan, day="2021-11-11") == "registration_closed"
