"""Certificates: for those who passed and nobody else, from stock, gapless, by the one who evaluates."""

from datetime import date
from decimal import Decimal

import pytest

from liangcai.apps.certificates.actions.issue_blank_stock import issue_blank_stock
from liangcai.apps.certificates.actions.revoke_certificate import revoke_certificate
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.certificates.numbering import level_prefix
from liangcai.apps.certificates.selectors import blanks_left, certificates_visible_to
from liangcai.apps.certificates.actions.correct_score import correct_score
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.certificate_token import read_token
from liangcai.kernel.refusals import NotPermitted, Refused

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


def test_a_score_behind_a_standing_certificate_is_not_corrected():
    certificate = f.issued()[0]
    given = {"actor": f.city(), "at": f.at("2022-01-05"), "registration": certificate.registration, "subject": "theory",
             "score": Decimal(50), "reason": "漏计"}  # fmt: skip
    with pytest.raises(Refused) as no:
        correct_score(**given)
    assert no.value.code == "certificate_issued"
    revoke(certificate)
    assert correct_score(**given).entry == 2


def test_each_sees_ones_own_certificates():
    first, second, _ = f.issued()
    assert certificates_visible_to(f.city()).count() == 3
    assert not certificates_visible_to(f.city(f.OTHER_CITY)).exists()
    assert certificates_visible_to(f.worker(first.registration.plan.body)).count() == 3
    assert not certificates_visible_to(f.worker(f.body())).exists()
    assert list(certificates_visible_to(f.account_of(first.candidate))) == [first]
    assert list(certificates_visible_to(f.account_of(second.candidate))) == [second]
    assert not certificates_visible_to(f.account("expert")).exists()
