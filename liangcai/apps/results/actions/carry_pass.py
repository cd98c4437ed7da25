from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.registrations.models import Registration
from liangcai.apps.results.earlier_passes import earlier_pass
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.models import Release, Score
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import Refused


@action
def carry_pass(*, actor: User, at: datetime, registration: Registration, subject: str) -> Score:
    """Make-up of the failed part: a subject passed in an earlier plan of the same occupation and level is carried into
    this registration with its source, so that only the rest is examined. The candidate asks for it, or the body or
    centre that runs the plan, before the results are in; for how many months a pass keeps is a setting: the texts
    give none."""
    registration = Registration.objects.select_for_update(of=("self",)).select_related("plan").get(pk=registration.pk)
    plan = registration.plan
    if registration.candidate.user_id != actor.pk:
        require_can_run(actor, plan)
    if registration.state in ("rejected", "withdrawn"):
        raise Refused("registration_over", "该报名未通过或已撤回。")
    if not plan.sessions.filter(subject=subject).exists():
        raise Refused("subject_not_examined", f"计划 {plan.plan_number} 不考“{subject}”。")
    if Release.objects.filter(plan=plan).exists():
        raise Refused("results_there", "本次成绩已录入，不能再沿用前次成绩。")
    if registration.scores.filter(subject=subject).exists():
        raise Refused("carried_already", "该科已沿用前次合格成绩。")
    months = setting_on("makeup_months", localdate(at))
    found = earlier_pass(registration, subject, localdate(at), months)
    if found is None:
        raise Refused("no_earlier_pass", f"没有 {months} 个月内公布的同一职业（项目）、同一等级“{Subject(subject).label}”合格成绩。",
                      hint="该科须参加考试。")  # fmt: skip
    source = found.registration
    facts = {"plan": source.plan.plan_number, "registration": str(source.public_id),
             "published_on": source.plan.release.published_on.isoformat(), "entry": found.entry, "months": months}  # fmt: skip
    made = Score.objects.create(registration=registration, subject=subject, score=found.score, status=ScoreStatus.CARRIED,
                                details=facts, entered_at=at)  # fmt: skip
    record(actor=actor, at=at, action="carry_pass", subject=registration,
           facts={"subject": subject, "score": found.score, **facts})  # fmt: skip
    return made
