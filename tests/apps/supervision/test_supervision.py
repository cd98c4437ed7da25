"""Double-random inspection, supervisors, complaints, duties."""

from datetime import date

import pytest

from liangcai.apps.supervision.actions.assign_supervisor import assign_supervisor
from liangcai.apps.supervision.actions.close_complaint import close_complaint
from liangcai.apps.supervision.actions.open_inspection import open_inspection
from liangcai.apps.supervision.actions.publish_inspection import publish_inspection
from liangcai.apps.supervision.actions.receive_complaint import receive_complaint
from liangcai.apps.supervision.actions.record_duty import record_duty
from liangcai.apps.supervision.actions.record_visit import record_visit
from liangcai.apps.supervision.selectors import inspections_visible_to, own_visits, unsupervised_plans
from liangcai.engines.draw.record import replay
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def test_a_draw_is_recorded_once_and_replays():
    inspection = f.drawn()
    assert replay(inspection.draw).ok
    assert [v.inspectors.count() for v in inspection.visits.all()] == [2]
    assert f.entries("draw_inspection") == 1


def test_nobody_inspects_ones_own_body():
    plan = f.planned()
    own, others = f.supervisors(3, employer=plan.body.name), f.supervisors(2)
    visit = f.drawn([plan], [*own, *others]).visits.get()
    assert set(visit.inspectors.all()) == set(others)


def test_too_few_free_inspectors_is_a_refusal_with_words():
    plan = f.planned()
    with pytest.raises(Refused):
        f.drawn([plan], [*f.supervisors(3, employer=plan.body.name), *f.supervisors(1)])


@pytest.mark.parametrize("actor", ["county", "other_city", "supervisor"])
def test_only_the_own_city_or_the_province_draws(actor):
    who = {"county": f.county, "other_city": lambda: f.city(f.OTHER_CITY), "supervisor": lambda: f.account("supervisor")}[actor]()
    with pytest.raises(NotPermitted):
        f.drawn(actor=who)


def record(visit, actor, day="2021-12-24", finding="未发现问题"):
    return record_visit(actor=actor, at=f.at(day), visit=visit, checklist={"标识": True}, finding=finding)


def test_a_drawn_inspector_records_once():
    visit = f.drawn().visits.get()
    inspector = visit.inspectors.first().user
    record(visit, inspector)
    with pytest.raises(Refused) as no:
        record(visit, inspector)
    assert (no.value.code, f.entries("record_visit")) == ("visit_recorded", 1)


def test_who_was_not_drawn_records_nothing():
    visit = f.drawn().visits.get()
    for stranger in (f.supervisors(1)[0].user, f.city(f.OTHER_CITY), f.county(), f.account("candidate")):
        with pytest.raises(NotPermitted):
            record(visit, stranger)


@pytest.mark.parametrize("day, fits", [("2021-12-24", True), ("2021-12-25", False)])
def test_the_card_is_valid_on_the_day_of_the_visit(day, fits):
    visit = f.drawn(inspectors=f.supervisors(2, valid_to=date(2021, 12, 24))).visits.get()
    inspector = visit.inspectors.first().user
    if fits:
        assert record(visit, inspector, day).finding == "未发现问题"
    else:
        with pytest.raises(NotPermitted) as no:
            record(visit, inspector, day)
        assert no.value.citation.rule == "004-042"


def test_an_empty_finding_is_no_finding():
    visit = f.drawn().visits.get()
    with pytest.raises(Refused):
        record(visit, f.city(), finding=" ")


def test_an_inspection_is_published_once_and_only_with_its_findings():
    inspection, city = f.drawn(), f.city()
    given = {"actor": city, "at": f.at("2021-12-27"), "inspection": inspection, "published_on": date(2021, 12, 27)}
    with pytest.raises(Refused) as no:
        publish_inspection(**given)
    assert no.value.code == "visits_open"
    record(inspection.visits.get(), city)
    with pytest.raises(NotPermitted):
        publish_inspection(**{**given, "actor": f.city(f.OTHER_CITY)})
    publish_inspection(**given)
    with pytest.raises(Refused) as no:
        publish_inspection(**given)
    assert (no.value.code, f.entries("publish_inspection")) == ("published_already", 1)


def test_each_sees_ones_own_visits_and_inspections():
    inspection = f.drawn()
    visit = inspection.visits.get()
    assert list(own_visits(visit.inspectors.first().user)) == [visit]
    assert not own_visits(f.supervisors(1)[0].user).exists()
    assert list(inspections_visible_to(f.city())) == [inspection]
    assert not inspections_visible_to(f.city(f.OTHER_CITY)).exists()


def test_double_random_is_drawn_never_chosen():
    given = {"actor": f.county(), "at": f.at("2021-12-11"), "title": "现场监督", "plans": [f.planned()],
             "inspectors": f.supervisors(1)}  # fmt: skip
    with pytest.raises(Refused) as no:
        open_inspection(**given, kind="random")
    assert no.value.citation.rule == "003-062"
    assert open_inspection(**given, kind="on_site").visits.count() == 1
    with pytest.raises(NotPermitted):
        open_inspection(**{**given, "actor": f.city(f.OTHER_CITY)}, kind="on_site")
    assert f.entries("open_inspection") == 1


def send(plan, card, actor=None):
    return assign_supervisor(actor=actor or f.city(), at=f.at("2021-12-01"), plan=plan, card=card)


@pytest.mark.parametrize("actor", ["province", "city", "county"])
def test_each_of_the_three_levels_sends_supervisors(actor):
    send(f.planned(), f.supervisors(1)[0], {"province": f.province, "city": f.city, "county": f.county}[actor]())
    assert f.entries("assign_supervisor") == 1


@pytest.mark.parametrize("valid_to, fits", [(date(2021, 12, 10), False), (date(2021, 12, 11), True)])
def test_a_supervisors_card_is_valid_on_the_day(valid_to, fits):
    card = f.supervisors(1, valid_to=valid_to)[0]
    if fits:
        assert send(f.planned(), card).card == card
    else:
        with pytest.raises(Refused) as no:
            send(f.planned(), card)
        assert no.value.citation.rule == "004-042"


def test_a_supervisor_is_one_by_card_of_another_body_and_sent_once():
    plan = f.planned()
    for card in (f.card("assessor"), f.supervisors(1, employer=plan.body.name)[0]):
        with pytest.raises(Refused):
            send(plan, card)
    card = f.supervisors(1)[0]
    send(plan, card)
    with pytest.raises(Refused):
        send(plan, card)
    with pytest.raises(NotPermitted):
        send(plan, f.supervisors(1)[0], f.city(f.OTHER_CITY))
    assert f.entries("assign_supervisor") == 1


def test_a_batch_without_a_supervisor_is_seen():
    covered, bare = f.planned(), f.planned()
    send(covered, f.supervisors(1)[0])
    assert list(unsupervised_plans(f.city())) == [bare]
    assert not unsupervised_plans(f.city(f.OTHER_CITY)).exists()


def test_a_complaint_is_closed_once_with_its_outcome():
    complaint = receive_complaint(actor=f.county(), at=f.at("2021-12-20"), region_code=f.COUNTY, about="演示机构",
                                  text="考场秩序", received_on=date(2021, 12, 20))  # fmt: skip
    given = {"actor": f.city(), "at": f.at("2021-12-25"), "complaint": complaint}
    with pytest.raises(Refused):
        close_complaint(**given, outcome=" ")
    with pytest.raises(NotPermitted):
        close_complaint(**{**given, "actor": f.city(f.OTHER_CITY)}, outcome="已整改")
    assert close_complaint(**given, outcome="已整改").closed_on == date(2021, 12, 25)
    with pytest.raises(Refused):
        close_complaint(**given, outcome="已整改")
    assert (f.entries("receive_complaint"), f.entries("close_complaint")) == (1, 1)


@pytest.mark.parametrize("day, fits", [(date(2021, 12, 20), True), (date(2021, 12, 21), False)])
def test_a_complaint_was_received_by_today(day, fits):
    given = {"actor": f.county(), "at": f.at("2021-12-20"), "region_code": f.COUNTY, "about": "演示机构", "text": "演示"}
    if fits:
        assert receive_complaint(**given, received_on=day).received_on == day
    else:
        with pytest.raises(Refused):
            receive_complaint(**given, received_on=day)


def a_duty() -> str:
    from liangcai.apps.catalogue.selectors import policy

    return next(r.id for r in policy().rules if r.status == "duty")


@pytest.mark.parametrize("done_on, fits", [(date(2021, 12, 20), True), (date(2021, 12, 21), False)])
def test_a_duty_is_logged_by_the_day_it_was_done(done_on, fits):
    given = {"actor": f.city(), "at": f.at("2021-12-20", 7), "rule": a_duty(), "region_code": f.CITY, "note": "已履行"}
    if fits:
        record_duty(**given, done_on=done_on)
        assert f.entries("record_duty") == 1
    else:
        with pytest.raises(Refused):
            record_duty(**given, done_on=done_on)


def test_only_duties_are_logged_and_only_ones_own():
    given = {"at": f.at("2021-12-20"), "region_code": f.CITY, "note": "已履行", "done_on": date(2021, 12, 20)}
    with pytest.raises(Refused):
        record_duty(**given, actor=f.city(), rule="004-032")
    with pytest.raises(NotPermitted):
        record_duty(**given, actor=f.city(f.OTHER_CITY), rule=a_duty())
