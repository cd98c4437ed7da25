"""Assessors mark on the spot."""

from __future__ import annotations

import pytest

from liangcai.apps.accounts.models import User
from liangcai.apps.marking.models import AssessorScore
from tests.apps.marking.factories import on_panel, scored
from tests.apps.sittings.factories import practical
from tests.web.client import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.room")]
SHEET = {"criterion_0": "35", "criterion_1": "30.5", "criterion_2": "20"}


def on_duty(sitting, card="演示-07", is_leader=False):
    """A client whose account has its place on the panel."""
    client = signed_in("assessor", name="演示考评员07")
    on_panel(sitting, User.objects.latest("pk"), card, is_leader)
    return client


def sheet_of(sitting) -> str:
    return f"/examine/{sitting.public_id}/{sitting.seats.get().pk}/"


def test_an_assessor_finds_the_candidate_and_the_full_marks():
    sitting = practical()
    client = on_duty(sitting)
    assert f"/examine/{sitting.public_id}/" in text(client.get("/examine/"))
    assert sheet_of(sitting) in text(client.get(f"/examine/{sitting.public_id}/"))
    page = text(client.get(sheet_of(sitting)))
    assert "操作规范（满分 40）" in page and "安全文明（满分 20）" in page


def test_marks_are_entered_once_and_carry_the_card_of_the_account():
    sitting = practical(2)
    client = on_duty(sitting, is_leader=True)
    first, second = (f"/examine/{sitting.public_id}/{s.pk}/" for s in sitting.seats.all())
    assert client.post(first, SHEET | {"assessor_card": "他人的卡"}).status_code == 302
    score = AssessorScore.objects.get()
    assert (str(score.score), score.is_leader, score.criteria["作业质量"]) == ("85.50", True, "30.5")
    assert (score.assessor_card, score.assessor_name) == ("演示-07", "演示考评员07")
    assert "演示-07" in text(client.get(second))
    again = client.post(first, SHEET)
    assert again.status_code == 409 and "已对该考生评分" in text(again) and AssessorScore.objects.count() == 1


@pytest.mark.parametrize(("mark", "word"), [
    ("40", ""), ("40.01", "应在 0 至 40 之间"), ("-1", "应在 0 至 40 之间"), ("很好", "不是数"), ("", "必填"),
])  # fmt: skip
def test_a_mark_beyond_the_full_marks_is_refused_with_words_and_stays_typed(mark, word):
    sitting = practical()
    client = on_duty(sitting)
    answer = client.post(sheet_of(sitting), SHEET | {"criterion_0": mark})
    if word:
        assert answer.status_code in (409, 422) and word in text(answer) and AssessorScore.objects.count() == 0
        assert 'value="30.5"' in text(answer)
    else:
        assert answer.status_code == 302


def test_what_others_gave_is_seen_only_after_ones_own():
    sitting = practical()
    client = on_duty(sitting)
    scored(sitting.seats.get(), card="演示-01")
    page = text(client.get(sheet_of(sitting)))
    assert "演示考评员01" in page and "70.00" not in page
    client.post(sheet_of(sitting), SHEET)
    assert "70.00" in text(client.get(sheet_of(sitting)))


@pytest.mark.parametrize("role", ["invigilator", "system_admin"])
def test_nobody_else_marks(role):
    sitting, client = practical(), signed_in(role)
    assert client.post(sheet_of(sitting), SHEET).status_code == 403


def test_the_list_costs_the_same_for_many(django_assert_max_num_queries):
    sitting, client = practical(30), signed_in("assessor")
    with django_assert_max_num_queries(9):
        assert client.get(f"/examine/{sitting.public_id}/").status_code == 200


def test_an_assessor_whose_card_nobody_saw_cannot_mark():
    sitting, client = practical(), signed_in("assessor")
    assert "您还不在本场考评小组中" in text(client.get(sheet_of(sitting)))
    answer = client.post(sheet_of(sitting), SHEET)
    assert answer.status_code == 403 and "不在本场考评小组中" in text(answer) and not AssessorScore.objects.exists()
