from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.registrations.enums import SheetKind
from liangcai.apps.registrations.models import PrintRun
from liangcai.apps.registrations.sheets import sheets_of, stale_of
from liangcai.kernel.refusals import BadInput, Refused


@action
def begin_print(*, actor: User, at: datetime, plan: ExamPlan, kind: str, authority: str, only_stale: bool) -> PrintRun:
    """A print of all sheets of a kind, or only of those that changed since they were last printed. The sheets are
    set part by part afterwards (`add_printed_part`)."""
    require_can_run(actor, plan)
    if kind not in SheetKind.values:
        raise BadInput("unknown_sheet", f"没有“{kind[:20]}”这种打印件。", where="kind")
    sheets = sheets_of(plan, kind, authority=authority)
    if not sheets:
        raise Refused("nothing_to_print", "没有可打印的内容。", hint="请先编排考场；准备通知单须有操作技能科目。")
    stale = stale_of(plan, kind, sheets)
    if only_stale:
        sheets = list(stale.changed)
        if not sheets:
            raise Refused("nothing_stale", "上次打印之后没有变化，不必重印。")
    run = PrintRun.objects.create(plan=plan, kind=kind, keys=[s.key for s in sheets],
                                  digests={s.key: s.digest for s in sheets} | dict.fromkeys(stale.gone, ""), begun_at=at)  # fmt: skip
    record(actor=actor, at=at, action="begin_print", subject=plan,
           facts={"kind": kind, "sheets": len(sheets), "only_stale": only_stale, "run": str(run.public_id)})  # fmt: skip
    return run
