from datetime import date

import pytest

from liangcai.apps.catalogue.models import SpecialAbilityProject
from liangcai.apps.organizations.models import Filing
from liangcai.apps.resources.actions.apply_for_development import apply_for_development
from liangcai.apps.resources.models import DevelopmentProject, DraftingPlan, ItemBankRecord, KeyProject, Standard
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def apply(who, kind="item_bank", action="develop", pair=f.WEAVER, form=None, actor=None, **extra):
    applicant, user = who
    return apply_for_development(actor=actor or user, at=f.at("2021-07-01"), applicant=applicant, kind=kind,
                                 action=action, occupation_code=pair[0], occupation_name=pair[1], levels=f.LEVELS,
                                 form=form, **extra)  # fmt: skip


def refused(**arguments) -> Refused:
    with pytest.raises(Refused) as no:
        apply(**arguments)
    assert not DevelopmentProject.objects.filter(applicant=arguments["who"][0]).exists()
    return no.value


def test_the_rules_say_who_handles_each_kind():
    f.occupations()
    norm = f.applied_norm()
    own = f.applied_norm(kind="enterprise_norm", pair=f.WEAVER)
    bank = f.applied_bank(pair=f.PRINTER)
    roles = [(p.admissibility["intake"], p.admissibility["selection"], p.admissibility["review"], p.region_code)
             for p in (norm, own, bank)]  # fmt: skip
    assert roles == [
        ("province_centre", "province_centre", "province_centre", "320000"),
        ("city_centre", "city_centre", "city_centre", "320500"),
        ("city_centre", "province_centre", "province_centre", "320500"),
    ]


def test_the_decision_is_kept_with_its_policy_version_and_facts():
    f.occupations()
    kept = f.applied_norm().admissibility
    assert kept["may_apply"] is True and kept["policy_version"].startswith("sha256:")
    assert kept["facts"]["national_standard"] is False
    assert {"rule": "002-026", "title": kept["reasons"][0]["title"]}["rule"] in {r["rule"] for r in kept["reasons"]}


def test_no_norm_is_developed_where_a_national_standard_stands():
    f.occupations()
    f.national_standard(f.PRINTER)
    no = refused(who=f.body(), kind="industry_norm", pair=f.PRINTER)
    assert (no.code, no.citation.rule) == ("not_admissible", "002-026")


@pytest.mark.parametrize(("scope", "kind", "rule"), [
    ("national", "industry_norm", "002-027"), ("national", "enterprise_norm", "002-027"),
    ("industry", "enterprise_norm", "002-028"), ("industry", "industry_norm", None)])  # fmt: skip
def test_a_drafting_plan_bars_what_its_rule_bars(scope, kind, rule):
    f.occupations()
    DraftingPlan.objects.create(scope=scope, occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                                listed_on=date(2021, 1, 1), source="演示")  # fmt: skip
    if rule is None:
        assert apply(f.body(), kind).state == "applied"
    else:
        assert refused(who=f.body(), kind=kind).citation.rule == rule


def test_a_registered_third_party_may_develop_a_first_bank():
    f.occupations()
    assert f.applied_bank().state == "applied"


def test_one_that_is_seeking_registration_may_too():
    f.occupations()
    who = f.body("third_party", "320500")
    Filing.objects.create(body=who[0], kind="skill_level", state="submitted", region_code="320500")
    assert apply(who).admissibility["facts"]["applicant"]["seeking_registration"] is True
    other = f.body("third_party", "320500")
    assert apply(other, form={"seeking_registration": True}).state == "applied"


def test_whether_an_applicant_seeks_registration_is_not_guessed():
    f.occupations()
    no = refused(who=f.body("industry"))
    assert (no.code, no.facts["missing"]) == ("admissibility_unknown", ["applicant.seeking_registration"])
    no = refused(who=f.body("industry"), form={"seeking_registration": False})
    assert no.citation.rule == "002-029"


def test_where_a_bank_exists_only_the_registered_revise_it():
    f.occupations()
    ItemBankRecord.objects.create(kind="skill_level", occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1],
                                  standard=f.national_standard(), levels=f.LEVELS)  # fmt: skip
    assert refused(who=f.registered_third_party()).citation.rule == "002-029"
    assert refused(who=f.body("industry"), action="revise",
                   form={"seeking_registration": True}).citation.rule == "002-030"  # fmt: skip
    assert apply(f.registered_third_party(), action="revise").state == "applied"


@pytest.mark.parametrize(("pair", "suggested"), [
    (("6-04-03-03", "织部工"), "6-04-03-03 织布工"), (("6-04-06-03", "纺织印花制版工"), "6-04-06-04 纺织印花制版工")])  # fmt: skip
def test_a_wrong_name_or_code_comes_back_with_suggestions(pair, suggested):
    f.occupations()
    no = refused(who=f.registered_third_party(), pair=pair)
    assert suggested in no.facts["suggestions"] and no.citation.rule == "000-008"


def test_a_name_unlike_any_has_no_suggestions():
    f.occupations()
    assert refused(who=f.registered_third_party(), pair=("", "钢琴调律")).facts["suggestions"] == []


def test_a_key_project_must_be_the_one_applied_for():
    f.published_lists()
    no = refused(who=f.registered_third_party(), key_project=KeyProject.objects.get(number=1))
    assert no.code == "other_key_project"


def test_a_second_click_meets_the_first():
    f.occupations()
    who = f.registered_third_party()
    apply(who)
    with pytest.raises(Refused) as no:
        apply(who)
    assert no.value.code == "project_open" and DevelopmentProject.objects.count() == 1


def test_another_body_s_account_does_not_apply_for_this_one():
    f.occupations()
    with pytest.raises(NotPermitted):
        apply(f.registered_third_party(), actor=f.registered_third_party()[1])
    with pytest.raises(NotPermitted):
        apply(f.registered_third_party(), actor=f.province())


@pytest.mark.parametrize(("kind", "action"), [("paper", "develop"), ("item_bank", "destroy")])
def test_unknown_kinds_and_actions_are_named(kind, action):
    f.occupations()
    with pytest.raises(BadInput):
        apply(f.registered_third_party(), kind, action)


class TestSpecialAbility:
    def apply(self, name, actor=None, action="develop", **form):
        return apply(f.body("special_ability", "320500"), "special_ability", action, ("", name), form, actor)

    def test_a_new_project_goes_to_the_province_and_is_built_by_the_city(self):
        kept = self.apply("手工蓝印花布制作").admissibility
        assert (kept["intake"], kept["selection"], kept["review"]) == ("province_centre", "city_centre",
                                                                       "province_centre")  # fmt: skip

    def test_the_city_proposes_for_its_own_city_only(self):
        assert self.apply("手工蓝印花布制作", actor=f.city("320500")).state == "applied"
        with pytest.raises(NotPermitted):
            self.apply("手工蓝印花布染制", actor=f.city("320100"))

    def test_an_occupation_is_no_special_ability(self):
        f.occupations((f.WEAVER[0], "织布"))
        with pytest.raises(Refused) as no:
            self.apply("织布")
        assert no.value.citation.rule == "003-012"

    @pytest.mark.parametrize("name", ["手工制作工", "制作员", "制作师"])
    def test_a_name_that_ends_like_a_job_is_refused(self, name):
        with pytest.raises(Refused) as no:
            self.apply(name)
        assert no.value.code == "project_name"

    def test_a_published_project_is_not_developed_again_without_a_reason(self):
        SpecialAbilityProject.objects.create(number=1, name="灯具安装", normalised_name="灯具安装", filing="演示",
                                             source="演示")  # fmt: skip
        with pytest.raises(Refused) as no:
            self.apply("灯具安装")
        assert no.value.citation.rule == "004-010"
        assert self.apply("灯具安装", exception_reason="演示理由").state == "applied"
        assert self.apply("灯具安装", action="revise").state == "applied"


def test_a_lapsed_standard_no_longer_bars_a_norm():
    f.occupations()
    Standard.objects.create(kind="industry", occupation_code=f.WEAVER[0], occupation_name=f.WEAVER[1], state="lapsed",
                            published_on=date(2020, 1, 1))  # fmt: skip
    assert apply(f.body("employer", "320500"), "enterprise_norm").state == "applied"
