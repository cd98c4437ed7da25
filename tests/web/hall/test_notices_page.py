"""What one was told, on a page of one's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liangcai.apps.accounts.models import User
from liangcai.apps.notices.models import Notice
from liangcai.apps.notices.write_notices import write_notices
from tests.web.client import signed_in, text

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 6, 30, 4, 0, tzinfo=UTC)


def tell(subject: str = "备案已确认", page: str = "", key: str = "k") -> Notice:
    write_notices(at=NOON, to=User.objects.all(), subject=subject, text="编号 1。", page=page, key=key)
    return Notice.objects.latest("pk")


def test_a_notice_is_counted_shown_and_marked_read():
    client = signed_in("body")
    notice = tell(page="organization_home")
    page = text(client.get("/notices/"))
    assert "备案已确认" in page and 'href="/organization/"' in page and ">1</span>" in page
    assert client.post("/notices/", {"notice": notice.public_id}).status_code == 302
    page = text(client.get("/notices/"))
    assert "已读" in page and ">1</span>" not in page


def test_a_page_that_does_not_exist_gives_no_link():
    client = signed_in("body")
    tell(page="no_such_page")
    assert "查看事项" not in text(client.get("/notices/"))


def test_anothers_notice_is_neither_shown_nor_marked():
    signed_in("body")
    notice = tell()
    stranger = signed_in("candidate")
    assert "备案已确认" not in text(stranger.get("/notices/"))
    assert stranger.post("/notices/", {"notice": notice.public_id}).status_code == 403
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("given", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_notice_that_is_not_there_is_refused(given):
    assert signed_in("body").post("/notices/", {"notice": given}).status_code == 403


def test_the_bell_costs_one_query_and_visitors_none(client, django_assert_num_queries):
    from liangcai.web.shared.context import unread_notices

    signed_in("body")
    user = User.objects.get()
    with django_assert_num_queries(1):
        unread_notices(user)
    assert "/notices/" not in text(client.get("/"))


def test_the_list_costs_the_same_for_many(django_assert_max_num_queries):
    client = signed_in("body")
    for n in range(30):
        tell(key=str(n))
    with django_assert_max_num_queries(10):
        assert client.get("/notices/").status_code == 200
