from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client, override_settings

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from liangcai.web.shared import homes, waiting
from liangcai.web.shared.middleware import RefusalMiddleware, status_of
from liangcai.web.shared.navigation import BY_ROLE, Entry, links
from liangcai.web.shared.rate_limit import TooManyRequests, count_or_refuse
from tests.web.client import signed_in, text

pytestmark = pytest.mark.django_db


def test_every_role_has_a_menu():
    assert set(BY_ROLE) == set(Role.values)


def test_a_menu_leaves_out_pages_this_site_does_not_have():
    assert [link.url for link in links([Entry("首页", "home"), Entry("无", "no_such_page")], "/")] == ["/"]


def test_entries_of_one_heading_stand_together_in_every_menu():
    for role, entries in BY_ROLE.items():
        groups = [str(entry.group) for entry in entries]
        changes = 1 + sum(1 for before, after in pairwise(groups) if before != after)
        assert changes == len(set(groups)), role


def test_a_centre_reads_its_menu_under_headings():
    answer = text(signed_in("province_centre").get("/centre/"))
    assert answer.count('class="side-group"') == 5 and ">考核与发证<" in answer


def test_the_longest_matching_entry_is_the_current_one():
    found = links([Entry("首页", "home"), Entry("机构", "public_bodies")], "/bodies/")
    assert [link.current for link in found] == [False, True]


@pytest.mark.parametrize("role", ["province_centre", "body", "candidate", "expert", "supervisor", "audit_admin"])
def test_signing_in_leads_to_the_roles_own_page(role):
    client = signed_in(role)
    answer = client.get("/desk/", follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[0][0] != "/"


def test_nobody_enters_another_roles_page():
    answer = signed_in("candidate").get("/administration/")
    assert answer.status_code == 403 and "此操作只能由" in text(answer)


def test_a_visitor_is_asked_to_sign_in():
    assert Client().get("/desk/").headers["Location"].startswith("/sign-in/")


def test_the_home_page_asks_only_what_waits_for_this_role(monkeypatch, rf):
    monkeypatch.setattr(waiting, "_questions", {})
    waiting.waiting_for({"expert"}, "待评审", "home", count=lambda user: 3, query="?state=open", urgent=lambda user: 1)
    waiting.waiting_for({"expert"}, "别站", "no_such_page", count=lambda user: 1 // 0)
    waiting.waiting_for({"candidate"}, "别人的", "home", count=lambda user: 1 // 0)
    user = User.objects.create(username="e", role="expert", display_name="演示专家")
    [tile] = waiting.waiting_tiles(user)
    assert (tile["value"], tile["url"], tile["tone"]) == (3, "/?state=open", "danger")
    request = rf.get("/expert/")
    request.user = user
    assert "待评审" in text(homes.role_home(request))


def test_registering_a_question_again_replaces_it(monkeypatch):
    monkeypatch.setattr(waiting, "_questions", {})
    for answer in (1, 2):
        waiting.waiting_for({"expert"}, "待评审", "home", count=lambda user, answer=answer: answer)
    [tile] = waiting.waiting_tiles(User(role="expert"))
    assert tile["value"] == 2


def test_a_refusal_has_its_own_status():
    assert status_of(Refused("a", "不")) == 409
    assert status_of(NotPermitted("a", "不")) == 403
    assert status_of(BadInput("a", "不")) == 422
    assert status_of(TooManyRequests("a", "不")) == 429


@pytest.mark.parametrize(("no", "status"), [(Refused, 409), (NotPermitted, 403), (BadInput, 422)])
@pytest.mark.parametrize("htmx", [True, False])
def test_a_refusal_is_a_page_with_words_or_a_fragment_for_htmx(rf, no, status, htmx):
    request = rf.get("/x/")
    request.user, request.htmx = User(), htmx
    answer = RefusalMiddleware(lambda r: None).process_exception(request, no("a", "现在不能办理。"))
    assert answer.status_code == status and "现在不能办理。" in text(answer)
    assert ("<html" in text(answer)) is not htmx


def test_other_faults_are_not_passed_off_as_refusals(rf):
    assert RefusalMiddleware(lambda r: None).process_exception(rf.get("/"), ValueError()) is None


def test_an_upload_over_the_limit_is_refused_and_never_stored():
    answer = Client().post("/certificates/", bytes(21 << 20), content_type="application/octet-stream")
    assert answer.status_code == 413 and "超过上限 20 MB" in text(answer)


def test_an_address_that_does_not_exist_gets_a_page_with_words():
    answer = Client().get("/nothing-here/")
    assert answer.status_code == 404 and "没有这个页面" in text(answer)


def test_a_form_without_its_token_gets_words():
    answer = Client(enforce_csrf_checks=True).post("/certificates/", {})
    assert answer.status_code == 403 and "页面已过期" in text(answer)


def test_a_fault_of_the_program_shows_words_and_no_traceback(monkeypatch):
    monkeypatch.setattr("liangcai.web.hall.public.home.occupations", lambda: 1 // 0)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500 and "系统出现故障" in text(answer) and "Traceback" not in text(answer)


def test_chinese_comes_first_whatever_the_browser_says():
    assert 'lang="zh-hans"' in text(Client().get("/", headers={"Accept-Language": "en"}))


def test_the_switch_changes_the_language_and_comes_back():
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": "/bodies/"})
    assert answer.headers["Location"] == "/bodies/"
    assert 'lang="en"' in text(client.get("/bodies/"))


def test_the_demonstration_says_what_it_is():
    assert "数据均为生成" not in text(Client().get("/"))
    with override_settings(DEMONSTRATION=True):
        assert "数据均为生成" in text(Client().get("/"))


def test_the_layout_can_be_used_by_keyboard_and_without_scripts():
    shown = text(Client().get("/"))
    assert shown.index('href="#content"') < shown.index("<header")
    assert 'id="content"' in shown and "<script>" not in shown and "onclick" not in shown


def test_five_wrong_passwords_lock_the_account_with_words():
    User.objects.create_user("locked", password="Right-Pass-1", role="expert", display_name="演示专家")
    client = Client()
    for _ in range(5):
        answer = client.post("/sign-in/", {"username": "locked", "password": "wrong"})
    assert answer.status_code == 429 and "暂时锁定" in text(answer)


def test_asking_too_often_is_refused_after_the_limit():
    for _ in range(3):
        count_or_refuse("a-test", 3, 60)
    with pytest.raises(TooManyRequests):
        count_or_refuse("a-test", 3, 60)
    count_or_refuse("another-test", 3, 60)


@pytest.mark.parametrize("site", ["vault", "room"])
def test_the_other_sites_wear_the_same_layout(site):
    with override_settings(SITE=site, ROOT_URLCONF=f"liangcai.config.urls.{site}"):
        shown = text(Client().get("/sign-in/"))
    assert {"vault": "题库工作站", "room": "考场机"}[site] in shown and "证书查询" not in shown
