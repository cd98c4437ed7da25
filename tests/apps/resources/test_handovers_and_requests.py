import pytest

from liangcai.apps.resources.actions.decline_support import decline_support
from liangcai.apps.resources.actions.give_feedback import give_feedback
from liangcai.apps.resources.actions.hand_over_bank import hand_over_bank
from liangcai.apps.resources.actions.propose_national_revision import propose_national_revision
from liangcai.apps.resources.actions.record_handover_receipt import record_handover_receipt
from liangcai.apps.resources.actions.record_maturity import CRITERIA, record_maturity
from liangcai.apps.resources.actions.request_support import request_support
from liangcai.apps.resources.models import Handover, ItemBankRecord
from liangcai.apps.resources.selectors import handovers_visible_to, support_requests_visible_to
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
FORM = {"用途说明": "演示批次"}


@pytest.fixture
def bank(db) -> ItemBankRecord:
    return ItemBankRecord.objects.create(kind="skill_level", standard=f.national_standard(), occupation_code=f.WEAVER[0],
                                         occupation_name=f.WEAVER[1], published_on=f.at("2021-07-01").date())  # fmt: skip


def hand_over(bank, **extra):
    arguments = {"actor": f.province(), "at": f.at("2021-08-12"), "bank": bank, "receiver": "演示工作站",
                 "slip_number": "JJ-1", "package_sha256": f.SHA}  # fmt: skip
    return hand_over_bank(**(arguments | extra))


def refused(act, **arguments) -> str:
    with pytest.raises(Refused) as no:
        act(**arguments)
    return no.value.code


@pytest.mark.parametrize(("digest", "goes"), [("ab" * 32, True), ("ab" * 31, False), ("AB" * 32, False), ("zz" * 32, False)])
def test_a_slip_carries_a_digest(bank, digest, goes):
    if goes:
        assert hand_over(bank, package_sha256=digest).package_sha256 == digest
    else:
        assert refused(hand_over, bank=bank, package_sha256=digest) == "bad_digest"


def test_only_what_is_in_force_is_handed_over(bank):
    bank.state = "to_be_revised"
    bank.save()
    assert refused(hand_over, bank=bank) == "bank_not_in_force"


def test_a_slip_number_is_used_once(bank):
    hand_over(bank)
    assert refused(hand_over, bank=bank) == "slip_known"
    assert Handover.objects.count() == 1


def test_a_receipt_with_another_digest_is_refused(bank):
    handover = hand_over(bank)
    arguments = {"actor": f.province(), "at": f.at("2021-08-13"), "handover": handover}
    assert refused(record_handover_receipt, **arguments, receipt={"package_sha256": "cd" * 32}) == "digest_differs"
    assert refused(record_handover_receipt, **arguments, receipt={}) == "bad_receipt"
    record_handover_receipt(**arguments, receipt={"package_sha256": f.SHA})
    assert refused(record_handover_receipt, **arguments, receipt={"package_sha256": f.SHA}) == "receipt_known"


def test_the_receiving_body_gives_its_receipt_and_sees_its_slip_a_neighbour_does_not(bank):
    made, user = f.body("third_party", "320500")
    neighbour = f.body("third_party", "320500")[1]
    handover = hand_over(bank, receiver_body=made)
    assert list(handovers_visible_to(user)) == [handover] and not handovers_visible_to(neighbour)
    arguments = {"at": f.at("2021-08-13"), "handover": handover, "receipt": {"package_sha256": f.SHA}}
    assert refused(record_handover_receipt, actor=neighbour, **arguments) == "other_body"
    assert record_handover_receipt(actor=user, **arguments).receipt


def test_a_request_is_granted_by_a_hand_over(bank):
    made, user = f.body("third_party", "320500")
    asked = request_support(actor=user, at=f.at("2021-08-01"), body=made, bank=bank, form=FORM)
    handover = hand_over(bank, request=asked, receiver_body=made)
    asked.refresh_from_db()
    assert (asked.state, asked.handover) == ("granted", handover)
    assert refused(hand_over, bank=bank, request=asked, slip_number="JJ-2") == "request_closed"
    assert Handover.objects.count() == 1


def test_a_request_names_its_purpose_and_is_made_once(bank):
    made, user = f.body("third_party", "320500")
    arguments = {"actor": user, "at": f.at("2021-08-01"), "body": made, "bank": bank}
    assert refused(request_support, **arguments, form={}) == "purpose_needed"
    request_support(**arguments, form=FORM)
    assert refused(request_support, **arguments, form=FORM) == "request_open"
    with pytest.raises(NotPermitted):
        request_support(**(arguments | {"actor": f.body()[1]}), form=FORM)


def test_a_no_has_its_reason_and_ends_the_request(bank):
    made, user = f.body("third_party", "320500")
    asked = request_support(actor=user, at=f.at("2021-08-01"), body=made, bank=bank, form=FORM)
    arguments = {"actor": f.province(), "at": f.at("2021-08-02"), "request": asked}
    assert refused(decline_support, **arguments, reason="") == "reason_needed"
    assert decline_support(**arguments, reason="用途不符").state == "declined"
    assert refused(decline_support, **arguments, reason="用途不符") == "request_closed"
    assert list(support_requests_visible_to(user)) == [asked]
    assert not support_requests_visible_to(f.city())


def test_feedback_is_kept_with_the_resource(bank):
    made, user = f.body("third_party")
    note = give_feedback(actor=user, at=f.at("2021-09-01"), resource=bank, text="题量偏少")
    assert (note.bank, note.body) == (bank, made)
    assert refused(give_feedback, actor=user, at=f.at("2021-09-01"), resource=bank, text=" ") == "text_needed"


def test_revising_a_national_standard_needs_the_ministry_first(bank):
    arguments = {"actor": f.province(), "at": f.at("2021-09-01"), "standard": bank.standard, "grounds": "演示"}
    assert refused(propose_national_revision, **arguments, consent_number="", consent_on=None) == "ministry_consent"
    assert propose_national_revision(**arguments, consent_number="演示函", consent_on=f.at("2021-09-01").date())


def test_maturity_is_judged_on_all_four_criteria(bank):
    words = dict.fromkeys(CRITERIA, "演示判断")
    arguments = {"actor": f.province(), "at": f.at("2021-09-01"), "resource": bank, "reported_number": "演示报1号"}
    assert record_maturity(**arguments, judgements=words) == bank
    assert refused(record_maturity, **arguments, judgements=words | {"content": ""}) == "judgements_missing"
    with pytest.raises(BadInput):
        record_maturity(**arguments, judgements=words | {"beauty": "好"})
