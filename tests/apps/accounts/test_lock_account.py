"""Accounts are locked and unlocked with a reason, by the system administrator only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from liangcai.apps.accounts.actions.lock_account import lock_account
from liangcai.apps.accounts.actions.unlock_account import unlock_account
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.selectors import history_of
from liangcai.kernel.refusals import NotPermitted, Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)


def account(role: str, name: str) -> User:
    return User.objects.create(username=name, role=role, display_name="演示人员")


def test_a_locked_account_is_out_at_its_next_click_and_in_again_when_unlocked():
    admin, worker, client = account("system_admin", "admin"), account("body", "worker"), Client()
    client.force_login(worker)
    assert client.get("/organization/").status_code == 200
    lock_account(actor=admin, at=NOON, account=worker, reason="离职")
    assert client.get("/organization/").status_code == 302
    unlock_account(actor=admin, at=NOON, account=worker, reason="返岗")
    client.force_login(worker)
    assert client.get("/organization/").status_code == 200
    assert [entry.action for entry in history_of(worker)] == ["unlock_account", "lock_account"]


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "province_centre", "body"])
def test_other_roles_lock_nobody(role):
    with pytest.raises(NotPermitted):
        lock_account(actor=account(role, "other"), at=NOON, account=account("body", "worker"), reason="离职")


def test_nobody_locks_oneself_nor_without_a_reason_nor_twice():
    admin, worker = account("system_admin", "admin"), account("body", "worker")
    for target, reason, code in ((admin, "试", "own_account"), (worker, "  ", "reason_needed")):
        with pytest.raises(Refused) as no:
            lock_account(actor=admin, at=NOON, account=target, reason=reason)
        assert no.value.code == code
    lock_account(actor=admin, at=NOON, account=worker, reason="离职")
    with pytest.raises(Refused) as no:
        lock_account(actor=admin, at=NOON, account=worker, reason="离职")
    assert no.value.code == "locked_already"


def test_an_account_that_is_not_locked_is_not_unlocked():
    with pytest.raises(Refused):
        unlock_account(actor=account("system_admin", "admin"), at=NOON, account=account("body", "w"), reason="试")
