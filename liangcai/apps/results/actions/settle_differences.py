from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.double_entry import open_differences, result_rows, review_panel
from liangcai.apps.results.marks import read_mark
from liangcai.apps.results.models import Release, ScoreSheet
from liangcai.apps.results.taking_in import require_no_results, take_in
from liangcai.kernel.refusals import BadInput, Refused, RowErrors


@action
def settle_differences(
    *, actor: User, at: datetime, plan: ExamPlan, settled: Mapping[str, tuple[str, str]],
) -> Release:  # fmt: skip
    """A third entry from the paper for every cell in which the two differ, each with its reason: `settled` maps
    `ticket:subject` to (the cell's words, reason). All differences are settled together; then the scores are taken in.
    Neither entry is changed. Who settles, like who entered, cannot check the results."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    require_no_results(plan)
    differing = open_differences(plan)
    if not differing:
        raise Refused("nothing_to_settle", "没有待处理的录入差异。", hint="须先有两人独立录入的成绩。")
    on = localdate(at)
    panel = review_panel(on)
    cells = ScoreSheet.objects.get(plan=plan, turn=2).cells
    reasons, errors = {}, []
    for one in differing:
        words, reason = settled.get(one.key, ("", ""))
        try:
            cells[one.ticket_number][one.subject] = read_mark(words, panel if one.subject == Subject.REVIEW else None).words
        except BadInput as no:
            errors.append({"row": 0, "field": one.key, "found": f"{one.ticket_number}：{no.message}", "expected": no.hint})
        if not reason.strip():
            errors.append({"row": 0, "field": one.key, "found": f"{one.ticket_number}：未写原因", "expected": "说明依据哪份原始记录"})
        reasons[one.key] = {"first": one.first, "second": one.second, "settled": words.strip(), "reason": reason.strip()}
    if errors:
        raise RowErrors(f"{len(errors)} 处未处理完，未保存任何数据。", errors)
    ScoreSheet.objects.create(plan=plan, turn=3, cells=cells, reasons=reasons, entered_by=actor, entered_at=at)
    release, _count = take_in(plan, result_rows(cells, on), entered_by=actor, at=at)
    record(actor=actor, at=at, action="settle_differences", subject=plan, facts={"settled": reasons})
    return release
