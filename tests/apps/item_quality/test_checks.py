"""Machine checks of a whole bank, and findings that a person sets aside."""

from __future__ import annotations

import pytest

from liangcai.apps.accounts.actions.set_setting import set_setting
from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.models import Item
from liangcai.apps.item_quality.actions.dismiss_finding import dismiss_finding
from liangcai.apps.item_quality.models import CheckFinding, Dismissal
from liangcai.apps.item_quality.selectors import findings_of, is_current, open_findings
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_quality.factories import bank_of, checked, good, numbered

pytestmark = pytest.mark.django_db
POINTS = {"A-B-A-001": "X"}


def codes(bank):
    return {(f.subject, f.code) for f in open_findings(bank)}


def four(*more, points=POINTS):
    return bank_of(*(good(n) for n in range(1, 5)), *more, points=points)


def test_a_good_bank_has_no_finding():
    bank = four()
    assert checked(bank).counts == {} and codes(bank) == set()


def test_faults_of_items_points_and_shares_are_found_in_one_run():
    bank = four(
        good(5, answer="F"), good(6, options=["轴", "轴", "杆", "盘"]), good(7, options=["轴", "架", "杆", "以上都是"]),
        good(8, stem="如图所示的机构是什么（　）。"), good(9, stem="下列说法不正确的是（　）。"), good(10, point="A-B-A-009"),
        points={"A-B-A-001": "X", "A-B-A-002": "Y"},
    )  # fmt: skip
    counts = checked(bank).counts
    assert codes(bank) >= {
        ("D005", "answer_not_among_options"), ("D006", "duplicate_options"), ("D007", "all_of_the_above"),
        ("D008", "missing_picture"), ("D009", "negation_not_emphasised"), ("D010", "unknown_point"),
        ("A-B-A-002", "point_without_items"),
    }  # fmt: skip
    assert counts["duplicate_options"] == 1 and sum(counts.values()) == open_findings(bank).count()


@pytest.mark.parametrize(("needed", "short"), [(4, False), (5, True)])
def test_how_many_items_a_point_needs_is_a_setting_of_the_day(needed, short):
    set_setting(actor=account("system_admin"), at=AT, name="items_per_point", value=str(needed), from_on=AT.date(), source="演示")
    bank = four()
    checked(bank)
    assert (("A-B-A-001", "point_with_few_items") in codes(bank)) is short


@pytest.mark.parametrize(("y", "over"), [(3, False), (4, True)])
def test_shares_of_importance_are_held_against_the_settings(y, over):
    """3 of 20 are 15 %, which is allowed; 4 of 20 are not."""
    rows = [good(n, point=f"A-B-A-{'002' if n <= y else '001'}", importance="Y" if n <= y else "X") for n in range(1, 21)]
    bank = bank_of(*rows, points={"A-B-A-001": "X", "A-B-A-002": "Y"})
    checked(bank)
    assert (("Y", "importance_share") in codes(bank)) is over


def test_retired_items_are_not_checked():
    bank = four(good(5, answer="F"))
    Item.objects.filter(item_number="D005").update(state="retired")
    assert checked(bank).counts == {}


def test_a_dismissed_finding_does_not_come_back_until_the_item_changes():
    bank = four(good(5, stem="下列说法不正确的是（　）。"))
    checked(bank)
    dismiss_finding(actor=custodian(), at=AT, finding=open_findings(bank).get(), reason="印刷时加着重号")
    assert checked(bank).counts == {} and codes(bank) == set() and findings_of(bank).get().dismissed
    Item.objects.filter(item_number="D005").update(version=2)
    checked(bank)
    assert codes(bank) == {("D005", "negation_not_emphasised")}
    assert Entry.objects.filter(action="dismiss_finding").get().facts["reason"] == "印刷时加着重号"


def test_what_must_be_mended_cannot_be_dismissed():
    bank = four(good(5, answer="F"))
    checked(bank)
    with pytest.raises(Refused, match="必须修改"):
        dismiss_finding(actor=custodian(), at=AT, finding=open_findings(bank).get(), reason="不改")
    assert not Dismissal.objects.exists()


def test_a_dismissal_needs_a_reason_and_is_made_once():
    bank = four(good(5, stem="下列说法不正确的是（　）。"))
    checked(bank)
    finding = open_findings(bank).get()
    with pytest.raises(BadInput):
        dismiss_finding(actor=custodian(), at=AT, finding=finding, reason="  ")
    dismiss_finding(actor=custodian(), at=AT, finding=finding, reason="已核对")
    with pytest.raises(Refused, match="已核对"):
        dismiss_finding(actor=custodian(), at=AT, finding=finding, reason="再一次")


def test_only_a_custodian_records_a_run_and_a_new_run_replaces_the_findings():
    bank = four(good(5, answer="F"))
    with pytest.raises(NotPermitted):
        checked(bank, actor=account("system_admin"))
    checked(bank)
    checked(bank)
    assert CheckFinding.objects.count() == 1 and bank.check_runs.count() == 2


def test_a_run_is_current_until_the_bank_changes():
    bank = four()
    run = checked(bank)
    assert is_current(run, bank)
    numbered(bank, "D001")
    Item.objects.filter(item_number="D001").update(version=2)
    assert not is_current(run, bank)


def test_no_word_of_an_item_is_kept_by_a_run():
    bank = four(good(5, stem="织机停台的的原因是（　）。"))
    checked(bank)
    assert [f.words for f in findings_of(bank) if f.item] == [""]
