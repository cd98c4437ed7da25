"""An examination called off, and candidates who stand in two at one time."""

import pytest

from liangcai.apps.exams.selectors import sessions_between
from liangcai.apps.notices.models import Notice
from liangcai.apps.organizations.models import FilingScope
from liangcai.apps.registrations.actions.call_off_exam import call_off_exam
from liangcai.apps.registrations.candidate_clashes import candidate_clashes
from liangcai.apps.registrations.models import Candidate, Registration
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def call_off(plan, actor=None, reason="场地检修"):
    return call_off_exam(actor=actor or f.worker(plan.body), at=f.at("2021-11-20"), plan=plan, reason=reason)


def with_account(candidate: Candidate) -> Candidate:
    candidate.user = f.account("candidate")
    candidate.save(update_fields=["user"])
    return candidate


def test_candidates_with_an_account_and_the_body_are_told_and_registrations_stay():
    batch = f.answered()
    first = with_account(Candidate.objects.earliest("pk"))
    assert call_off(batch.plan) == 1
    batch.plan.refresh_from_db()
    assert batch.plan.state == "withdrawn" and Registration.objects.filter(state="accepted").count() == 3
    told = {n.user for n in Notice.objects.filter(subject="考核计划已撤回")}
    assert told == {first.user, f.worker(batch.plan.body)}
    assert "场地检修" in Notice.objects.filter(user=first.user).latest("pk").text


def test_who_withdrew_the_registration_is_not_told():
    batch = f.answered()
    candidate = with_account(Candidate.objects.earliest("pk"))
    Registration.objects.filter(candidate=candidate).update(state="withdrawn")
    assert call_off(batch.plan) == 0


def test_a_reason_is_needed_a_second_time_is_refused_and_strangers_have_no_say():
    plan = f.planned()
    with pytest.raises(Refused) as no:
        call_off(plan, reason="")
    assert no.value.code == "reason_needed"
    for actor in (f.city(f.OTHER_CITY), f.worker(f.body()), f.account("candidate")):
        with pytest.raises(NotPermitted):
            call_off(plan, actor)
    call_off(plan, f.city())
    with pytest.raises(Refused) as no:
        call_off(plan)
    assert no.value.code == "wrong_state"
    assert f.entries("withdraw_plan") == f.entries("call_off_exam") == 1


def test_an_examination_that_was_held_is_not_called_off():
    plan = f.planned()
    type(plan).objects.update(state="held")
    with pytest.raises(Refused):
        call_off(plan)


def clashes():
    return candidate_clashes(list(sessions_between(f.city(), f.at("2021-12-01", 0), f.at("2022-01-01", 0))))


def test_who_is_registered_twice_at_one_time_is_counted(django_assert_max_num_queries):
    norm = f.special_norm()
    first, second = f.planned(standard=norm), f.planned(standard=norm)
    f.imported(first)
    assert clashes() == []
    for candidate in Candidate.objects.order_by("pk")[:2]:
        Registration.objects.create(plan=second, candidate=candidate, state="submitted")
    found = clashes()
    assert [(c.plans, c.candidates) for c in found] == [((first.pk, second.pk), 2)]
    Registration.objects.filter(plan=second).update(state="withdrawn")
    assert clashes() == []
    assert FilingScope.objects.count() == 2
