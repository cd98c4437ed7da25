"""Places by seed: replayable, neighbours apart, papers spread, nobody twice."""

import pytest

from liangcai.apps.registrations.actions.assign_places import assign_places
from liangcai.apps.registrations.engine_io import tickets_of
from liangcai.apps.registrations.models import Place
from liangcai.apps.registrations.seating import seat
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def assign(plan, actor=None, seed=7):
    return assign_places(actor=actor or f.worker(plan.body), at=f.at("2021-11-26"), plan=plan, seed=seed)


def test_every_accepted_candidate_gets_one_place_with_one_entry():
    plan = f.seated(count=5)
    places = Place.objects.filter(registration__plan=plan)
    assert (plan.state, places.count(), f.entries("assign_places")) == ("closed", 5, 1)
    assert {p.ticket_number for p in places} == {f"{plan.plan_number}{n:04d}" for n in range(1, 6)}


def test_places_are_assigned_once():
    plan = f.seated()
    with pytest.raises(Refused):
        assign(plan)
    assert f.entries("assign_places") == 1


def test_no_places_while_a_batch_is_undecided():
    with pytest.raises(Refused) as no:
        assign(f.reviewed().plan)
    assert no.value.code == "batches_open"


@pytest.mark.parametrize("actor", ["other_city", "other_body", "candidate"])
def test_no_stranger_assigns_places(actor):
    plan = f.answered().plan
    who = {"other_city": lambda: f.city(f.OTHER_CITY), "other_body": lambda: f.worker(f.body()),
           "candidate": lambda: f.account("candidate")}[actor]()  # fmt: skip
    with pytest.raises(NotPermitted):
        assign(plan, who)


def test_the_refused_have_no_place():
    batch = f.handed_in()
    out = batch.registrations.first()
    f.review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch, refusals={str(out.public_id): "不符"})
    f.feed_back(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    assert out.pk not in {p.registration_id for p in assign(batch.plan)}


def test_the_same_seed_gives_the_same_places_and_another_gives_others():
    people = [(f"k{n}", "甲乙丙"[n % 3]) for n in range(60)]
    first = seat(people, [30, 30], ["A", "B"], 1)
    assert first == seat(people[::-1], [30, 30], ["A", "B"], 1)
    assert first != seat(people, [30, 30], ["A", "B"], 2)


@pytest.mark.parametrize("sizes", [(20, 20, 20), (30, 29, 1), (31, 30, 0)])
def test_neighbours_come_from_different_employers_whenever_possible(sizes):
    employer = {f"{e}{n}": e for e, size in zip("甲乙丙", sizes, strict=True) for n in range(size)}
    order = [employer[s.candidate] for s in seat(list(employer.items()), [sum(sizes)], ["A", "B"], 5)]
    assert all(a != b for a, b in zip(order, order[1:], strict=False))


def test_neighbours_have_different_papers():
    seated = seat([(f"k{n}", "") for n in range(30)], [30], ["A", "B"], 3)
    assert all(a.paper != b.paper for a, b in zip(seated, seated[1:], strict=False))


def test_tickets_show_no_full_identity_number(django_assert_max_num_queries):
    plan = f.seated()
    numbers = {row["identity_number"] for row in f.people(3)}
    with django_assert_max_num_queries(3):
        tickets = tickets_of(plan, authority="演示中心")
    assert len(tickets) == 3 and all(t.document_number not in numbers and "*" in t.document_number for t in tickets)
