"""The catalogue as it stood on any day: what was in force, in which state, and why it changed."""

from datetime import date

import pytest

from liangcai.apps.resources.actions.promulgate_national_standard import promulgate_national_standard
from liangcai.apps.resources.actions.retire_resource import retire_resource
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.apps.resources.selectors import banks_on, standards_on
from liangcai.apps.resources.state_changes import set_state

from . import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def norm(db) -> Standard:
    f.occupations()
    return Standard.objects.create(kind="industry", occupation_code=f.PRINTER[0], occupation_name=f.PRINTER[1],
                                   published_on=date(2021, 1, 1), levels=f.LEVELS)  # fmt: skip


@pytest.fixture
def bank(norm) -> ItemBankRecord:
    return ItemBankRecord.objects.create(kind="skill_level", standard=norm, published_on=date(2021, 2, 1),
                                         occupation_code=f.PRINTER[0], occupation_name=f.PRINTER[1])  # fmt: skip


def promulgated(on="2021-09-01"):
    return promulgate_national_standard(
        actor=f.province(), at=f.at("2021-10-01"), occupation_code=f.PRINTER[0], occupation_name=f.PRINTER[1],
        levels=f.LEVELS, document_number="演示颁布1号", promulgated_on=date.fromisoformat(on),
    )  # fmt: skip


@pytest.mark.parametrize(("day", "state"), [("2021-01-31", None), ("2021-02-01", "in_force"),
                                            ("2021-08-31", "in_force"), ("2021-09-01", "to_be_revised")])  # fmt: skip
def test_a_bank_is_shown_in_the_state_of_the_day_asked_for(bank, day, state):
    promulgated()
    assert [b.state_then for b in banks_on(date.fromisoformat(day))] == ([state] if state else [])


@pytest.mark.parametrize(("day", "there"), [("2021-11-30", True), ("2021-12-01", False)])
def test_a_retired_bank_stays_in_the_catalogue_of_the_days_before(bank, day, there):
    retire_resource(actor=f.province(), at=f.at("2022-01-01"), resource=bank, reason="试题老化", retired_on=date(2021, 12, 1))
    assert banks_on(date.fromisoformat(day)).exists() is there


def test_every_change_keeps_its_cause(bank, norm):
    standard = promulgated().standard
    assert [(c.state, c.since_on) for c in standard.state_changes.all()] == [("in_force", date(2021, 9, 1))]
    assert "演示颁布1号" in norm.state_changes.get().cause and "002-016" in norm.state_changes.get().cause
    assert "002-020" in bank.state_changes.get().cause


def test_enterprise_norms_apply_again_when_the_last_industry_norm_is_retired(norm):
    own = Standard.objects.create(kind="enterprise", occupation_code=f.PRINTER[0], occupation_name=f.PRINTER[1],
                                  state="suspended", owner=f.body("employer")[0], published_on=date(2021, 1, 1))  # fmt: skip
    second = Standard.objects.create(kind="industry", occupation_code=f.PRINTER[0], occupation_name=f.PRINTER[1],
                                     published_on=date(2021, 3, 1))  # fmt: skip
    for resource, state in ((norm, "suspended"), (second, "in_force")):
        retire_resource(actor=f.province(), at=f.at("2022-01-01"), resource=resource, reason="不再适用",
                        retired_on=date(2022, 1, 1))  # fmt: skip
        own.refresh_from_db()
        assert own.state == state
    assert [s.state_then for s in standards_on(date(2022, 1, 1))] == ["in_force"]


def test_five_hundred_changes_cost_a_handful_of_queries(norm, django_assert_max_num_queries):
    banks = ItemBankRecord.objects.bulk_create(
        ItemBankRecord(kind="skill_level", standard=norm, published_on=date(2021, 2, 1)) for _ in range(500)
    )
    with django_assert_max_num_queries(8):
        set_state(banks, "to_be_revised", on=date(2021, 3, 1), cause="测试")


def test_nothing_to_change_is_nothing_written(norm):
    assert set_state([], "retired", on=date(2021, 3, 1), cause="测试") == []
