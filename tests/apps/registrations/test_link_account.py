"""An account gets its person where the identity card was seen."""

import pytest

from liangcai.apps.registrations.actions.link_account import link_account
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def link(actor, candidate, user):
    return link_account(actor=actor, at=f.at("2021-11-02"), candidate=candidate, user=user)


def test_a_body_links_its_own_candidate_once():
    batch = f.imported()
    first, second = (r.candidate for r in batch.registrations.select_related("candidate")[:2])
    user = f.account("candidate", "", first.name)
    assert link(f.worker(batch.plan.body), first, user).user == user
    for candidate, account in ((first, f.account("candidate", "", first.name)), (second, user)):
        with pytest.raises(Refused):
            link(f.worker(batch.plan.body), candidate, account)
    assert f.entries("link_account") == 1


@pytest.mark.parametrize("actor", ["other_body", "other_city", "candidate"])
def test_no_stranger_links_anybody(actor):
    candidate = f.imported().registrations.first().candidate
    who = {"other_body": lambda: f.worker(f.body()), "other_city": lambda: f.city(f.OTHER_CITY),
           "candidate": lambda: f.account("candidate")}[actor]()  # fmt: skip
    with pytest.raises(NotPermitted):
        link(who, candidate, f.account("candidate", "", candidate.name))


@pytest.mark.parametrize("role, name", [("body", "演示考生001"), ("candidate", "演示他人")])
def test_the_account_is_a_candidates_of_the_same_name(role, name):
    candidate = f.imported().registrations.first().candidate
    with pytest.raises(Refused) as no:
        link(f.city(), candidate, f.account(role, "", name))
    assert no.value.code == "other_person"
