"""A confirmed filing: suspended, resumed, withdrawn; renewed or changed while it goes on holding."""

from datetime import date

import pytest

from liangcai.apps.notices.models import Notice
from liangcai.apps.organizations.actions.confirm_filing import confirm_filing
from liangcai.apps.organizations.actions.renew_filing import renew_filing
from liangcai.apps.organizations.actions.resume_filing import resume_filing
from liangcai.apps.organizations.actions.revise_filing import revise_filing
from liangcai.apps.organizations.actions.submit_filing import submit_filing
from liangcai.apps.organizations.actions.suspend_filing import suspend_filing
from liangcai.apps.organizations.actions.withdraw_filing import withdraw_filing
from liangcai.apps.organizations.filing_changes import changes_between
from liangcai.apps.organizations.models import Filing
from liangcai.apps.organizations.selectors import filings_expiring, published_filings
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def step(action, filing, actor=None, reason="场地整改"):
    return action(actor=actor or f.city(), at=f.at("2022-03-01"), filing=filing, reason=reason)


@pytest.mark.parametrize(("steps", "state"), [
    ([suspend_filing], "suspended"), ([suspend_filing, resume_filing], "confirmed"), ([withdraw_filing], "withdrawn"),
    ([suspend_filing, withdraw_filing], "withdrawn"),
])  # fmt: skip
def test_the_city_suspends_resumes_and_withdraws_and_the_body_is_told(steps, state):
    filing = f.confirmed()
    before = Notice.objects.count()
    for action in steps:
        filing = step(action, filing)
    assert filing.state == state
    assert Notice.objects.count() == before + len(steps) and "场地整改" in Notice.objects.latest("pk").text


@pytest.mark.parametrize(("first", "then"), [(None, resume_filing), (suspend_filing, suspend_filing),
                                             (withdraw_filing, resume_filing), (withdraw_filing, withdraw_filing)])  # fmt: skip
def test_a_step_out_of_turn_is_refused_and_nothing_is_written(first, then):
    filing = step(first, f.confirmed()) if first else f.confirmed()
    with pytest.raises(Refused) as no:
        step(then, filing)
    assert no.value.code == "wrong_state"
    assert f.entries(then.__name__) == (1 if first is then else 0)


def test_a_reason_is_needed_and_the_county_and_other_cities_have_no_say():
    filing = f.confirmed()
    with pytest.raises(Refused) as no:
        step(suspend_filing, filing, reason=" ")
    assert no.value.code == "reason_needed"
    for actor in (f.county(), f.city(f.OTHER_CITY), f.worker(filing.body)):
        with pytest.raises(NotPermitted):
            step(suspend_filing, filing, actor)


def test_a_suspended_filing_is_not_in_the_directory():
    filing = f.confirmed()
    assert published_filings(date(2022, 3, 1)).exists()
    step(suspend_filing, filing)
    assert not published_filings(date(2022, 3, 1)).exists()


def renewed(filing, purpose="renewal", actor=None):
    return renew_filing(actor=actor or f.worker(filing.body), at=f.at("2024-06-01"), filing=filing, purpose=purpose)


def test_a_renewal_starts_from_the_filing_which_holds_until_the_new_one_does():
    filing = f.confirmed()
    draft = renewed(filing)
    assert (draft.state, draft.follows, draft.form) == ("draft", filing, filing.form)
    assert (draft.scopes.count(), draft.documents.count()) == (filing.scopes.count(), filing.documents.count())
    assert changes_between(filing, draft) == []
    assert published_filings(date(2024, 6, 2)).get() == filing


@pytest.mark.parametrize(("valid_from", "old_ends"), [(date(2024, 7, 1), date(2024, 6, 30)),
                                                      (date(2024, 9, 9), date(2024, 9, 8)),
                                                      (date(2024, 9, 10), date(2024, 9, 9)),
                                                      (date(2024, 12, 1), date(2024, 9, 9))])  # fmt: skip
def test_when_the_new_one_is_confirmed_the_old_one_ends_the_day_before(valid_from, old_ends):
    filing = f.confirmed()  # until 2024-09-09
    draft = renewed(filing)
    submit_filing(actor=f.worker(filing.body), at=f.at("2024-06-02"), filing=draft)
    confirm_filing(actor=f.city(), at=f.at("2024-06-20"), filing=f.with_opinion(draft), opinion="予以备案",
                   filing_number="备新", valid_from=valid_from, valid_to=date(2027, 9, 9))  # fmt: skip
    filing.refresh_from_db()
    assert (filing.state, filing.valid_to) == ("confirmed", old_ends)


def test_a_successor_cannot_begin_before_what_it_follows():
    filing = f.confirmed()
    draft = renewed(filing)
    submit_filing(actor=f.worker(filing.body), at=f.at("2024-06-02"), filing=draft)
    with pytest.raises(Refused) as no:
        confirm_filing(actor=f.city(), at=f.at("2024-06-20"), filing=f.with_opinion(draft), opinion="予以备案",
                       filing_number="备新", valid_from=f.VALID_FROM, valid_to=date(2027, 9, 9))  # fmt: skip
    assert no.value.code == "before_followed"


def test_only_one_successor_is_under_way_and_only_the_body_begins_it():
    filing = f.confirmed()
    with pytest.raises(NotPermitted):
        renewed(filing, actor=f.worker(f.body()))
    renewed(filing, "change")
    with pytest.raises(Refused) as no:
        renewed(filing)
    assert no.value.code == "successor_open" and "变更" in no.value.message
    assert Filing.objects.count() == 2


def test_a_draft_cannot_be_renewed_and_a_purpose_must_be_known():
    with pytest.raises(Refused) as no:
        renewed(f.drafted())
    assert no.value.code == "filing_not_confirmed"
    with pytest.raises(BadInput):
        renewed(f.confirmed(), "first")


def test_what_a_change_alters_is_said_field_by_field():
    filing = f.confirmed()
    draft = renewed(filing, "change")
    form = {**filing.form, "address": "新址", "equipment": [{"名称": "显微镜", "数量": "3"}]}
    revise_filing(actor=f.worker(filing.body), at=f.at("2024-06-02"), filing=draft, form=form,
                  scopes=[{**f.SCOPE, "places": 45}], documents=[{"kind": "venue_picture", "name": "新考场.jpg"}])  # fmt: skip
    draft.refresh_from_db()
    changed = {label: now for label, _old, now in changes_between(filing, draft)}
    assert changed["详细地址"] == "新址" and changed["操作考核用主要设备设施情况"] == "显微镜 3"
    assert "45" in changed["备案范围"] and "新考场.jpg" in changed["材料"]
    assert set(changed) == {"详细地址", "操作考核用主要设备设施情况", "备案范围", "材料"}


@pytest.mark.parametrize(("day", "soon"), [(date(2024, 6, 10), False), (date(2024, 6, 11), True), (date(2024, 9, 9), True),
                                           (date(2024, 9, 10), False)])  # fmt: skip
def test_a_filing_is_called_up_ninety_days_before_its_end(day, soon):
    filing = f.confirmed()
    assert filings_expiring(Filing.objects.all(), day, 90).exists() is soon
    renewed(filing)
    assert not filings_expiring(Filing.objects.all(), day, 90).exists()
