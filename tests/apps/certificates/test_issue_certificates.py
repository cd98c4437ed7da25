"""Certificates: for those who passed and nobody else, from stock, gapless, by the one who evaluates."""

from datetime import date
from decimal import Decimal

import pytest

from liangcai.apps.certificates.actions.correct_score import correct_score
from liangcai.apps.certificates.actions.issue_blank_stock import issue_blank_stock
from liangcai.apps.certificates.actions.revoke_certificate import revoke_certificate
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.numbering import level_prefix
from liangcai.apps.certificates.selectors import blanks_left, certificates_visible_to
from liangcai.apps.results.actions.answer_score_review import answer_score_review
from liangcai.apps.results.actions.ask_score_review import ask_score_review
from liangcai.apps.results.models import Tally
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.certificate_token import read_token
from liangcai.kernel.refusals import NotPermitted, Refused
from tests.apps.bridging import factories as bridging

from . import factories as f

pytestmark = pytest.mark.django_db


def refused(plan, **more) -> Refused:
    with pytest.raises(Refused) as no:
        f.issue(plan, **more)
    assert f.entries("issue_certificates") == 0 and not Certificate.objects.exists()
    return no.value


def test_nobody_without_a_passing_record_gets_one():
    f.stock()
    plan = f.seated(count=3)
    f.published(plan, f.marks(plan, lambda n, s: {0: "60", 1: "59.5", 2: "59.5" if s == "theory" else "100"}[n]))
    certificates = f.issue(plan)
    assert [c.registration.place.ticket_number for c in certificates] == [f.tickets(plan)[0]]
    assert f.entries("issue_certificates") == 1


def test_a_plan_where_nobody_passed_certifies_nobody():
    f.stock()
    plan = f.seated()
    f.published(plan, f.marks(plan, lambda n, s: "59.5"))
    assert refused(plan).code == "nobody_to_certify"


def test_results_come_first():
    f.stock()
    assert refused(f.checked().plan).citation.rule == "004-050"


def test_the_signature_holds_and_the_document_is_stored():
    certificate = f.issued()[0]
    claims = read_token(certificate.token, published_keys()).claims
    assert (claims.certificate_number, claims.level) == (certificate.certificate_number, "")
    assert certificate.document.read(5) == b"%PDF-"


def test_nobody_is_certified_twice():
    certificates = f.issued()
    with pytest.raises(Refused) as no:
        f.issue(certificates[0].registration.plan)
    assert (no.value.code, Certificate.objects.count()) == ("nobody_to_certify", 3)


def test_numbers_are_gapless_over_plans_and_refusals():
    f.stock(4)
    first = f.seated(count=2)
    f.published(first)
    f.issue(first)
    second = f.seated(count=3, plan=f.planned(sessions=f.sessions("2021-12-12")))
    f.published(second)
    with pytest.raises(Refused):
        f.issue(second)
    f.stock(1)
    f.issue(second)
    numbers = [c.certificate_number for c in Certificate.objects.order_by("certificate_number")]
    assert numbers == [f"ZX{first.region_code}2021{n:06d}" for n in range(1, 6)]


@pytest.mark.parametrize("count, fits", [(2, False), (3, True)])
def test_blanks_suffice_or_nobody_gets_one(count, fits):
    f.stock(count)
    plan = f.published().plan
    if fits:
        assert len(f.issue(plan)) == 3
        assert blanks_left(f.CITY) == 0
    else:
        no = refused(plan)
        assert (no.code, no.citation.rule, blanks_left(f.CITY)) == ("blanks_short", "004-043", 2)


def test_another_citys_blanks_are_not_used():
    f.stock(100, f.OTHER_CITY)
    assert refused(f.published().plan).code == "blanks_short"


@pytest.mark.parametrize("actor", ["county", "other_city", "body", "province"])
def test_only_the_own_city_issues_special_ability_certificates(actor):
    f.stock()
    plan = f.published().plan
    who = {"county": f.county, "other_city": lambda: f.city(f.OTHER_CITY), "province": f.province,
           "body": lambda: f.worker(plan.body)}[actor]()  # fmt: skip
    assert isinstance(refused(plan, actor=who), NotPermitted)


def test_the_evaluating_body_and_no_centre_issues_level_certificates():
    plan = f.published().plan
    plan.kind, plan.level = "skill_level", "四级"
    plan.save()
    plan.body.kind = "school"
    plan.body.save()
    assert refused(plan, actor=f.city()).citation.rule == "003-060"
    assert isinstance(refused(plan, actor=f.worker(f.body())), NotPermitted)
    certificates = f.issue(plan, actor=f.worker(plan.body))
    assert [(c.issuer, len(c.certificate_number)) for c in certificates] == [(plan.body, 22)] * 3


def test_a_number_says_kind_province_site_year_and_level():
    prefix = level_prefix(body_kind="employer", body_serial=7, issued_on=date(2021, 12, 20), level="四级")
    assert prefix == "Y000032000007214"


@pytest.mark.parametrize("actor, region, count, error", [
    ("city", "320100", 5, NotPermitted), ("province", "320106", 5, Refused), ("province", "320000", 5, Refused),
    ("province", "320100", 0, Refused)])  # fmt: skip
def test_blanks_go_from_the_province_to_cities(actor, region, count, error):
    who = f.city() if actor == "city" else f.province()
    with pytest.raises(error):
        issue_blank_stock(actor=who, at=f.at("2021-12-16"), region_code=region, count=count)
    assert f.entries("issue_blank_stock") == 0


def test_what_was_handed_out_adds_up():
    f.stock(5), f.stock(7)
    assert (blanks_left(f.CITY), f.entries("issue_blank_stock")) == (12, 2)


def revoke(certificate, actor=None, reason="冒名顶替"):
    return revoke_certificate(actor=actor or f.city(), at=f.at("2022-01-05"), certificate=certificate, reason=reason,
                              revoked_on=date(2022, 1, 5))  # fmt: skip


def test_a_certificate_is_voided_once_with_a_reason_by_the_own_city():
    certificate = f.issued()[0]
    with pytest.raises(Refused):
        revoke(certificate, reason=" ")
    with pytest.raises(NotPermitted):
        revoke(certificate, f.city(f.OTHER_CITY))
    assert revoke(certificate).revoked_reason == "冒名顶替"
    with pytest.raises(Refused) as no:
        revoke(certificate)
    assert (no.value.code, f.entries("revoke_certificate")) == ("already_revoked", 1)


def test_voiding_a_certificate_opens_every_decision_that_rested_on_it():
    """X-07"""
    certificate = f.issued()[0]
    resting = bridging.granted(evidence=[
        bridging.file("skills", certificate_number=certificate.certificate_number), bridging.file("honours")])  # fmt: skip
    untouched = bridging.granted()
    revoke(certificate)
    resting.refresh_from_db(), untouched.refresh_from_db()
    assert (resting.state, untouched.state) == ("reopened", "granted")
    assert f.facts("revoke_certificate")["reopened"] == [str(resting.public_id)]


@pytest.mark.parametrize("day, fits", [("2021-12-23", False), ("2021-12-24", True)])
def test_certificates_follow_the_publication_period(day, fits):
    """Published on Thursday 16 December; five working days end on the 23rd."""
    f.stock()
    plan = f.published().plan
    assert str(plan.release.objections_until) == "2021-12-23"
    if fits:
        assert len(f.issue(plan, issued_on=date.fromisoformat(day))) == 3
    else:
        assert refused(plan, issued_on=date.fromisoformat(day)).code == "publication_running"


def test_the_length_of_the_publication_period_is_a_dated_setting():
    f.stock()
    f.setting("result_publication_days", 7, "2021-12-01")
    assert refused(f.published().plan).code == "publication_running"


def test_who_has_an_open_review_waits_for_its_answer():
    f.stock()
    plan = f.published().plan
    row = plan.registrations.select_related("candidate").first()
    given = {"registration": row, "subject": "theory", "reason": "请复核"}
    review = ask_score_review(actor=f.account_of(row.candidate), at=f.at("2021-12-17"), **given)
    assert row.pk not in {c.registration_id for c in f.issue(plan)}
    answer_score_review(actor=f.city(), at=f.at("2021-12-27"), review=review, answer="无误")
    assert [c.registration_id for c in f.issue(plan)] == [row.pk]


def correct(registration, score, day="2022-01-05", actor=None, subject="theory"):
    return correct_score(actor=actor or f.city(), at=f.at(day), registration=registration, subject=subject,
                         score=Decimal(score), reason="漏计一题")  # fmt: skip


def test_a_correction_from_pass_to_fail_revokes_and_issues_nothing():
    certificate = f.issued()[0]
    resting = bridging.granted(evidence=[
        bridging.file("skills", certificate_number=certificate.certificate_number), bridging.file("honours")])  # fmt: skip
    assert correct(certificate.registration, "59.5").entry == 2
    certificate.refresh_from_db(), resting.refresh_from_db()
    assert (str(certificate.revoked_on), certificate.revoked_reason) == ("2022-01-05", "成绩更正：漏计一题")
    assert resting.state == "reopened"
    assert Certificate.objects.filter(revoked_on__isnull=True).count() == 2
    with pytest.raises(Refused):
        f.issue(certificate.registration.plan)


def test_a_correction_from_fail_to_pass_issues():
    f.stock()
    plan = f.published(f.seated(count=2), None).plan
    failing, other = plan.registrations.order_by("pk")
    correct(failing, "59.5", day="2021-12-20")
    assert [c.registration_id for c in f.issue(plan)] == [other.pk]
    correct(failing, "60")
    assert Certificate.objects.get(registration=failing).revoked_on is None
    assert f.facts("correct_score")["issued"] == [Certificate.objects.get(registration=failing).certificate_number]


def test_a_correction_that_still_passes_voids_the_old_paper_and_issues_a_new_one():
    certificate = f.issued()[0]
    correct(certificate.registration, "90")
    old, new = Certificate.objects.filter(registration=certificate.registration).order_by("pk")
    assert (old.revoked_on is None, new.revoked_on is None) == (False, True)
    assert ("理论知识", "90") in read_token(new.token, published_keys()).claims.scores
    assert blanks_left(f.CITY) == 96


def test_without_blanks_the_correction_stands_and_the_certificate_waits():
    f.stock(3)
    certificate = f.issue(f.published().plan)[0]
    correct(certificate.registration, "90")
    assert Certificate.objects.filter(registration=certificate.registration, revoked_on__isnull=True).count() == 0
    f.stock(1)
    assert [c.registration for c in f.issue(certificate.registration.plan)] == [certificate.registration]


def test_who_was_voided_for_another_reason_gets_no_new_one_by_a_correction():
    certificate = f.issued()[0]
    revoke(certificate)
    correct(certificate.registration, "90")
    assert Certificate.objects.filter(registration=certificate.registration).count() == 1


def test_a_level_certificate_is_left_to_the_evaluating_body_to_issue_anew():
    plan = f.published().plan
    plan.kind, plan.level = "skill_level", "四级"
    plan.save()
    plan.body.kind = "school"
    plan.body.save()
    worker = f.worker(plan.body)
    certificate = f.issue(plan, actor=worker)[0]
    correct(certificate.registration, "90")
    assert not Certificate.objects.filter(registration=certificate.registration, revoked_on__isnull=True).exists()
    assert [c.registration for c in f.issue(plan, actor=worker)] == [certificate.registration]


def test_the_statistics_count_the_certificates_that_stand():
    certificate = f.issued()[0]
    total = Tally.objects.get(plan=certificate.registration.plan, age_band="")
    assert (total.passed, total.certificates) == (3, 3)
    correct(certificate.registration, "59.5")
    total = Tally.objects.get(plan=certificate.registration.plan, age_band="")
    assert (total.passed, total.certificates) == (2, 2)


def test_each_sees_ones_own_certificates():
    first, second, _ = f.issued()
    assert certificates_visible_to(f.city()).count() == 3
    assert not certificates_visible_to(f.city(f.OTHER_CITY)).exists()
    assert certificates_visible_to(f.worker(first.registration.plan.body)).count() == 3
    assert not certificates_visible_to(f.worker(f.body())).exists()
    assert list(certificates_visible_to(f.account_of(first.candidate))) == [first]
    assert list(certificates_visible_to(f.account_of(second.candidate))) == [second]
    assert not certificates_visible_to(f.account("expert")).exists()
