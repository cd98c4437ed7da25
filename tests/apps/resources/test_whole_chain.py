"""From the annexes to a bank in use: every act in order, each with its record."""

from datetime import date

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.audit.selectors import history_of
from liangcai.apps.resources.actions.hand_over_bank import hand_over_bank
from liangcai.apps.resources.actions.record_handover_receipt import record_handover_receipt
from liangcai.apps.resources.models import DevelopmentProject, KeyProject
from liangcai.engines.draw.record import replay

from . import factories as f

pytestmark = pytest.mark.django_db


def test_a_listed_norm_goes_from_the_list_to_the_catalogue():
    f.published_lists("2021-06-30")
    key = KeyProject.objects.get(occupation_code=f.PRINTER[0])
    project = f.applied_norm(key_project=key)
    assert project.deadline_on == date(2021, 9, 30)
    norm = f.published(project)
    assert (norm.kind, norm.state, norm.published_on) == ("industry", "in_force", date(2021, 8, 10))
    project.refresh_from_db()
    assert (project.state, project.passed_on) == ("published", date(2021, 8, 2))
    assert replay(project.reviews.get().draw).ok
    acts = list(history_of(project).order_by("sequence").values_list("action", flat=True))
    assert acts == ["apply_for_development", "accept_application", "select_developer", "submit_draft",
                    "submit_for_review", "convene_review", *["give_opinion"] * 5, "conclude_review",
                    "publish_resource"]  # fmt: skip


def test_a_bank_rests_on_the_standard_and_is_handed_over_against_a_receipt():
    f.occupations()
    standard = f.national_standard()
    bank = f.published(f.applied_bank())
    assert (bank.standard, bank.item_count, bank.content_sha256) == (standard, 1200, f.SHA)
    handover = hand_over_bank(actor=f.province(), at=f.at("2021-08-12"), bank=bank, receiver="演示题库工作站",
                              slip_number="JJ2021-001", package_sha256=f.SHA)  # fmt: skip
    done = record_handover_receipt(actor=f.province(), at=f.at("2021-08-13"), handover=handover,
                                   receipt={"package_sha256": f.SHA, "receiver": "演示保管员"})  # fmt: skip
    assert done.receipt["receiver"] == "演示保管员"


def test_a_special_ability_project_brings_its_norm_and_its_paper_bank():
    applicant, user = f.body("special_ability", "320500")
    from liangcai.apps.resources.actions.apply_for_development import apply_for_development

    project = apply_for_development(
        actor=user, at=f.at("2021-07-01"), applicant=applicant, kind="special_ability", action="develop",
        occupation_code="", occupation_name="演示手工制作", levels=[],
    )  # fmt: skip
    norm = f.published(project, filed_on=date(2021, 8, 5), item_count=10, content_sha256=f.SHA)
    assert (norm.kind, norm.filed_on) == ("special_ability", date(2021, 8, 5))
    project = DevelopmentProject.objects.get(pk=project.pk)
    assert (project.bank.kind, project.bank.standard) == ("special_ability", norm)


def test_every_act_leaves_exactly_one_entry():
    f.occupations()
    before = Entry.objects.count()
    f.applied_norm()
    assert Entry.objects.count() == before + 1
