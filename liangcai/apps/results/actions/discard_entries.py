from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.models import ScoreSheet
from liangcai.apps.results.taking_in import require_no_results
from liangcai.kernel.refusals import Refused


@action
def discard_entries(*, actor: User, at: datetime, plan: ExamPlan, reason: str) -> int:
    """Give up what was entered for a plan and begin again (the wrong pile of paper, a package after all); what was
    entered stays in the log. Not once the scores are taken in. Returns how many entries were given up."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    require_no_results(plan)
    sheets = list(ScoreSheet.objects.filter(plan=plan).select_related("entered_by"))
    if not sheets:
        raise Refused("nothing_entered", "没有已录入的成绩。")
    if not reason.strip():
        raise Refused("reason_needed", "作废录入须写明原因。")
    record(actor=actor, at=at, action="discard_entries", subject=plan,
           facts={"reason": reason, "entries": [{"by": s.entered_by.username, "cells": s.cells} for s in sheets]})  # fmt: skip
    ScoreSheet.objects.filter(plan=plan).delete()
    return len(sheets)
