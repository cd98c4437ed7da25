"""E-mails of notices, against a real SMTP server on this machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.models import Entry
from liangcai.apps.notices import outbox
from liangcai.apps.notices.actions.record_delivery import record_delivery, wait_after
from liangcai.apps.notices.actions.retry_doubtful import retry_doubtful
from liangcai.apps.notices.models import Notice
from liangcai.apps.notices.outbox import claim_next, send_waiting
from liangcai.apps.notices.selectors import doubtful, kept_for_later, waiting
from liangcai.apps.notices.write_notices import write_notices
from liangcai.kernel.refusals import Refused
from tests.apps.notices.mail_server import Letterbox, free_port, mail_server

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)


@pytest.fixture
def port(settings) -> int:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings.EMAIL_PORT


@pytest.fixture
def letterbox(port):
    box = Letterbox()
    server = mail_server(box, port)
    server.start()
    yield box
    server.stop()


def told(count: int = 1, email: str = "worker@example.invalid") -> None:
    users = [User.objects.create(username=f"told{n}", role="body", display_name=f"演示人员{n}", email=email)
             for n in range(count)]  # fmt: skip
    write_notices(at=NOON, to=users, subject="备案已确认", text="编号 1。", key="confirm:1")


def send(at: datetime = NOON, limit: int = 100) -> list[Notice]:
    return list(send_waiting(lambda: at, limit))


def test_each_e_mail_is_sent_once_however_often_the_command_runs(letterbox):
    told(3)
    assert all(notice.sent_at == NOON for notice in send())
    assert send() == []
    assert len(letterbox.received) == 3
    assert Entry.objects.filter(action="record_delivery").count() == 3


def test_the_e_mail_says_what_the_notice_says_and_carries_a_lasting_id(letterbox):
    told()
    send()
    letter, notice = letterbox.received[0], Notice.objects.get()
    assert letter["Subject"] == "【量才】备案已确认" and letter["To"] == "worker@example.invalid"
    assert letter["Message-ID"] == f"<{notice.public_id}@liangcai.invalid>"
    assert "编号 1。" in letter.get_content()


def test_no_more_than_the_limit_is_sent_and_the_rest_waits(letterbox):
    told(3)
    assert len(send(limit=2)) == 2 and waiting(NOON).count() == 1


def test_who_has_no_address_is_told_in_app_only(letterbox):
    told(email="")
    assert send() == [] and letterbox.received == [] and Notice.objects.count() == 1


def test_a_server_that_is_down_changes_nothing_and_when_it_is_up_everything_leaves(port):
    told(2)
    with pytest.raises(Refused) as no:
        send()
    assert no.value.code == "mail_server"
    assert list(Notice.objects.values_list("attempts", "claimed_at")) == [(0, None)] * 2
    box = Letterbox()
    server = mail_server(box, port)
    server.start()
    try:
        assert len(send()) == 2
    finally:
        server.stop()
    assert len(box.received) == 2


def test_an_empty_outbox_needs_no_server(port):
    assert send() == []


def test_a_refused_e_mail_is_kept_and_sent_when_its_turn_comes(letterbox):
    told()
    letterbox.answer = "451 busy"
    [kept] = send()
    assert kept.sent_at is None and "451" in kept.last_error and kept.attempts == 1
    assert kept_for_later(NOON).count() == 1
    letterbox.answer = "250 OK"
    assert send(NOON + timedelta(seconds=119)) == []
    [sent] = send(NOON + timedelta(seconds=120))
    assert sent.attempts == 2 and sent.last_error == "" and len(letterbox.received) == 1


def test_one_refused_e_mail_does_not_hold_up_the_others(letterbox):
    told(1, email="nobody@example.invalid")
    User.objects.update(username="earlier")
    told(2)
    outcomes = send()
    assert [bool(notice.sent_at) for notice in outcomes] == [False, True, True]
    assert len(letterbox.received) == 2


def test_the_wait_doubles_and_ends_at_a_day():
    assert [wait_after(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (2, 4, 8)]
    assert wait_after(10) == timedelta(minutes=1024) and wait_after(11) == wait_after(60_000) == timedelta(days=1)


class Killed(BaseException):
    """What ends a process between the server's answer and the mark."""


def test_killed_between_sending_and_marking_it_is_doubtful_and_not_sent_again_by_itself(letterbox, monkeypatch):
    told()

    def killed(**_):
        raise Killed

    monkeypatch.setattr(outbox, "record_delivery", killed)
    with pytest.raises(Killed):
        send()
    monkeypatch.undo()
    later = NOON + timedelta(hours=1)
    assert len(letterbox.received) == 1
    assert send(later) == [] and len(letterbox.received) == 1
    assert doubtful(later).count() == 1 and Notice.objects.get().read_at is None


def test_a_connection_cut_before_the_answer_leaves_the_outcome_unknown(letterbox):
    told(2)
    letterbox.hang_up = True
    first, second = send()
    assert first.sent_at is None and first.claimed_at == NOON and "中断" in first.last_error
    letterbox.hang_up = False
    assert send(NOON + timedelta(days=2)) == []
    assert doubtful(NOON + timedelta(days=2)).count() == 2


def test_an_operator_may_send_doubtful_ones_again_under_the_same_id(letterbox):
    told()
    claim_next(NOON)
    later = NOON + timedelta(minutes=10)
    assert retry_doubtful(actor="system", at=later) == 1
    assert len(send(later)) == 1
    assert letterbox.received[0]["Message-ID"].startswith(f"<{Notice.objects.get().public_id}")


def test_an_e_mail_that_is_just_being_sent_is_not_doubtful_yet():
    told()
    claim_next(NOON)
    with pytest.raises(Refused):
        retry_doubtful(actor="system", at=NOON + timedelta(minutes=9, seconds=59))


def test_two_senders_never_get_the_same_e_mail():
    told(2)
    first, second, third = (claim_next(NOON) for _ in range(3))
    assert {first.user.username, second.user.username} == {"told0", "told1"} and third is None


@pytest.mark.django_db(transaction=True)
def test_senders_at_the_same_time_send_each_e_mail_once(letterbox):
    told(20)
    outcomes: list[Notice] = []

    def run() -> None:
        try:
            outcomes.extend(send())
        finally:
            connection.close()

    senders = [Thread(target=run) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(letterbox.received) == len({letter["Message-ID"] for letter in letterbox.received}) == 20
    assert sorted(notice.pk for notice in outcomes) == sorted(Notice.objects.values_list("pk", flat=True))
    assert not Notice.objects.filter(sent_at=None).exists()


def test_an_outcome_is_recorded_once():
    told()
    notice = claim_next(NOON)
    record_delivery(actor="system", at=NOON, notice=notice)
    with pytest.raises(Refused):
        record_delivery(actor="system", at=NOON, notice=notice, error="451")
    assert Notice.objects.get().sent_at == NOON
