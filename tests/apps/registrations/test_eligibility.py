"""Conditions on the way in: decided with reasons, kept with the policy version; the unknown waits for a reviewer."""

from __future__ import annotations

from datetime import date

import pytest

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.actions.note_verdicts import note_verdicts
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.registrations.actions.submit_registration import submit_registration
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.kernel.refusals import NotPermitted, Refused, RowErrors

from . import factories as f

pytestmark = pytest.mark.django_db
ELIGIBLE = {"work_since": "2010-01-01"}
NONE = {"work_since": "2021-10-31", "skill_level": "无", "education": "高中", "related_major": "否", "title": "无"}


def level_plan(level: str = "四级", published_on: date = date(2020, 1, 1)) -> ExamPlan:
    """A planned examination turned into one of a level by a standard of that day."""
    plan = f.planned()
    plan.level, plan.occupation_code = level, "6-31-01-10"
    plan.standard.published_on = published_on
    plan.standard.save()
    plan.save()
    return plan


def people(*claims: dict[str, str]) -> list[dict[str, str]]:
    """People who claim this and nothing else."""
    bare = [{key: row[key] for key in ("name", "identity_number", "phone", "employer", "condition", "consent")}
            for row in f.people(len(claims))]  # fmt: skip
    return [{**row, **more} for row, more in zip(bare, claims, strict=True)]


def handed_in(*claims: dict[str, str]) -> Batch:
    return f.handed_in(level_plan(), rows=people(*claims))


def test_a_row_that_meets_no_condition_is_a_fault_with_the_ways_in():
    with pytest.raises(RowErrors) as no:
        f.imported(level_plan(), rows=people(NONE, ELIGIBLE))
    fault = no.value.errors[0]
    assert (fault["row"], fault["field"]) == (2, "condition") and "满 6 年" in fault["expected"]


def test_the_decision_is_kept_with_facts_rule_and_policy_version():
    row = f.imported(level_plan(), rows=people(ELIGIBLE)).registrations.get()
    assert row.facts["claims"]["work_since"] == "2010-01-01"
    assert (row.decision["decision"], row.decision["by"]) == ("eligible", "2018-四级-2")
    assert row.decision["policy_version"] == policy().version


def test_a_professional_is_exempt_from_theory():
    said = {"title": "助理级", "title_on": "2018-01-01", "title_series": "工程", "employer_kind": "企业", "in_jiangsu": "是",
            "technical_post": "是"}  # fmt: skip
    plan = level_plan("三级")
    plan.registration_closes_on = date(2022, 2, 1)
    plan.save()
    book = f.fill_template(people(said))
    f.import_registrations(actor=f.worker(plan.body), at=f.at("2022-01-10"), plan=plan, workbook=book)
    row = Registration.objects.get()
    assert (row.exempt_subjects, row.decision["by"]) == (["theory"], "001-063")


def test_whoever_lacks_evidence_waits_for_a_verdict_with_its_ground():
    batch = handed_in(ELIGIBLE, {})
    doubt = batch.registrations.get(said="needs_evidence")
    with pytest.raises(Refused) as no:
        review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    assert no.value.code == "doubts_open" and doubt.candidate.name in no.value.message
    with pytest.raises(Refused) as no:
        note_verdicts(actor=f.city(), at=f.at("2021-11-05"), batch=batch, registrations=[doubt], verdict="accept")
    assert no.value.code == "evidence_needed"
    note_verdicts(actor=f.city(), at=f.at("2021-11-05"), batch=batch, registrations=[doubt], verdict="accept", reason="核对社保记录")
    review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    doubt.refresh_from_db()
    assert (doubt.state, doubt.reason, doubt.decision["decision"]) == ("accepted", "核对社保记录", "needs_evidence")


def test_a_note_changes_nothing_until_the_batch_is_concluded_and_may_be_taken_back():
    batch = handed_in(ELIGIBLE, ELIGIBLE)
    rows = list(batch.registrations.all())
    assert note_verdicts(actor=f.city(), at=f.at("2021-11-05"), batch=batch, registrations=rows, verdict="reject", reason="照片不清") == 2
    assert set(batch.registrations.values_list("state", flat=True)) == {"submitted"}
    note_verdicts(actor=f.city(), at=f.at("2021-11-05"), batch=batch, registrations=rows[:1], verdict="")
    review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    assert list(batch.registrations.order_by("pk").values_list("state", "reason")) == [("accepted", ""), ("rejected", "照片不清")]
    assert f.entries("note_verdicts") == 2


def test_notes_end_with_the_batch_the_plan_and_the_jurisdiction():
    batch = handed_in(ELIGIBLE)
    rows, given = list(batch.registrations.all()), {"verdict": "reject", "reason": "不符", "at": f.at("2021-11-05")}
    for actor in (f.city(f.OTHER_CITY), f.county(), f.worker(batch.plan.body)):
        with pytest.raises(NotPermitted):
            note_verdicts(actor=actor, batch=batch, registrations=rows, **given)
    ExamPlan.objects.update(state="withdrawn")
    with pytest.raises(Refused) as no:
        note_verdicts(actor=f.city(), batch=batch, registrations=rows, **given)
    assert no.value.code == "plan_withdrawn"
    ExamPlan.objects.update(state="open")
    review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)
    with pytest.raises(Refused) as no:
        note_verdicts(actor=f.city(), batch=batch, registrations=rows, **given)
    assert no.value.code == "batch_concluded"


def test_nobody_whom_the_rules_turn_down_is_accepted():
    batch = handed_in(ELIGIBLE)
    row = batch.registrations.get()
    row.said = "not_eligible"
    row.save()
    for act in (lambda: note_verdicts(actor=f.city(), at=f.at("2021-11-05"), batch=batch, registrations=[row], verdict="accept", reason="x"),
                lambda: review_batch(actor=f.city(), at=f.at("2021-11-05"), batch=batch)):  # fmt: skip
        with pytest.raises(Refused) as no:
            act()
        assert no.value.code == "not_eligible"


@pytest.mark.parametrize("claims, code", [({**NONE, "related_major": False}, "not_eligible"), ({}, ""), (ELIGIBLE, "")])
def test_a_candidate_is_refused_only_by_a_plain_no(claims, code):
    candidate = f.imported(f.planned(sessions=f.sessions("2021-12-18")), rows=f.people(1)).registrations.get().candidate
    user, plan = f.account_of(candidate), level_plan()

    def register():
        return submit_registration(actor=user, at=f.at("2021-11-01"), plan=plan, consents=True, claims=claims)

    if code:
        with pytest.raises(Refused) as no:
            register()
        assert no.value.code == code and "五级" in no.value.hint
    else:
        assert register().decision["decision"] == ("eligible" if claims else "needs_evidence")


def test_a_review_of_hundreds_asks_a_fixed_number_of_questions(django_assert_max_num_queries):
    batch = handed_in(*[ELIGIBLE] * 20)
    rows = list(batch.registrations.all())
    actor = f.city()
    with django_assert_max_num_queries(14):
        note_verdicts(actor=actor, at=f.at("2021-11-05"), batch=batch, registrations=rows, verdict="reject", reason="不符")
