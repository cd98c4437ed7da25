"""Intake, selection, pledges, drafts, submission: who may, in which order, and what is refused."""

from datetime import date

import pytest

from liangcai.apps.resources.actions.accept_application import accept_application
from liangcai.apps.resources.actions.reject_application import reject_application
from liangcai.apps.resources.actions.select_developer import select_developer
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.actions.submit_draft import submit_draft
from liangcai.apps.resources.actions.submit_for_review import submit_for_review
from liangcai.apps.resources.models import Draft
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
DAY = "2021-07-05"


@pytest.fixture(autouse=True)
def classification(db):
    f.occupations()


def code_of(act, **arguments) -> str:
    with pytest.raises(Refused) as no:
        act(**arguments)
    return no.value.code


class TestIntake:
    def test_the_city_takes_a_bank_in_and_passes_it_on(self):
        project = accept_application(actor=f.city("320500"), at=f.at(DAY), project=f.applied_bank())
        assert project.state == "accepted"
        assert code_of(select_developer, actor=f.city("320500"), at=f.at(DAY), project=project, reasons="甲") == "role"

    def test_another_city_does_not(self):
        assert code_of(accept_application, actor=f.city("320100"), at=f.at(DAY),
                       project=f.applied_bank()) == "jurisdiction"  # fmt: skip

    def test_the_province_does_a_city_s_work_only_for_a_body_of_the_province(self):
        assert code_of(accept_application, actor=f.province(), at=f.at(DAY), project=f.applied_bank()) == "role"
        at_province = f.applied_bank(who=f.registered_third_party("320000"), pair=f.PRINTER)
        assert accept_application(actor=f.province(), at=f.at(DAY), project=at_province).state == "accepted"

    def test_two_officers_meet_each_other(self):
        project = f.applied_bank()
        accept_application(actor=f.city("320500"), at=f.at(DAY), project=project)
        assert code_of(accept_application, actor=f.city("320500"), at=f.at(DAY), project=project) == "wrong_state"

    def test_a_no_has_its_reason(self):
        project = f.applied_norm()
        assert code_of(reject_application, actor=f.province(), at=f.at(DAY), project=project, reason=" ") == "reason_needed"
        done = reject_application(actor=f.province(), at=f.at(DAY), project=project, reason="材料不实")
        assert (done.state, done.stopped_reason) == ("rejected", "材料不实")


class TestSelection:
    def test_the_rivals_are_kept_beside_the_choice(self):
        first, second = f.applied_norm(), f.applied_norm()
        chosen = f.developing(first)
        assert chosen.selection["compared_with"] == [{"project": str(second.public_id),
                                                      "applicant": second.applicant.name}]  # fmt: skip

    def test_a_choice_has_reasons_and_a_known_mode(self):
        project = accept_application(actor=f.province(), at=f.at(DAY), project=f.applied_norm())
        assert code_of(select_developer, actor=f.province(), at=f.at(DAY), project=project, reasons={"研发能力": ""}) \
            == "reasons_needed"  # fmt: skip
        assert code_of(select_developer, actor=f.province(), at=f.at(DAY), project=project, reasons="好",
                       mode="gift") == "bad_mode"  # fmt: skip
        assert code_of(select_developer, actor=f.province(), at=f.at(DAY), project=project, reasons="好",
                       subsidy_yuan=-1) == "bad_subsidy"  # fmt: skip
        done = select_developer(actor=f.province(), at=f.at(DAY), project=project, reasons="好", mode="purchase",
                                support="团队", subsidy_yuan=0)  # fmt: skip
        assert (done.state, done.mode, done.selection["subsidy_yuan"]) == ("developing", "purchase", 0)

    def test_intake_comes_first(self):
        assert code_of(select_developer, actor=f.province(), at=f.at(DAY), project=f.applied_norm(),
                       reasons="好") == "wrong_state"  # fmt: skip


class TestPledges:
    def sign(self, project, actor=None, day=DAY, name="演示开发员", **extra):
        return sign_pledge(actor=actor or f.member(project), at=f.at(DAY), project=project, person_name=name,
                           duty="题库开发", signed_on=date.fromisoformat(day), **extra)  # fmt: skip

    def test_nobody_works_on_a_bank_without_one(self):
        f.national_standard()
        project = f.developing(f.applied_bank())
        arguments = {"actor": f.member(project), "at": f.at(DAY), "project": project, "content": f.bank_content()}
        assert code_of(submit_draft, **arguments) == "no_pledge"
        self.sign(project)
        assert submit_draft(**arguments).version == 1

    def test_every_named_author_needs_one(self):
        f.national_standard()
        project = f.developing(f.applied_bank())
        self.sign(project)
        with pytest.raises(Refused) as no:
            submit_draft(actor=f.member(project), at=f.at(DAY), project=project,
                         content={**f.bank_content(), "authors": ["演示开发员", "演示未签者"]})  # fmt: skip
        assert no.value.facts["unsigned"] == ["演示未签者"]

    def test_a_norm_needs_none(self):
        project = f.developing(f.applied_norm())
        assert submit_draft(actor=f.member(project), at=f.at(DAY), project=project, content=f.norm_content())

    def test_tomorrow_s_signature_is_refused(self):
        project = f.developing(f.applied_norm())
        with pytest.raises(Refused) as no:
            self.sign(project, day="2021-07-06")
        assert no.value.code == "signed_in_future"
        assert self.sign(project, day=DAY).signed_on == date(2021, 7, 5)

    def test_a_pledge_is_registered_once(self):
        project = f.developing(f.applied_norm())
        self.sign(project)
        with pytest.raises(Refused) as no:
            self.sign(project)
        assert no.value.code == "pledge_known"

    def test_one_signs_for_oneself_a_stranger_not_for_others(self):
        project = f.developing(f.applied_norm())
        stranger = f.account("expert", "")
        assert self.sign(project, actor=stranger, name=stranger.display_name, user=stranger).user == stranger
        with pytest.raises(NotPermitted):
            self.sign(project, actor=f.account("expert", ""), name="别人")


class TestDrafts:
    def test_versions_count_up(self):
        project = f.drafted(f.applied_norm())
        second = submit_draft(actor=f.member(project), at=f.at("2021-07-21"), project=project,
                              content=f.norm_content(), note="改权重")  # fmt: skip
        assert (second.version, Draft.objects.count()) == (2, 2)

    def test_the_hall_takes_no_items(self):
        f.national_standard()
        project = f.drafted(f.applied_bank())
        with pytest.raises(BadInput) as no:
            submit_draft(actor=f.member(project), at=f.at("2021-07-21"), project=project,
                         content={**f.bank_content(), "items": [{"stem": "下列哪项正确", "key": "A"}]})  # fmt: skip
        assert (no.value.code, no.value.where) == ("bank_content", "items")

    def test_a_neighbour_hands_no_draft_in(self):
        project = f.developing(f.applied_norm())
        assert code_of(submit_draft, actor=f.body()[1], at=f.at(DAY), project=project,
                       content=f.norm_content()) == "other_body"  # fmt: skip

    def test_an_empty_draft_is_no_draft(self):
        project = f.developing(f.applied_norm())
        assert code_of(submit_draft, actor=f.member(project), at=f.at(DAY), project=project, content={}) == "bad_content"


class TestSubmission:
    def test_the_annex_that_is_missing_is_said_not_passed(self):
        project = f.submitted(f.applied_norm())
        results = {c["name"]: c["result"] for c in project.checks["results"]}
        assert results["质量要求（附件2）"] == "annex_missing"
        assert "passed" in results.values() and "failed" not in results.values()

    @pytest.mark.parametrize(("total", "goes"), [(99, False), (100, True), (101, False)])
    def test_weights_total_one_hundred(self, total, goes):
        project = f.drafted(f.applied_norm(), content=f.norm_content(theory_total=total))
        if goes:
            assert submit_for_review(actor=f.member(project), at=f.at("2021-07-25"), project=project).state == "submitted"
        else:
            assert code_of(submit_for_review, actor=f.member(project), at=f.at("2021-07-25"),
                           project=project) == "checks_failed"  # fmt: skip

    def test_a_norm_cites_technical_rules(self):
        project = f.drafted(f.applied_norm(), content={**f.norm_content(), "technical_rules": []})
        with pytest.raises(Refused) as no:
            submit_for_review(actor=f.member(project), at=f.at("2021-07-25"), project=project)
        assert {"name": "技术规程", "result": "failed", "rule": "003-040"}.items() <= no.value.facts["checks"][-2].items()

    def test_without_a_draft_nothing_is_handed_in(self):
        project = f.developing(f.applied_norm())
        assert code_of(submit_for_review, actor=f.member(project), at=f.at(DAY), project=project) == "no_draft"

    def test_a_bank_needs_a_standard_to_rest_on(self):
        project = f.drafted(f.applied_bank())
        assert code_of(submit_for_review, actor=f.member(project), at=f.at(DAY), project=project) == "bank_needs_standard"
        standard = f.national_standard()
        assert submit_for_review(actor=f.member(project), at=f.at("2021-07-25"), project=project).standard == standard
