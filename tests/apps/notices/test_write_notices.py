"""A notice exists exactly when the act does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.notices.actions.mark_notice_read import mark_notice_read
from liangcai.apps.notices.models import Notice
from liangcai.apps.notices.selectors import notices_of, unread_count
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.actions.return_filing import return_filing
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.organizations import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)


def person(name: str = "told") -> User:
    return User.objects.create(username=name, role="body", display_name="演示人员", email=f"{name}@example.invalid")


@action
def act_and_tell(*, actor, at, to, fails=False):
    write_notices(at=at, to=to, subject="甲", text="乙", key="act:1")
    if fails:
        raise Refused("no", "不行。")
    record(actor=actor, at=at, action="act_and_tell", subject="test:1", facts={})


def test_an_act_that_is_refused_tells_nobody():
    with pytest.raises(Refused):
        act_and_tell(actor="system", at=NOON, to=[person()], fails=True)
    assert not Notice.objects.exists()


def test_the_same_act_written_twice_leaves_one_notice_a_person():
    people = [person("a"), person("b")]
    for _ in range(2):
        act_and_tell(actor="system", at=NOON, to=people)
    assert Notice.objects.count() == 2


def test_telling_a_thousand_people_costs_a_dozen_queries(django_assert_max_num_queries):
    people = [person(f"p{n}") for n in range(1000)]
    with django_assert_max_num_queries(16):
        write_notices(at=NOON, to=people, subject="甲", text="乙", key="act:1")
    assert Notice.objects.count() == 1000


def test_a_subject_is_one_line():
    write_notices(at=NOON, to=[person()], subject="甲\r\nBcc: x@example.invalid", text="乙", key="k")
    assert "\n" not in Notice.objects.get().subject and "\r" not in Notice.objects.get().subject


def test_unread_ones_come_first_and_reading_counts_down():
    user = person()
    for n in range(3):
        write_notices(at=NOON.replace(hour=n), to=[user], subject=str(n), text="", key=str(n))
    mark_notice_read(actor=user, at=NOON, notice=Notice.objects.get(subject="2"))
    assert [notice.subject for notice in notices_of(user)] == ["1", "0", "2"] and unread_count(user) == 2


def test_nobody_marks_anothers_notice_and_none_is_read_twice():
    user = person()
    write_notices(at=NOON, to=[user], subject="甲", text="", key="k")
    notice = Notice.objects.get()
    with pytest.raises(NotPermitted):
        mark_notice_read(actor=person("other"), at=NOON, notice=notice)
    mark_notice_read(actor=user, at=NOON, notice=notice)
    with pytest.raises(Refused):
        mark_notice_read(actor=user, at=NOON, notice=notice)


def test_a_body_is_told_why_its_filing_came_back():
    filing = factories.submitted()
    return_filing(actor=factories.county(filing.region_code), at=factories.at("2021-09-07"), filing=filing, reason="缺场地图")
    notice = Notice.objects.get(key__startswith="return_filing")
    assert notice.user == factories.worker(filing.body) and "缺场地图" in notice.text


def test_a_body_is_told_that_its_filing_is_confirmed():
    filing = factories.confirmed()
    assert Notice.objects.get(key__startswith="confirm_filing").user == factories.worker(filing.body)
