"""Difficulty fed back as a proposal that a person accepts or declines; drift between sittings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.actions.accept_difficulty import accept_difficulty
from liangcai.apps.item_quality.actions.decline_difficulty import decline_difficulty
from liangcai.apps.item_quality.actions.propose_difficulty import propose_difficulty
from liangcai.apps.item_quality.models import DifficultyProposal
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_quality.factories import taken_in
from tests.apps.papers.factories import OPENS, room_order, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT, settings.SITE = tmp_path, "vault"


def proposals(tmp_path, candidates=200):
    return propose_difficulty(actor=custodian(), at=OPENS, response_set=taken_in(tmp_path, sealed(), candidates))


def settled(act, proposal, **given):
    return act(proposal=proposal, **({"actor": custodian(), "at": AT, "reason": "样本充足"} | given))


@pytest.mark.parametrize(("candidates", "some"), [(99, False), (100, True)])
def test_proposals_are_made_from_a_hundred_answers_on(tmp_path, candidates, some):
    assert bool(proposals(tmp_path, candidates)) is some


def test_a_proposal_changes_nothing_until_somebody_accepts_it(tmp_path):
    proposal = proposals(tmp_path)[0]
    assert Item.objects.get(pk=proposal.item_id).difficulty == 0.65
    settled(accept_difficulty, proposal)
    assert Item.objects.get(pk=proposal.item_id).difficulty == proposal.proposed
    facts = Entry.objects.get(action="accept_difficulty").facts
    assert (facts["from"], facts["reason"]) == ("0.65", "样本充足")


def test_a_declined_proposal_leaves_the_item_and_keeps_the_reason(tmp_path):
    proposal = proposals(tmp_path)[0]
    declined = settled(decline_difficulty, proposal)
    assert Item.objects.get(pk=proposal.item_id).difficulty == 0.65
    assert (declined.state, declined.reason) == ("declined", "样本充足")


@pytest.mark.parametrize("act", [accept_difficulty, decline_difficulty])
def test_a_proposal_is_settled_once_with_a_reason_by_a_custodian(tmp_path, act):
    proposal = proposals(tmp_path)[0]
    with pytest.raises(BadInput):
        settled(act, proposal, reason="")
    with pytest.raises(NotPermitted):
        settled(act, proposal, actor=account("system_admin"))
    settled(act, proposal)
    with pytest.raises(Refused, match="不能执行"):
        settled(accept_difficulty, proposal)


def test_a_proposal_about_a_difficulty_that_changed_meanwhile_is_refused(tmp_path):
    proposal = proposals(tmp_path)[0]
    Item.objects.filter(pk=proposal.item_id).update(difficulty=0.5)
    with pytest.raises(Refused, match="不再适用"):
        settled(accept_difficulty, proposal)
    assert DifficultyProposal.objects.get(pk=proposal.pk).state == "open"


def test_proposals_of_one_sitting_are_made_once_and_newer_ones_take_the_place_of_open_ones(tmp_path):
    dispatch = sealed()
    first = taken_in(tmp_path, dispatch, 200)
    propose_difficulty(actor=custodian(), at=OPENS, response_set=first)
    with pytest.raises(Refused, match="已经提出"):
        propose_difficulty(actor=custodian(), at=OPENS, response_set=first)
    again = sealed(run=dispatch.run, rooms=[room_order(slip_number="SJ-2")], at=OPENS, not_before=OPENS + timedelta(days=1))
    second = taken_in(tmp_path, again, 200, seed=2)
    propose_difficulty(actor=custodian(), at=OPENS, response_set=second)
    open_ones = DifficultyProposal.objects.filter(state="open")
    assert len({p.item_id for p in open_ones}) == open_ones.count()
    assert first.proposals.filter(state="superseded").exists()


def test_a_measurement_of_an_older_version_proposes_nothing(tmp_path):
    made = taken_in(tmp_path, sealed(), 200)
    Item.objects.update(version=2)
    assert propose_difficulty(actor=custodian(), at=OPENS, response_set=made) == []
