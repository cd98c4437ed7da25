from __future__ import annotations

import pytest

from liangcai.apps.bridging.actions.check_evidence import check_evidence
from liangcai.apps.bridging.actions.decide_application import decide_application
from liangcai.apps.bridging.actions.record_finding import record_finding
from liangcai.apps.bridging.actions.resubmit_application import resubmit_application
from liangcai.apps.bridging.actions.return_application import return_application
from liangcai.apps.bridging.actions.withdraw_application import withdraw_application
from liangcai.apps.bridging.selectors import applications_visible_to
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.bridging import factories as f

pytestmark = pytest.mark.django_db


def decide(application, actor, granted=True, words="符合"):
    return decide_application(actor=actor, at=f.at("2022-07-10"), application=application, granted=granted, words=words)


def test_the_organisation_checks_every_file_and_another_may_not():
    made = f.submitted()
    checks = {one.public_id: (True, "") for one in made.evidence.all()}
    with pytest.raises(NotPermitted):
        check_evidence(actor=f.body()[1], at=f.at(), application=made, checks=checks)
    with pytest.raises(Refused, match="尚未核验"):
        check_evidence(actor=f.checker(made), at=f.at(), application=made, checks=dict(list(checks.items())[:1]))
    with pytest.raises(Refused, match="须写明理由"):
        check_evidence(actor=f.checker(made), at=f.at(), application=made,
                       checks=dict.fromkeys(checks, (False, "")))  # fmt: skip
    assert check_evidence(actor=f.checker(made), at=f.at(), application=made, checks=checks).state == "checked"


def test_the_province_decides_what_the_rules_give_to_it():
    made = f.checked()
    with pytest.raises(NotPermitted):
        decide(made, f.city())
    assert decide(made, f.province()).state == "granted"
    with pytest.raises(Refused):
        decide(made, f.province())


def test_city_or_county_of_the_place_decide_their_own():
    made = f.checked(facts=f.city_facts(), outcome="二级")
    for stranger in (f.province(), f.city("320600"), f.account("county_centre", "320581")):
        with pytest.raises(NotPermitted):
            decide(made, stranger)
    assert decide(made, f.account("county_centre", "320505")).state == "granted"


def test_false_evidence_cannot_be_granted_but_refused():
    made = f.checked(good=False)
    with pytest.raises(Refused, match="核验不符"):
        decide(made, f.province())
    assert decide(made, f.province(), granted=False, words="材料不符").state == "refused"


def test_a_decision_needs_the_check_before_it_and_reasons():
    made = f.submitted()
    with pytest.raises(Refused):
        decide(made, f.province())
    with pytest.raises(Refused, match="理由"):
        decide(f.checked(made), f.province(), words=" ")


def test_returned_once_with_all_reasons_then_decided():
    made = f.checked(good=False)
    with pytest.raises(Refused, match="全部理由"):
        return_application(actor=f.province(), at=f.at(), application=made, reasons=[" "])
    made = return_application(actor=f.province(), at=f.at(), application=made, reasons=["荣誉证书不清", "缺页"])
    assert made.return_reasons == ["荣誉证书不清", "缺页"]
    with pytest.raises(NotPermitted):
        resubmit_application(actor=f.candidate(), at=f.at(), application=made, evidence=f.files(made.facts))
    with pytest.raises(Refused, match="没有证明材料"):
        resubmit_application(actor=made.candidate, at=f.at(), application=made)
    made = resubmit_application(actor=made.candidate, at=f.at(), application=made, evidence=f.files(made.facts))
    assert made.state == "submitted" and made.evidence.count() == 2
    made = f.checked(made)
    with pytest.raises(Refused) as no:
        return_application(actor=f.province(), at=f.at(), application=made, reasons=["还有"])
    assert no.value.code == "returned_before"
    assert decide(made, f.province()).state == "granted"


def test_withdrawn_evidence_is_free_again_and_only_ones_own_can_be_withdrawn():
    evidence = [f.file("skills", "W"), f.file("honours", "W2")]
    made = f.submitted(evidence=evidence)
    with pytest.raises(NotPermitted):
        withdraw_application(actor=f.candidate(), at=f.at(), application=made)
    assert withdraw_application(actor=made.candidate, at=f.at(), application=made).state == "withdrawn"
    assert f.submitted(evidence=evidence).state == "submitted"


def without_basic_conditions():
    facts = f.title_facts()
    del facts["basic_conditions_met"]
    return f.checked(target="title_review", outcome="中级", series="工程", facts=facts)


@pytest.mark.parametrize("holds", [True, False])
def test_the_basic_conditions_are_recorded_by_the_authority_and_then_count(holds):
    made = without_basic_conditions()
    with pytest.raises(Refused, match="还不能支持"):
        decide(made, f.city())
    record_finding(actor=f.city(), at=f.at(), application=made, rule="001-013", holds=holds, words="经核定")
    if holds:
        assert decide(made, f.city()).state == "granted"
    else:
        with pytest.raises(Refused):
            decide(made, f.city())


def test_findings_are_for_recorded_rules_by_the_authority_with_reasons():
    made = without_basic_conditions()
    with pytest.raises(BadInput):
        record_finding(actor=f.city(), at=f.at(), application=made, rule="001-020", holds=True, words="好")
    with pytest.raises(NotPermitted):
        record_finding(actor=f.city("320600"), at=f.at(), application=made, rule="001-013", holds=True, words="好")
    with pytest.raises(Refused, match="理由"):
        record_finding(actor=f.city(), at=f.at(), application=made, rule="001-013", holds=True, words="")


def test_each_sees_what_lies_within_ones_border():
    made = f.submitted()
    sees = lambda user: applications_visible_to(user).filter(pk=made.pk).exists()  # noqa: E731
    assert sees(made.candidate) and sees(f.checker(made)) and sees(f.city()) and sees(f.province())
    assert not any(map(sees, (f.candidate(), f.body()[1], f.city("320600"), f.account("expert"))))
