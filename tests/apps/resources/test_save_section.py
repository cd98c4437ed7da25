"""The text in work: saved section by section, never over somebody else's words, and handed in as a draft."""

from datetime import timedelta

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.organizations.models import Membership
from liangcai.apps.resources.actions.import_norm_text import import_norm_text
from liangcai.apps.resources.actions.save_section import save_section
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.actions.submit_draft import submit_draft
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.norm_content import working_text
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db
RULES = [{"name": "演示规程", "number": "1"}]
DAY = "2021-07-10"


@pytest.fixture
def project():
    f.occupations()
    return f.developing(f.applied_norm())


def save(project, value=RULES, *, section="technical_rules", who=None, seen=None, day=DAY):
    seen = working_text(project).seen(section) if seen is None else seen
    return save_section(actor=who or project.applicant.memberships.order_by("pk").first().user, at=f.at(day), project=project, section=section, value=value, seen=seen)


def code_of(call, *arguments, **options) -> str:
    with pytest.raises(Refused) as no:
        call(*arguments, **options)
    return no.value.code


def colleague(project):
    user = f.account("body", project.applicant.region_code, "演示同事")
    Membership.objects.create(user=user, body=project.applicant)
    return user


def test_a_new_text_begins_with_what_is_known_of_the_project(project):
    text = working_text(project)
    assert text.content["overview"]["职业名称"] == project.occupation_name
    assert text.content["overview"]["职业技能等级"] == "五级/初级工、四级/中级工"
    assert (text.base, text.saved) == (None, {})


def test_a_revision_begins_with_the_published_text():
    f.occupations()
    f.published(f.applied_norm())
    revision = DevelopmentProject(kind="industry_norm", action="revise", occupation_code=f.PRINTER[0],
                                  occupation_name=f.PRINTER[1], levels=f.LEVELS, applicant=f.body()[0], region_code="32")  # fmt: skip
    revision.save()
    assert working_text(revision).content["ethics"] == ["演示守则"]


def test_a_section_is_saved_in_its_normal_form_with_one_entry(project):
    before = Entry.objects.count()
    row = save(project, [{"name": " 演示规程 ", "number": "1"}, {"name": ""}])
    assert row.value == RULES
    assert [e.action for e in Entry.objects.order_by("sequence")[before:]] == ["save_section"]
    assert not project.drafts.exists()


def test_a_text_saved_by_somebody_else_is_not_overwritten(project):
    seen = working_text(project).seen("technical_rules")
    save(project, who=colleague(project))
    with pytest.raises(Refused) as no:
        save(project, [{"name": "我的规程"}], seen=seen)
    assert no.value.code == "section_changed" and "演示同事" in no.value.message
    assert working_text(project).content["technical_rules"] == RULES


def test_another_section_saved_meanwhile_is_no_conflict(project):
    seen = working_text(project).seen("technical_rules")
    save(project, ["守则一"], section="ethics", who=colleague(project))
    assert save(project, seen=seen).value == RULES


def test_what_both_typed_alike_and_a_second_click_are_no_second_entry(project):
    save(project)
    assert code_of(save, project, seen="another") == "unchanged"


def test_a_draft_handed_in_meanwhile_is_not_overwritten(project):
    save(project)
    seen = working_text(project).seen("technical_rules")
    submit_draft(actor=f.member(project), at=f.at("2021-07-11"), project=project, content=f.norm_content())
    assert code_of(save, project, [{"name": "我的"}], seen=seen, day="2021-07-12") == "section_changed"


def test_what_was_saved_is_handed_in_and_the_next_text_begins_there(project):
    save(project)
    made = submit_draft(actor=f.member(project), at=f.at(DAY) + timedelta(hours=1), project=project,
                        content=working_text(project).content)  # fmt: skip
    assert made.content["technical_rules"] == RULES
    text = working_text(project)
    assert text.handed_in and text.content == made.content
    save(project, ["守则一"], section="ethics", day="2021-07-12")
    assert not working_text(project).handed_in


def test_strangers_and_closed_projects_are_refused(project):
    with pytest.raises(NotPermitted):
        save(project, who=f.body()[1])
    DevelopmentProject.objects.filter(pk=project.pk).update(state="stopped")
    assert code_of(save, project) == "wrong_state"
    assert not project.working_sections.exists()


def test_a_bank_has_no_text_here():
    f.occupations()
    f.national_standard()
    bank = f.developing(f.applied_bank())
    assert code_of(save_section, actor=f.member(bank), at=f.at(DAY), project=bank, section="tasks", value=[], seen="") == "no_text"


def special_project():
    applicant, user = f.body("third_party", "320500")
    return DevelopmentProject.objects.create(kind="special_ability", occupation_name="手工制鞋", applicant=applicant,
                                             region_code="320500", state="developing"), user  # fmt: skip


def test_the_norm_of_a_special_ability_is_written_under_a_pledge_of_one_s_own():
    project, user = special_project()
    assert code_of(save, project, who=user) == "no_pledge"
    sign_pledge(actor=user, at=f.at(DAY), project=project, person_name="别人", duty="编写", signed_on=f.at(DAY).date())
    assert code_of(save, project, who=user) == "no_pledge"
    sign_pledge(actor=user, at=f.at(DAY), project=project, person_name=user.display_name, duty="编写", signed_on=f.at(DAY).date())
    assert save(project, who=user).value == RULES


@pytest.mark.parametrize("value", [[{"name": "字" * 4001}], [{"name": str(n)} for n in range(301)]])
def test_too_much_is_refused_and_nothing_is_kept(project, value):
    with pytest.raises(BadInput):
        save(project, value)
    assert not project.working_sections.exists()


def test_an_unknown_section_is_refused(project):
    with pytest.raises(BadInput):
        save(project, section="tasks", seen="")


class TestImport:
    def take(self, project, content, sections, seen=None):
        return import_norm_text(actor=f.member(project), at=f.at(DAY), project=project, content=content, sections=sections,
                                seen=working_text(project).digest if seen is None else seen, source="甲.docx")  # fmt: skip

    def test_only_the_sections_of_the_file_are_replaced(self, project):
        save(project, ["守则一"], section="ethics")
        text = self.take(project, {"technical_rules": RULES, "ethics": ["不应导入"]}, ["technical_rules"])
        assert (text.content["technical_rules"], text.content["ethics"]) == (RULES, ["守则一"])

    def test_a_text_that_moved_on_since_it_was_compared_is_refused(self, project):
        seen = working_text(project).digest
        save(project, ["守则一"], section="ethics")
        assert code_of(self.take, project, {"technical_rules": RULES}, ["technical_rules"], seen) == "text_changed"
        assert "technical_rules" not in working_text(project).saved

    def test_nothing_new_is_said(self, project):
        save(project)
        assert code_of(self.take, project, {"technical_rules": RULES}, ["technical_rules"]) == "unchanged"
