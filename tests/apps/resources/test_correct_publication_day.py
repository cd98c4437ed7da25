from datetime import date

import pytest

from liangcai.apps.audit.models import Entry
from liangcai.apps.resources.actions.correct_publication_day import correct_publication_day
from liangcai.apps.resources.models import KeyProject
from liangcai.kernel.refusals import NotPermitted, Refused

from . import factories as f

pytestmark = pytest.mark.django_db


def correct(made, on="2021-06-15", reason="录入有误", actor=None):
    return correct_publication_day(actor=actor or f.province(), at=f.at("2021-07-10"), shortage_list=made,
                                   published_on=date.fromisoformat(on), reason=reason)  # fmt: skip


def test_deadlines_follow_the_corrected_day_and_the_old_one_stays_on_record():
    made = f.published_lists("2021-06-30")
    project = f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0]))
    correct(made)
    project.refresh_from_db()
    assert project.deadline_on == date(2021, 9, 15)
    assert set(KeyProject.objects.values_list("listed_on", flat=True)) == {date(2021, 6, 15)}
    facts = Entry.objects.get(action="correct_publication_day").facts
    assert (facts["before"], facts["deadlines"]) == ("2021-06-30", {str(project.public_id): "2021-09-15"})


@pytest.mark.parametrize(("on", "reason", "code"), [
    ("2021-06-15", " ", "reason_needed"), ("2021-07-11", "甲", "future_publication"), ("2021-07-10", "甲", None)])  # fmt: skip
def test_a_correction_has_a_reason_and_a_day_that_has_come(on, reason, code):
    made = f.published_lists()
    if code is None:
        assert correct(made, on, reason).published_on == date.fromisoformat(on)
        return
    with pytest.raises(Refused) as no:
        correct(made, on, reason)
    assert no.value.code == code


def test_a_list_without_a_day_has_nothing_to_correct_and_a_city_corrects_nothing():
    made = f.annexed_lists()
    with pytest.raises(Refused):
        correct(made)
    with pytest.raises(NotPermitted):
        correct(made, actor=f.city())


def test_a_stopped_project_keeps_its_old_deadline():
    made = f.published_lists("2021-06-30")
    project = f.applied_norm(key_project=KeyProject.objects.get(occupation_code=f.PRINTER[0]))
    project.state = "stopped"
    project.save()
    correct(made)
    project.refresh_from_db()
    assert project.deadline_on == date(2021, 9, 30)
