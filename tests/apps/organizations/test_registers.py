"""Bodies, their accounts, staff cards, and the published directory."""

from datetime import date

import pytest

from liangcai.apps.organizations.actions.add_member import add_member
from liangcai.apps.organizations.actions.publish_body_list import publish_body_list
from liangcai.apps.organizations.actions.register_body import register_body
from liangcai.apps.organizations.actions.register_staff_card import register_staff_card
from liangcai.apps.organizations.selectors import staff_visible_to
from liangcai.cli.demonstration.generated import uscc
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
WHEN = f.at("2021-09-06")


def registered(actor, region=f.COUNTY, number=1):
    return register_body(actor=actor, at=WHEN, name="演示机构", kind="school", uscc=uscc(number), region_code=region)


def test_a_body_is_registered_once():
    registered(f.city())
    with pytest.raises(Refused) as no:
        registered(f.city())
    assert (no.value.code, f.entries("register_body")) == ("body_known", 1)


def test_a_body_is_not_registered_from_another_city():
    with pytest.raises(NotPermitted):
        registered(f.city(f.OTHER_CITY))


def test_a_wrong_credit_code_is_refused():
    with pytest.raises(Refused):
        register_body(actor=f.city(), at=WHEN, name="演示", kind="school", uscc="91999999MA0000001A", region_code=f.COUNTY)


def test_an_account_works_for_one_body_only():
    owner, user = f.body(), f.account("body")
    add_member(actor=f.city(), at=WHEN, body=owner, user=user)
    with pytest.raises(Refused) as no:
        add_member(actor=f.city(), at=WHEN, body=f.body(), user=user)
    assert (no.value.code, f.entries("add_member")) == ("member_elsewhere", 1)


def test_a_candidates_account_does_not_work_for_a_body():
    with pytest.raises(Refused):
        add_member(actor=f.city(), at=WHEN, body=f.body(), user=f.account("candidate"))


def card(actor, region=f.CITY, number="甲1", valid_to=date(2024, 1, 1)):
    return register_staff_card(actor=actor, at=WHEN, number=number, holder_name="演示考评员", kind="assessor",
                               scope=[f.PROJECT], employer="", region_code=region, valid_from=date(2021, 1, 1),
                               valid_to=valid_to)  # fmt: skip


def test_a_card_number_is_given_once():
    card(f.city())
    with pytest.raises(Refused) as no:
        card(f.city())
    assert (no.value.code, f.entries("register_staff_card")) == ("card_known", 1)


@pytest.mark.parametrize("actor", ["county", "other_city"])
def test_only_the_citys_own_centre_keeps_its_cards(actor):
    with pytest.raises(NotPermitted):
        card(f.county() if actor == "county" else f.city(f.OTHER_CITY))


@pytest.mark.parametrize("valid_to, fits", [(date(2020, 12, 31), False), (date(2021, 1, 1), True)])
def test_a_card_does_not_end_before_it_begins(valid_to, fits):
    if fits:
        assert card(f.city(), valid_to=valid_to).valid_to == valid_to
    else:
        with pytest.raises(Refused):
            card(f.city(), valid_to=valid_to)


def test_a_city_sees_its_own_cards_only():
    mine, _ = f.card(), f.card(region=f.OTHER_CITY)
    assert list(staff_visible_to(f.city())) == [mine]
    assert not staff_visible_to(f.worker(f.body())).exists()


def test_the_directory_says_what_was_added_and_removed():
    lapsing, lasting = f.confirmed(valid_to=date(2022, 1, 31)), f.confirmed()
    f.confirmed(f.body(region=f.OTHER_COUNTY))
    actor = f.city()
    first = publish_body_list(actor=actor, at=f.at("2022-01-31"))
    assert (first.version, len(first.rows), len(first.added)) == (1, 2, 2)
    with pytest.raises(Refused) as no:
        publish_body_list(actor=actor, at=f.at("2022-01-31", 12))
    assert no.value.code == "list_unchanged"
    second = publish_body_list(actor=actor, at=f.at("2022-02-01"))
    assert [r["body"] for r in second.rows] == [lasting.body.name]
    assert [r["body"] for r in second.removed] == [lapsing.body.name]
    assert f.entries("publish_body_list") == 2


def test_the_province_publishes_all_and_a_county_none():
    f.confirmed(), f.confirmed(f.body(region=f.OTHER_COUNTY))
    assert len(publish_body_list(actor=f.province(), at=f.at("2022-01-01")).rows) == 2
    with pytest.raises(NotPermitted):
        publish_body_list(actor=f.county(), at=f.at("2022-01-01"))
