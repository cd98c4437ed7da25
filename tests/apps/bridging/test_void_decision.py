from __future__ import annotations

import pytest

from liangcai.apps.bridging.actions.void_decision import void_decision
from liangcai.apps.bridging.models import IntegrityRecord
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.bridging import factories as f

pytestmark = pytest.mark.django_db


def void(application, kind="fraud", actor=None, reason="证书系伪造"):
    return void_decision(actor=actor or f.province(), at=f.at("2023-01-05"), application=application, kind=kind,
                         reason=reason)  # fmt: skip


def test_fraud_voids_records_and_opens_what_rests_on_the_same_evidence():
    shared = f.file("skills", "伪造")
    first = f.granted(evidence=[shared, f.file("honours")])
    second = f.granted(evidence=[shared, f.file("honours")], outcome="二级")
    untouched = f.granted()
    done, opened = void(first)
    assert done.state == "void" and [one.pk for one in opened] == [second.pk]
    second.refresh_from_db()
    untouched.refresh_from_db()
    assert second.state == "reopened" and untouched.state == "granted"
    assert all(one.checked is None for one in second.evidence.all())
    record = IntegrityRecord.objects.get()
    assert record.candidate == first.candidate and str(record.recorded_on) == "2023-01-05"


def test_what_rests_on_the_voided_certificate_opens_even_at_second_hand():
    first = f.granted("JD001")
    second = f.granted("JD002", outcome="二级",
                       evidence=[f.file("skills", certificate_number="JD001"), f.file("honours")])  # fmt: skip
    third = f.granted(evidence=[f.file("skills", certificate_number="JD002"), f.file("honours")])
    _, opened = void(first, kind="procedure")
    assert {one.pk for one in opened} == {second.pk, third.pk}


def test_an_irregular_procedure_says_nothing_against_the_evidence():
    shared = f.file("skills", "真实")
    first = f.granted(evidence=[shared, f.file("honours")])
    f.granted(evidence=[shared, f.file("honours")], outcome="二级")
    assert void(first, kind="procedure")[1] == []


def test_a_reopened_decision_is_checked_and_decided_again():
    shared = f.file("skills", "伪造")
    first, second = (f.granted(evidence=[shared, f.file("honours")], outcome=level) for level in ("一级", "二级"))
    void(first)
    second.refresh_from_db()
    assert f.checked(second, good=False).state == "checked"


def test_only_the_province_voids_only_what_was_granted_and_with_reasons():
    made = f.granted()
    with pytest.raises(NotPermitted):
        void(made, actor=f.city())
    with pytest.raises(Refused, match="理由"):
        void(made, reason=" ")
    with pytest.raises(BadInput):
        void(made, kind="other")
    with pytest.raises(Refused):
        void(f.submitted())
    assert not IntegrityRecord.objects.exists()
