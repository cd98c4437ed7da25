"""Panels, invigilators and the site."""

from datetime import date

import pytest

from liangcai.apps.exams.actions.assign_invigilators import assign_invigilators
from liangcai.apps.exams.actions.assign_panel import assign_panel
from liangcai.apps.exams.actions.check_site import check_site
from liangcai.apps.exams.actions.declare_recusal import declare_recusal
from liangcai.apps.exams.panel_rules import engagements, objections
from liangcai.apps.exams.site_points import SITE_POINTS
from liangcai.apps.station.models import Setting
from liangcai.engines.draw.record import replay
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
WHEN = f.at("2021-11-25")
BEACON = {"beacon_source": "演示公开数", "beacon_value": "0.5"}


def panel_of(plan, cards, actor=None, **more):
    return assign_panel(actor=actor or f.city(), at=WHEN, plan=plan, cards=cards, **BEACON, **more)


def refusal(plan, cards, **more) -> Refused:
    with pytest.raises(Refused) as no:
        panel_of(plan, cards, **more)
    assert f.entries("assign_panel") == 0
    return no.value


def test_a_panel_has_three_and_exactly_one_leader_and_replays():
    panel = panel_of(f.planned(), f.fit_cards(assessors=5, leaders=3))
    assert [m.is_leader for m in panel.members.order_by("-is_leader")] == [True, False, False]
    assert replay(panel.draw).ok
    assert f.entries("assign_panel") == 1


def test_two_are_no_panel_but_three_are():
    plan, cards = f.planned(), f.fit_cards(2, 1)
    assert refusal(plan, cards, size=2).citation.rule == "004-034"
    assert panel_of(plan, cards, size=3).members.count() == 3


def test_two_leaders_on_one_panel_are_impossible():
    assert refusal(f.planned(), f.fit_cards(assessors=1, leaders=2)).citation.rule == "004-035"
    plan = f.planned()
    for size in (3, 4, 5):
        panel = panel_of(plan, f.fit_cards(assessors=4, leaders=4), size=size)
        assert panel.members.filter(is_leader=True).count() == 1
        panel.delete()


def test_a_panel_without_a_leader_is_refused():
    assert refusal(f.planned(), f.fit_cards(assessors=6, leaders=0)).code == "panel_short"


@pytest.mark.parametrize("flaw, words", [
    ({"scope": ["其他项目"]}, "考评范围"), ({"valid_to": date(2021, 12, 10)}, "有效期"), ({"kind": "expert"}, "不是考评员")])  # fmt: skip
def test_an_unfit_card_is_left_out_with_its_reason(flaw, words):
    unfit = f.card(**flaw)
    no = refusal(f.planned(), [*f.fit_cards(1, 1), unfit])
    assert words in no.facts["objections"][unfit.number][0]


@pytest.mark.parametrize("valid_to, fits", [(date(2021, 12, 10), False), (date(2021, 12, 11), True)])
def test_a_card_is_valid_on_the_day_itself(valid_to, fits):
    plan, cards = f.planned(), [*f.fit_cards(1, 1), f.card(valid_to=valid_to)]
    if fits:
        assert panel_of(plan, cards).members.count() == 3
    else:
        assert refusal(plan, cards).code == "panel_short"


def test_the_bodys_own_people_do_not_judge_its_candidates():
    plan = f.planned()
    own = f.card(employer=plan.body.name)
    assert "回避" in refusal(plan, [*f.fit_cards(1, 1), own]).facts["objections"][own.number][0]


def recuse(plan, card, actor=None, **more):
    given = {"kind": "kin", "note": "配偶在该机构任职", **more}
    return declare_recusal(actor=actor or f.city(), at=WHEN, plan=plan, card=card, **given)


def test_a_declared_relation_keeps_an_assessor_off_the_panel_and_is_named():
    plan, related = f.planned(), f.card()
    recuse(plan, related)
    no = refusal(plan, [*f.fit_cards(1, 1), related])
    assert no.facts["objections"][related.number] == ["已申报回避：亲属关系（配偶在该机构任职）"]
    assert related.holder_name in no.hint and "配偶" in no.hint


@pytest.mark.parametrize(("whole_body", "kept_off"), [(True, True), (False, False)])
def test_a_declaration_holds_for_one_plan_or_for_the_whole_body(whole_body, kept_off):
    first, related, norm = f.planned(), f.card(), f.special_norm()
    recuse(first, related, whole_body=whole_body)
    second = f.planned(filing=first.filing, standard=norm, sessions=f.sessions("2021-12-18"))
    assert bool(objections(related, second, engagements(second))) is kept_off


def test_the_holder_declares_for_oneself_and_strangers_for_nobody():
    plan, user = f.planned(), f.account("assessor")
    assert recuse(plan, f.card(user=user), user, kind="trained").kind == "trained"
    for actor in (f.account("assessor"), f.worker(plan.body), f.city(f.OTHER_CITY), f.county()):
        with pytest.raises(NotPermitted):
            recuse(plan, f.card(), actor)


def test_a_declaration_needs_words_a_known_kind_and_comes_before_the_draw():
    plan, cards = f.planned(), f.fit_cards(2, 1)
    for flaw in ({"note": " "}, {"kind": "friend"}):
        with pytest.raises(Refused):
            recuse(plan, cards[0], **flaw)
    panel_of(plan, cards)
    with pytest.raises(NotPermitted) as no:
        recuse(plan, cards[0])
    assert no.value.code == "on_the_panel" and f.entries("declare_recusal") == 0


@pytest.mark.parametrize(("day", "free"), [("2021-12-11", False), ("2021-12-12", True)])
def test_nobody_is_sent_to_two_examinations_at_one_time(day, free):
    norm, cards = f.special_norm(), f.fit_cards(2, 1)
    first, second = f.planned(standard=norm), f.planned(standard=norm, sessions=f.sessions(day))
    panel_of(first, cards)
    assert all(bool(objections(c, second, engagements(second))) is not free for c in cards)


@pytest.mark.parametrize(("limit", "sent", "fits"), [(0, 3, True), (2, 1, True), (2, 2, False)])
def test_the_rotation_limit_is_a_setting_and_none_by_default(limit, sent, fits):
    Setting.objects.create(name="assessor_rotation_times", value=limit, from_on=date(2021, 1, 1), source="演示")
    norm, cards, owner = f.special_norm(), f.fit_cards(2, 1), f.body()
    filing = f.confirmed(owner, scope=f.SCOPE)
    for n in range(sent):
        panel_of(f.planned(filing=filing, standard=norm, sessions=f.sessions(f"2021-12-{13 + n}")), cards)
    plan = f.planned(filing=filing, standard=norm, sessions=f.sessions("2021-12-31"))
    found = objections(cards[0], plan, engagements(plan))
    assert (found == []) is fits
    if not fits:
        assert "轮换上限 2 次" in found[0]


@pytest.mark.parametrize("actor", ["county", "other_city", "body"])
def test_only_the_own_city_sends_assessors(actor):
    plan = f.planned()
    who = {"county": f.county, "other_city": lambda: f.city(f.OTHER_CITY), "body": lambda: f.worker(plan.body)}[actor]()
    assert isinstance(refusal(plan, f.fit_cards(), actor=who), NotPermitted)


def test_a_panel_is_drawn_once():
    plan, cards = f.planned(), f.fit_cards()
    panel_of(plan, cards)
    with pytest.raises(Refused) as no:
        panel_of(plan, cards)
    assert (no.value.code, f.entries("assign_panel")) == ("panel_exists", 1)


def test_a_large_register_costs_no_more_queries(django_assert_max_num_queries):
    plan, cards, actor = f.planned(), f.fit_cards(40, 10), f.city()
    with django_assert_max_num_queries(16):
        panel_of(plan, cards, actor)


def invigilators(count: int, **more):
    return [f.card("invigilator", scope=[], **more) for _ in range(count)]


def assign(plan, cards, actor=None):
    return assign_invigilators(actor=actor or f.worker(plan.body), at=WHEN, plan=plan, assignments={"第一考场": cards})


@pytest.mark.parametrize("seats, count, fits", [(10, 1, False), (10, 2, True), (30, 2, True), (31, 2, False), (31, 3, True)])
def test_two_a_room_and_one_for_fifteen(seats, count, fits):
    filing = f.confirmed(scope={"occupation_name": f.PROJECT, "places": 40})
    plan = f.planned(filing=filing, capacity=5, rooms=[{"name": "第一考场", "seats": seats}])
    if fits:
        assert len(assign(plan, invigilators(count))) == count
        assert f.entries("assign_invigilators") == 1
    else:
        with pytest.raises(Refused):
            assign(plan, invigilators(count))


@pytest.mark.parametrize("cards", [
    lambda: [f.card("assessor"), *invigilators(1)], lambda: invigilators(2, valid_to=date(2021, 12, 10)),
    lambda: invigilators(1) * 2])  # fmt: skip
def test_invigilators_hold_a_valid_card_and_are_two_persons(cards):
    with pytest.raises(Refused):
        assign(f.planned(), cards())


def test_another_body_assigns_nobody():
    with pytest.raises(NotPermitted):
        assign(f.planned(), invigilators(2), f.worker(f.body()))


def test_a_new_assignment_replaces_the_old():
    plan = f.planned()
    assign(plan, invigilators(2))
    assert len(assign(plan, invigilators(3))) == 3
    assert plan.rooms.get().duties.count() == 3


ALL_GOOD = dict.fromkeys(SITE_POINTS, True)


@pytest.mark.parametrize("point", SITE_POINTS)
def test_a_site_is_ready_only_when_every_point_holds(point):
    plan = f.planned()
    seen = {"actor": f.worker(plan.body), "at": WHEN, "plan": plan}
    with pytest.raises(Refused):
        check_site(**seen, answers={**ALL_GOOD, point: False})
    with pytest.raises(Refused):
        check_site(**seen, answers={k: v for k, v in ALL_GOOD.items() if k != point})
    assert not check_site(**seen, answers={**ALL_GOOD, point: False}, remarks="正在补充").ready
    assert check_site(**seen, answers=ALL_GOOD).ready
    assert f.entries("check_site") == 2


def test_another_city_checks_no_site():
    with pytest.raises(NotPermitted):
        check_site(actor=f.city(f.OTHER_CITY), at=WHEN, plan=f.planned(), answers=ALL_GOOD)
