"""Rooms, assessors and invigilators that two examinations want at one time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liangcai.apps.exams.clashes import clashes_of, overlap, overlapping_pairs
from liangcai.apps.exams.models import ExamPlan, ExamSession, Panel, PanelMember, RoomDuty
from liangcai.apps.exams.selectors import sessions_between

from . import factories as f

START = f.at("2021-12-11", 9)


def session(pk: int, plan: int, begins: int, minutes: int) -> ExamSession:
    return ExamSession(pk=pk, plan_id=plan, starts_at=START + timedelta(minutes=begins), minutes=minutes)


@pytest.mark.parametrize(("begins", "together"), [(89, True), (90, False), (-59, True), (-60, False)])
def test_sessions_overlap_by_a_minute_and_not_when_one_follows_the_other(begins, together):
    one, other = session(1, 1, 0, 90), session(2, 2, begins, 60)
    assert overlap(one, other) is overlap(other, one) is together


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 300), st.integers(1, 120)), max_size=12))
def test_the_sweep_finds_exactly_the_pairs_that_overlap(spans):
    sessions = [session(n, plan, begins, minutes) for n, (plan, begins, minutes) in enumerate(spans)]
    swept = {frozenset((a.pk, b.pk)) for a, b in overlapping_pairs(sessions)}
    every = {frozenset((a.pk, b.pk)) for a in sessions for b in sessions if a.plan_id != b.plan_id and overlap(a, b)}
    assert swept == every


def shown(actor) -> list[tuple[str, str]]:
    span = sessions_between(actor, f.at("2021-12-01", 0), f.at("2022-01-01", 0))
    return [(c.kind, c.what) for c in clashes_of(list(span))]


def panelled(plan: ExamPlan, *cards) -> None:
    panel = Panel.objects.create(plan=plan, dispatched_by="演示")
    PanelMember.objects.bulk_create(PanelMember(panel=panel, card=card) for card in cards)


@pytest.mark.django_db
def test_one_room_one_assessor_and_one_invigilator_in_two_plans_at_a_time_are_named():
    norm = f.special_norm()
    first, second = f.planned(standard=norm), f.planned(standard=norm)
    assessor, invigilator = f.card("assessor"), f.card("invigilator")
    panelled(first, assessor), panelled(second, assessor, f.card("assessor"))
    for plan in (first, second):
        RoomDuty.objects.create(room=plan.rooms.get(), card=invigilator)
    kinds = [kind for kind, _what in shown(f.city())]
    assert kinds == ["assessor", "invigilator", "room"] * 2  # theory in the morning, practice in the afternoon
    assert ("assessor", assessor.holder_name) in shown(f.city())


@pytest.mark.django_db
def test_another_day_another_address_or_a_withdrawn_plan_is_no_clash():
    norm = f.special_norm()
    f.planned(standard=norm)
    f.planned(standard=norm, sessions=f.sessions("2021-12-12"))
    f.planned(standard=norm, rooms=[{"name": "第一考场", "seats": 20, "address": "演示路 2 号"}])
    withdrawn = f.planned(standard=norm)
    ExamPlan.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    assert shown(f.city()) == []


@pytest.mark.django_db
def test_a_month_costs_the_same_queries_however_full_it_is(django_assert_max_num_queries):
    norm = f.special_norm()
    for _ in range(6):
        panelled(f.planned(standard=norm), f.card("assessor"))
    actor = f.city()
    with django_assert_max_num_queries(7):
        assert clashes_of(list(sessions_between(actor, f.at("2021-12-01", 0), f.at("2022-01-01", 0))))
