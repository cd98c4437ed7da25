from datetime import date

import pytest

from liangcai.apps.resources.actions.publish_resource import publish_resource
from liangcai.apps.resources.actions.reopen_project import reopen_project
from liangcai.apps.resources.actions.retire_resource import retire_resource
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def classification(db):
    f.occupations()


def publish(project, on="2021-08-10", today=None, actor=None, number="演示发8号", **extra):
    return publish_resource(actor=actor or f.province(), at=f.at(today or on), project=project, document_number=number,
                            published_on=date.fromisoformat(on), **extra)  # fmt: skip


def special(name="手工蓝印花布制作"):
    from liangcai.apps.resources.actions.apply_for_development import apply_for_development

    applicant, user = f.body("special_ability", "320500")
    return apply_for_development(actor=user, at=f.at("2021-07-01"), applicant=applicant, kind="special_ability",
                                 action="develop", occupation_code="", occupation_name=name, levels=[])  # fmt: skip


@pytest.mark.parametrize(("on", "code"), [("2021-08-01", "published_before_review"), ("2021-08-02", None)])
def test_publication_follows_the_review(on, code):
    project = f.passed(f.applied_norm())
    if code is None:
        assert publish(project, on).published_on == date(2021, 8, 2)
        return
    with pytest.raises(Refused) as no:
        publish(project, on, today="2021-08-10")
    assert no.value.code == code


def test_only_what_passed_is_published_and_only_by_the_province():
    with pytest.raises(Refused) as no:
        publish(f.submitted(f.applied_norm()))
    assert no.value.code == "wrong_state"
    with pytest.raises(NotPermitted):
        publish(f.passed(f.applied_norm(pair=f.WEAVER)), actor=f.city())


def test_tomorrow_and_a_missing_number_are_refused():
    project = f.passed(f.applied_norm())
    with pytest.raises(Refused) as no:
        publish(project, "2021-08-11", today="2021-08-10")
    assert no.value.code == "future_publication"
    with pytest.raises(Refused) as no:
        publish(project, number="")
    assert no.value.code == "document_number_needed"


def test_the_second_click_publishes_nothing():
    project = f.passed(f.applied_norm())
    publish(project)
    with pytest.raises(Refused):
        publish(project)
    assert Standard.objects.count() == 1


@pytest.mark.parametrize(("filed_on", "goes"), [(None, False), ("2021-08-11", False), ("2021-08-10", True)])
def test_a_special_ability_norm_is_filed_with_the_ministry_first(filed_on, goes):
    project = f.passed(special())
    filed = date.fromisoformat(filed_on) if filed_on else None
    if goes:
        assert publish(project, filed_on=filed).filed_on == filed
        return
    with pytest.raises(Refused) as no:
        publish(project, filed_on=filed)
    assert no.value.citation.rule == "004-009"


def test_an_enterprise_norm_belongs_to_its_enterprise_and_is_filed_when_it_passed():
    norm = f.published(f.applied_norm(kind="enterprise_norm"))
    assert (norm.owner.kind, norm.filed_on, norm.state) == ("employer", date(2021, 8, 2), "in_force")


def test_an_industry_norm_suspends_enterprise_norms_but_ends_none():
    own = f.published(f.applied_norm(kind="enterprise_norm"))
    f.published(f.applied_norm())
    own.refresh_from_db()
    assert (own.state, own.valid_to) == ("suspended", None)


def test_an_enterprise_norm_that_passed_before_the_industry_norm_comes_out_suspended():
    project = f.passed(f.applied_norm(kind="enterprise_norm"))
    f.published(f.applied_norm())
    assert publish(project, "2021-08-11").state == "suspended"


def test_a_new_version_ends_the_old_and_asks_its_banks_to_be_revised():
    old = f.published(f.applied_norm())
    bank = ItemBankRecord.objects.create(kind="skill_level", standard=old, occupation_code=f.PRINTER[0],
                                         occupation_name=f.PRINTER[1])  # fmt: skip
    new = f.published(f.applied_norm(), "2021-08-20")
    old.refresh_from_db(), bank.refresh_from_db()
    assert (old.state, old.valid_to, old.ended_by) == ("retired", date(2021, 8, 20), new)
    assert (bank.state, new.version) == ("to_be_revised", 2)


def test_a_bank_whose_standard_changed_goes_back_to_be_revised():
    first = f.national_standard(on="2019-01-01")
    project = f.passed(f.applied_bank())
    Standard.objects.filter(pk=first.pk).update(state="retired", valid_to=date(2021, 8, 5))
    f.national_standard(on="2021-08-05")
    with pytest.raises(Refused) as no:
        publish(project)
    assert no.value.code == "standard_changed"
    back = reopen_project(actor=f.province(), at=f.at("2021-08-10"), project=project, reason="标准已更新")
    assert (back.state, back.passed_on) == ("revising", None)


def test_a_retired_standard_leaves_its_banks_to_be_revised():
    standard = f.national_standard()
    bank = ItemBankRecord.objects.create(kind="skill_level", standard=standard, occupation_code=f.WEAVER[0],
                                         occupation_name=f.WEAVER[1])  # fmt: skip
    arguments = {"actor": f.province(), "at": f.at("2021-08-10"), "resource": standard}
    with pytest.raises(Refused):
        retire_resource(**arguments, reason="", retired_on=date(2021, 8, 10))
    with pytest.raises(Refused):
        retire_resource(**arguments, reason="停用", retired_on=date(2021, 8, 11))
    assert retire_resource(**arguments, reason="停用", retired_on=date(2021, 8, 10)).valid_to == date(2021, 8, 10)
    bank.refresh_from_db()
    assert bank.state == "to_be_revised"
