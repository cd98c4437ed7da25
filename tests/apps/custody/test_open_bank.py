from __future__ import annotations

from datetime import date

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.custody import network
from liangcai.apps.custody.actions.make_bank_key import make_bank_key
from liangcai.apps.custody.actions.name_custodian import name_custodian
from liangcai.apps.custody.actions.open_bank import open_bank
from liangcai.apps.custody.models import LedgerRow
from liangcai.engines.sealing.shares import GroupRule, split_key
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.custody import factories
from tests.apps.custody.factories import AT, PLEDGED, account, custodian, two_custodians_and_their_shares

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_network(tmp_path, monkeypatch):
    monkeypatch.setattr(network, "INTERFACES", tmp_path)
    return tmp_path


def opened(one, two, shares, **given):
    return open_bank(actor=one, at=given.pop("at", AT), second=two, shares=shares, purpose="演示开库", **given)


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_any_two_of_the_three_shares_open_the_bank(pair):
    one, two, shares, key = two_custodians_and_their_shares()
    assert opened(one, two, [shares[n] for n in pair]) == key


def test_opening_enters_the_computers_ledger_and_one_audit_entry():
    one, two, shares, _ = two_custodians_and_their_shares()
    before = Entry.objects.count()
    opened(one, two, shares[:2])
    assert LedgerRow.objects.get(kind="computer").persons == [one.display_name, two.display_name]
    assert Entry.objects.count() == before + 1


def test_the_key_is_in_no_row_of_the_database():
    one, two, shares, key = two_custodians_and_their_shares()
    opened(one, two, shares[:2])
    for entry in Entry.objects.all():
        assert key.hex() not in str(entry.facts) and not any(share in str(entry.facts) for share in shares)


def test_one_person_twice_is_refused():
    one, _, shares, _ = two_custodians_and_their_shares()
    with pytest.raises(NotPermitted, match="两名不同"):
        opened(one, one, shares[:2])


@pytest.mark.parametrize("given", [[0], [0, 0]])
def test_one_share_alone_or_typed_twice_is_refused(given):
    one, two, shares, _ = two_custodians_and_their_shares()
    with pytest.raises(Refused):
        opened(one, two, [shares[n] for n in given])
    assert not LedgerRow.objects.exists()


def test_shares_of_another_bank_are_refused():
    one, two, _, _ = two_custodians_and_their_shares()
    foreign = split_key([GroupRule("custodians", 2, 3)]).groups[0].shares
    with pytest.raises(Refused):
        opened(one, two, foreign[:2])


def test_a_mistyped_share_is_refused_with_words():
    one, two, shares, _ = two_custodians_and_their_shares()
    with pytest.raises(Refused):
        opened(one, two, [shares[0], shares[1][:-1] + ("2" if shares[1][-1] != "2" else "3")])


def test_three_needed_custodians_cannot_be_two():
    one, two = custodian(), custodian()
    shares = make_bank_key(actor=one, at=AT, needed=3, total=3).groups[0].shares
    with pytest.raises(Refused):
        opened(one, two, shares[:2])


def test_a_key_that_one_person_could_use_alone_is_never_made():
    with pytest.raises(Refused, match="两名"):
        make_bank_key(actor=custodian(), at=AT, needed=1, total=3)


def test_a_second_key_is_not_made_beside_the_first():
    one, *_ = two_custodians_and_their_shares()
    with pytest.raises(Refused, match="已存在"):
        make_bank_key(actor=one, at=AT)


@pytest.mark.parametrize("role", ["system_admin", "invigilator", "expert"])
def test_nobody_but_custodians_opens_the_bank(role):
    one, two, shares, _ = two_custodians_and_their_shares()
    with pytest.raises(NotPermitted):
        opened(account(role), two, shares[:2])
    with pytest.raises(NotPermitted):
        opened(one, account(role), shares[:2])


def test_a_custodian_account_that_was_never_named_is_refused():
    one, _, shares, _ = two_custodians_and_their_shares()
    with pytest.raises(NotPermitted, match="未被指定"):
        opened(one, account("custodian"), shares[:2])


@pytest.mark.parametrize(("ended", "opens"), [(AT.date(), True), (date(2021, 10, 20), False)])
def test_a_pledge_holds_to_its_last_day_and_no_longer(ended, opens):
    one, _, shares, key = two_custodians_and_their_shares()
    second = custodian(ended_on=ended)
    if opens:
        assert opened(one, second, shares[:2]) == key
    else:
        with pytest.raises(NotPermitted, match="保密责任书"):
            opened(one, second, shares[:2])


@pytest.mark.parametrize(("signed", "opens"), [(AT.date(), True), (date(2021, 10, 22), False)])
def test_a_pledge_counts_from_the_day_it_is_signed(signed, opens):
    one, _, shares, key = two_custodians_and_their_shares()
    second = custodian(pledged_on=signed)
    if opens:
        assert opened(one, second, shares[:2]) == key
    else:
        with pytest.raises(NotPermitted, match="保密责任书"):
            opened(one, second, shares[:2])


def test_a_new_pledge_takes_the_place_of_an_ended_one():
    one, _, shares, key = two_custodians_and_their_shares()
    second = custodian(ended_on=date(2021, 10, 2))
    name_custodian(actor="system", at=AT, user=second, post="岗位", pledged_on=AT.date())
    assert opened(one, second, shares[:2]) == key


def test_a_pledge_that_ends_before_it_is_signed_is_refused():
    with pytest.raises(Refused, match="早于"):
        custodian(pledged_on=PLEDGED, ended_on=date(2021, 9, 30))


def test_a_network_that_is_up_keeps_the_bank_shut(no_network):
    one, two, shares, _ = two_custodians_and_their_shares()
    (no_network / "wlan0").mkdir()
    (no_network / "wlan0" / "operstate").write_text("up")
    with pytest.raises(Refused, match="wlan0"):
        opened(one, two, shares[:2])


def test_the_demonstration_switch_opens_it_and_the_ledger_shows_so(no_network):
    one, two, shares, key = two_custodians_and_their_shares()
    (no_network / "wlan0").mkdir()
    assert opened(one, two, shares[:2], demonstration=True) == key
    assert LedgerRow.objects.get(kind="computer").facts["demonstration"] is True


def test_only_the_security_administrator_names_custodians():
    with pytest.raises(NotPermitted):
        name_custodian(actor=account("custodian"), at=AT, user=account("custodian"), post="岗位", pledged_on=PLEDGED)
    named = name_custodian(actor=account("security_admin"), at=AT, user=account("custodian"), post="岗位",
                           pledged_on=PLEDGED)  # fmt: skip
    assert named.pledged_on == PLEDGED


def test_only_custodian_accounts_can_be_named():
    with pytest.raises(Refused, match="不是题库管理员"):
        name_custodian(actor="system", at=AT, user=factories.account("expert"), post="岗位", pledged_on=PLEDGED)
