from __future__ import annotations

import pytest

from liangcai.apps.marking.actions.seat_assessor import seat_assessor
from liangcai.apps.marking.models import PanelPlace
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody.factories import account
from tests.apps.marking.factories import on_panel
from tests.apps.sittings.factories import STARTS, practical, proctor, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_ROOT = tmp_path


def seated(sitting, **given):
    values = {"actor": proctor(), "assessor": account("assessor"), "card_number": "演示-01", "is_leader": False} | given
    return seat_assessor(at=STARTS, sitting=sitting, **values)


def test_a_card_that_was_seen_belongs_to_one_account_of_the_panel():
    sitting = practical()
    place = seated(sitting)
    with pytest.raises(Refused, match="另一账号"):
        seated(sitting)
    with pytest.raises(Refused, match="已登记"):
        seated(sitting, assessor=place.user, card_number="演示-02")
    assert PanelPlace.objects.count() == 1


@pytest.mark.parametrize(("leads", "lawful"), [(False, True), (True, False)])
def test_a_panel_has_one_leader(leads, lawful):
    sitting = practical()
    on_panel(sitting, account("assessor"), "演示-09", is_leader=True)
    if lawful:
        seated(sitting, is_leader=leads)
    else:
        with pytest.raises(Refused, match="已有考评组长"):
            seated(sitting, is_leader=leads)


def test_without_a_card_there_is_no_place():
    with pytest.raises(Refused, match="证卡编号"):
        seated(practical(), card_number="  ")


def test_only_assessors_are_seated_and_only_by_the_invigilator():
    sitting = practical()
    with pytest.raises(Refused, match="不是考评员"):
        seated(sitting, assessor=account("invigilator"))
    with pytest.raises(NotPermitted):
        seated(sitting, actor=account("assessor"))
    assert not sitting.panel.exists()


def test_a_theory_sitting_has_no_panel():
    with pytest.raises(Refused, match="操作技能"):
        seated(running())
