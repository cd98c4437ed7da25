"""Writing, blind review, settlement, proofreading, use: who may, what is kept, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from liangcai.apps.audit.models import Entry
from liangcai.apps.item_bank.actions.assign_reviewers import assign_reviewers
from liangcai.apps.item_bank.actions.give_review import give_review
from liangcai.apps.item_bank.actions.proofread_item import proofread_item
from liangcai.apps.item_bank.actions.put_items_in_use import put_items_in_use
from liangcai.apps.item_bank.actions.record_pledge import record_pledge
from liangcai.apps.item_bank.actions.rest_items import rest_items
from liangcai.apps.item_bank.actions.retire_items import retire_items
from liangcai.apps.item_bank.actions.revise_item import revise_item
from liangcai.apps.item_bank.actions.settle_item import settle_item
from liangcai.apps.item_bank.actions.submit_items import submit_items
from liangcai.apps.item_bank.actions.view_item import view_item
from liangcai.apps.item_bank.engine_io import parsed_of, row_of
from liangcai.apps.item_bank.models import Item, ItemReview, ItemVersion
from liangcai.apps.item_bank.selectors import (
    opinions,
    reviews_waiting_for,
    waiting_for_proofreading,
    waiting_for_reviewers,
    waiting_for_settlement,
)
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from tests.apps.custody.factories import AT, account, custodian
from tests.apps.item_bank.factories import KEY, bank, draft, item, pledged, review_of, submitted
from tests.engines.item_files.samples import case, practical

pytestmark = pytest.mark.django_db


def reviewed(verdicts, comment="题干有歧义"):
    """An item whose two reviewers said `verdicts`, with its people."""
    written, author, one, two = submitted(bank())
    for reviewer, verdict in zip((one, two), verdicts, strict=True):
        give_review(actor=reviewer, at=AT, review=review_of(written, reviewer), verdict=verdict, comment=comment, key=KEY)
    written.refresh_from_db()
    return written, author, one, two


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True)])
def test_a_writer_needs_a_pledge_that_has_begun(days, allowed):
    author = pledged("item_writer", on=AT.date())
    act = lambda: draft_at(author, AT + timedelta(days=days))  # noqa: E731
    assert act() if allowed else refused(act, "no_pledge")


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (1, False)])
def test_a_pledge_ends_with_its_last_day(days, allowed):
    author = pledged("item_writer", ended_on=AT.date())
    act = lambda: draft_at(author, AT + timedelta(days=days))  # noqa: E731
    assert act() if allowed else refused(act, "no_pledge")


def draft_at(author, at):
    from liangcai.apps.item_bank.actions.write_item import write_item

    return write_item(actor=author, at=at, bank=bank(), row=item(1), key=KEY)


def refused(act, code):
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code
    return True


@pytest.mark.parametrize("role", ["custodian", "item_reviewer", "system_admin"])
def test_nobody_but_a_writer_writes(role):
    with pytest.raises(NotPermitted):
        draft(account(role), bank())
    assert not Item.objects.exists()


def test_a_pledge_is_entered_for_item_people_only_and_never_ahead_of_its_day():
    actor = custodian()
    refused(lambda: record_pledge(actor=actor, at=AT, user=account("custodian"), pledged_on=date(2021, 1, 1)), "not_item_account")
    writer = account("item_writer")
    refused(lambda: record_pledge(actor=actor, at=AT, user=writer, pledged_on=AT.date() + timedelta(days=1)), "pledge_days")
    refused(lambda: record_pledge(actor=actor, at=AT, user=writer, pledged_on=AT.date(), ended_on=date(2021, 1, 1)), "pledge_days")


def test_every_type_of_content_is_kept_sealed_and_comes_back_whole():
    author, made = pledged("item_writer"), bank()
    for sample in (case(), practical()):
        sample = replace(sample, point="A-A-A-001", scope="A-A-A")
        written = draft_row(author, made, row_of(sample))
        content = view_item(actor=author, at=AT, item=written, key=KEY)
        assert replace(parsed_of(written, content), importance=sample.importance) == sample
        with connection.cursor() as cursor:
            cursor.execute("select sealed_content from item_bank_item where id = %s", [written.pk])
            assert "电动机".encode() not in bytes(cursor.fetchone()[0])


def draft_row(author, made, row):
    from liangcai.apps.item_bank.actions.write_item import write_item

    return write_item(actor=author, at=AT, bank=made, row=row, key=KEY)


@pytest.mark.parametrize(("changes", "words"), [
    ({"answer": "AB"}, "单选题有 2 个答案"), ({"answer": "E"}, "不在选项"), ({"item_number": ""}, "空"), ({"stem": ""}, "空"),
])  # fmt: skip
def test_a_draft_must_not_contradict_its_type(changes, words):
    with pytest.raises(RowErrors) as no:
        draft(pledged("item_writer"), bank(), **changes)
    assert words in str(no.value.errors) and not Item.objects.exists()


def test_a_revision_is_a_new_version_and_the_old_one_can_still_be_read():
    author, made = pledged("item_writer"), bank()
    written = draft(author, made, stem="旧题干，接地的作用是什么")
    revise_item(actor=author, at=AT, item=written, row=item(1, stem="新题干，接地的作用是什么"), key=KEY, version=1)
    written.refresh_from_db()
    now, before = (view_item(actor=author, at=AT, item=written, key=KEY, version=v)["stem"] for v in (None, 1))
    assert (written.version, now[:3], before[:3]) == (2, "新题干", "旧题干")
    assert ItemVersion.objects.get().sealed_content and Entry.objects.filter(action="view_item").count() == 2


def test_a_revision_never_writes_over_a_newer_version():
    author, made = pledged("item_writer"), bank()
    written = draft(author, made)
    revise_item(actor=author, at=AT, item=written, row=item(1, stem="先保存的一版题干"), key=KEY, version=1)
    refused(lambda: revise_item(actor=author, at=AT, item=written, row=item(1, stem="后保存的一版题干"), key=KEY, version=1), "newer_version")
    refused(lambda: revise_item(actor=author, at=AT, item=written, row=item(1, stem="先保存的一版题干"), key=KEY, version=2), "nothing_changed")
    refused(lambda: view_item(actor=author, at=AT, item=written, key=KEY, version=9), "no_such_version")


def test_another_writer_neither_reads_nor_changes_it():
    author, other, made = pledged("item_writer"), pledged("item_writer"), bank()
    written = draft(author, made)
    refused(lambda: view_item(actor=other, at=AT, item=written, key=KEY), "not_author")
    refused(lambda: revise_item(actor=other, at=AT, item=written, row=item(1, stem="别人改的题干"), key=KEY, version=1), "not_author")


def test_an_unfinished_item_is_not_submitted_and_each_gap_is_named():
    author, made = pledged("item_writer"), bank()
    row = row_of(replace(practical(), task=None, point="A-A-A-001", answer="见评分表"))
    written = [draft_row(author, made, row), draft(author, made, 4)]
    with pytest.raises(RowErrors, match="没有写完") as no:
        submit_items(actor=author, at=AT, items=written, key=KEY)
    assert "评分表" in str(no.value.errors)
    assert set(Item.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize(("weight", "fits"), [(24.5, True), (24.0, False), (25.0, False)])
def test_a_scoring_sheet_totals_one_hundred(weight, fits):
    sample = practical()
    criteria = (*sample.task.criteria[:2], replace(sample.task.criteria[2], weight=weight))
    row = row_of(replace(sample, task=replace(sample.task, criteria=criteria), point="A-A-A-001"))
    if fits:
        assert draft_row(pledged("item_writer"), bank(), row)
    else:
        with pytest.raises(RowErrors, match="未保存"):
            draft_row(pledged("item_writer"), bank(), row)


def test_two_who_agree_move_the_item_on_without_a_third():
    assert reviewed(("accept", "accept"))[0].state == "settled"
    assert Entry.objects.filter(action="give_review").count() == 2


@pytest.mark.parametrize(("verdict", "state"), [("revise", "draft"), ("reject", "retired")])
def test_two_who_send_it_back_or_reject_it_are_followed(verdict, state):
    assert reviewed((verdict, verdict))[0].state == state


def test_where_two_differ_a_third_decides_and_only_a_third():
    written, author, one, _two = reviewed(("accept", "revise"))
    third = pledged("item_reviewer")
    assert written.state == "in_review"
    assert [i.pk for i in waiting_for_settlement(third)] == [written.pk] and not waiting_for_settlement(one)
    given = {"at": AT, "item": written, "verdict": "accept", "comment": "", "key": KEY}
    refused(lambda: settle_item(actor=one, **given), "third_person")
    with pytest.raises(NotPermitted):
        settle_item(actor=author, **given)
    assert settle_item(actor=third, **given).state == "settled"
    refused(lambda: settle_item(actor=pledged("item_reviewer"), **given), "not_open")


def test_nothing_is_settled_while_an_opinion_is_missing():
    written, _author, one, _two = submitted(bank())
    give_review(actor=one, at=AT, review=review_of(written, one), verdict="accept", comment="", key=KEY)
    third = pledged("item_reviewer")
    assert not waiting_for_settlement(third)
    refused(lambda: settle_item(actor=third, at=AT, item=written, verdict="accept", comment="", key=KEY), "reviews_missing")


def test_a_review_is_blind_until_both_are_in():
    written, _author, one, two = submitted(bank())
    give_review(actor=one, at=AT, review=review_of(written, one), verdict="reject", comment="绝密意见", key=KEY)
    assert opinions(written, 1, KEY) == []
    said = Entry.objects.filter(action="give_review").get().facts
    assert "reject" not in str(said) and "绝密" not in str(said)
    assert "绝密意见".encode() not in bytes(review_of(written, one).sealed_opinion)
    give_review(actor=two, at=AT, review=review_of(written, two), verdict="accept", comment="", key=KEY)
    assert [o["verdict"] for o in opinions(written, 1, KEY)] == ["reject", "accept"]


def test_an_opinion_is_given_once_by_the_one_it_was_asked_of():
    written, author, one, two = submitted(bank())
    given = {"at": AT, "verdict": "accept", "comment": "", "key": KEY}
    refused(lambda: give_review(actor=two, review=review_of(written, one), **given), "not_assigned")
    give_review(actor=one, review=review_of(written, one), **given)
    refused(lambda: give_review(actor=one, review=review_of(written, one), **given), "already_given")
    assert not reviews_waiting_for(one) and reviews_waiting_for(two).count() == 1
    with pytest.raises(NotPermitted):
        give_review(actor=author, review=review_of(written, two), **given)


@pytest.mark.parametrize("verdict", ["revise", "reject"])
def test_a_no_needs_its_reason(verdict):
    written, _author, one, _two = submitted(bank())
    with pytest.raises(BadInput, match="理由"):
        give_review(actor=one, at=AT, review=review_of(written, one), verdict=verdict, comment=" ", key=KEY)


def test_reviewers_are_two_pledged_people_of_whom_none_wrote_the_item():
    author, made, actor = pledged("item_writer"), bank(), custodian()
    one, expired = pledged("item_reviewer"), pledged("item_reviewer", ended_on=AT.date() - timedelta(days=1))
    written = draft(author, made)
    give = lambda *people: assign_reviewers(actor=actor, at=AT, items=[written], reviewers=people)  # noqa: E731
    refused(lambda: give(one, pledged("item_reviewer")), "not_waiting")
    submit_items(actor=author, at=AT, items=[written], key=KEY)
    refused(lambda: give(one, one), "two_reviewers")
    refused(lambda: give(one, expired), "no_pledge")
    Item.objects.filter(pk=written.pk).update(author=one)
    refused(lambda: give(one, pledged("item_reviewer")), "own_item")
    Item.objects.filter(pk=written.pk).update(author=author)
    assert waiting_for_reviewers(made).count() == 1
    give(one, pledged("item_reviewer"))
    assert not waiting_for_reviewers(made)
    refused(lambda: give(one, pledged("item_reviewer")), "not_waiting")


def test_who_wrote_an_earlier_version_does_not_review_a_later_one():
    written, _author, one, _two = reviewed(("revise", "revise"))
    ItemVersion.objects.create(item=written, version=99, type=written.type, point=written.point, sealed_content=b"x", author=one,
                               replaced_at=AT)  # fmt: skip
    refused(lambda: proofread_item(actor=one, at=AT, item=written, verdict="accept", comment="", key=KEY), "own_item")


def test_a_revised_item_is_reviewed_anew():
    written, author, one, two = reviewed(("revise", "revise"))
    revise_item(actor=author, at=AT, item=written, row=item(1, stem="改过之后的新题干"), key=KEY, version=1)
    submit_items(actor=author, at=AT, items=[written], key=KEY)
    assert not reviews_waiting_for(one)
    assign_reviewers(actor=custodian(), at=AT, items=[written], reviewers=[one, two])
    assert reviews_waiting_for(one).count() == 1 and ItemReview.objects.count() == 4


def test_from_proofreading_into_use_rest_and_retirement():
    written, author, one, _two = reviewed(("accept", "accept"))
    actor = custodian()
    refused(lambda: put_items_in_use(actor=actor, at=AT, items=[written]), "wrong_state")
    assert not waiting_for_proofreading(author) and waiting_for_proofreading(one).count() == 1
    proofread_item(actor=one, at=AT, item=written, verdict="accept", comment="", key=KEY)
    put_items_in_use(actor=actor, at=AT, items=[written])
    refused(lambda: revise_item(actor=author, at=AT, item=written, row=item(1, stem="使用中不能改的题干"), key=KEY, version=1), "wrong_state")
    rest_items(actor=actor, at=AT, items=[written])
    put_items_in_use(actor=actor, at=AT, items=[written])
    refused(lambda: retire_items(actor=actor, at=AT, items=[written], reason=" "), "reason_missing")
    assert retire_items(actor=actor, at=AT, items=[written], reason="标准已变") == 1
    refused(lambda: put_items_in_use(actor=actor, at=AT, items=[written]), "wrong_state")
    with pytest.raises(NotPermitted):
        retire_items(actor=author, at=AT, items=[written], reason="x")


def test_a_selection_moves_as_a_whole_or_not_at_all():
    written, _author, one, _two = reviewed(("accept", "accept"))
    proofread_item(actor=one, at=AT, item=written, verdict="accept", comment="", key=KEY)
    other = draft(pledged("item_writer"), written.bank, 4)
    refused(lambda: put_items_in_use(actor=custodian(), at=AT, items=[written, other]), "wrong_state")
    assert set(Item.objects.values_list("state", flat=True)) == {"reviewed", "draft"}


def test_a_fault_found_in_proofreading_sends_the_item_back_to_its_author():
    written, _author, one, _two = reviewed(("accept", "accept"))
    assert proofread_item(actor=one, at=AT, item=written, verdict="revise", comment="错字", key=KEY).state == "draft"
    with pytest.raises(BadInput):
        proofread_item(actor=one, at=AT, item=written, verdict="reject", comment="x", key=KEY)


def test_a_reviewer_reads_only_what_was_given_to_him():
    written, _author, one, _two = submitted(bank())
    assert view_item(actor=one, at=AT, item=written, key=KEY)["stem"]
    refused(lambda: view_item(actor=pledged("item_reviewer"), at=AT, item=written, key=KEY), "not_assigned")
