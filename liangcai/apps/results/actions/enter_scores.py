from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.double_entry import differences, read_sheet, result_rows
from liangcai.apps.results.models import ScoreSheet
from liangcai.apps.results.taking_in import require_no_results, take_in
from liangcai.kernel.refusals import NotPermitted, Refused


@action
def enter_scores(
    *, actor: User, at: datetime, plan: ExamPlan, lines: Iterable[tuple[int, Mapping[str, str]]],
) -> ScoreSheet:  # fmt: skip
    """Enter all scores of a plan whose room sent no package; `lines` as (line, text by column) from the workbook or
    the screen. Two persons enter independently. Where the second entry equals the first the scores are taken in at
    once; otherwise the cells that differ wait for `settle_differences`. All cells or none (`RowErrors`)."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    require_no_results(plan)
    if plan.state != "closed":
        raise Refused("not_held_yet", f"计划 {plan.plan_number} 尚未编排考场，不能录入成绩。")
    sheets = list(ScoreSheet.objects.filter(plan=plan))
    if any(sheet.entered_by_id == actor.pk for sheet in sheets):
        raise NotPermitted("two_persons", "您已录入过这份成绩，第二遍须由另一人独立录入。", hint="请另一位工作人员登录录入。")
    if len(sheets) >= 2:
        raise Refused("entered_twice", "两遍录入均已完成。", hint="请处理两遍录入的差异，或作废后重新录入。")
    on = localdate(at)
    cells = read_sheet(plan, lines, on)
    sheet = ScoreSheet.objects.create(plan=plan, turn=len(sheets) + 1, cells=cells, entered_by=actor, entered_at=at)
    differing = differences(sheets[0].cells, cells) if sheets else []
    taken_in = bool(sheets) and not differing
    if taken_in:
        take_in(plan, result_rows(cells, on), entered_by=actor, at=at)
    record(actor=actor, at=at, action="enter_scores", subject=plan,
           facts={"turn": sheet.turn, "candidates": len(cells), "differences": [d.key for d in differing],
                  "taken_in": taken_in})  # fmt: skip
    return sheet
