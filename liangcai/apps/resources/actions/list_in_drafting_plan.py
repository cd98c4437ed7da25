from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import NORM_KINDS, ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, DraftingPlan
from liangcai.apps.resources.occupation_names import require_occupation
from liangcai.apps.resources.selectors import moot_norm_projects
from liangcai.kernel.refusals import BadInput, Refused

STOPS = {"national": (NORM_KINDS, "国家职业技能标准编制计划（002-027、X-10）"),
         "industry": ((ProjectKind.ENTERPRISE_NORM,), "行业评价规范编制计划（002-028）")}  # fmt: skip


@action
def list_in_drafting_plan(
    *, actor: User, at: datetime, scope: str, occupation_code: str, occupation_name: str, listed_on: date, source: str,
) -> DraftingPlan:  # fmt: skip
    """Note that an occupation entered the national or the industry drafting plan. Norm projects that may no longer
    be developed are stopped that moment: neither late nor results (002-027, 002-028, X-10)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    require_occupation(occupation_code, occupation_name)
    if scope not in STOPS:
        raise BadInput("bad_scope", f"没有“{scope}”这种编制计划。", where="scope", hint="可用：national、industry。")
    if listed_on > localdate(at):
        raise Refused("future_listing", f"列入日期 {listed_on} 晚于今天 {localdate(at)}。")
    if not source.strip():
        raise Refused("source_needed", "须写明依据（计划的文号或名称）。")
    if DraftingPlan.objects.filter(scope=scope, occupation_code=occupation_code).exists():
        raise Refused("plan_known", f"{occupation_name}已登记在该编制计划中。")
    plan = DraftingPlan.objects.create(scope=scope, occupation_code=occupation_code, occupation_name=occupation_name,
                                       listed_on=listed_on, source=source.strip())  # fmt: skip
    kinds, words = STOPS[scope]
    moot = list(moot_norm_projects(occupation_code, kinds))
    stopped = [str(p.public_id) for p in moot]
    DevelopmentProject.objects.filter(pk__in=[p.pk for p in moot]).update(
        state="stopped", stopped_on=listed_on, stopped_reason=f"该职业已于 {listed_on} 列入{words}"
    )
    record(actor=actor, at=at, action="list_in_drafting_plan", subject=f"resources.DraftingPlan:{plan.pk}",
           facts={"scope": scope, "occupation": [occupation_code, occupation_name], "listed_on": listed_on,
                  "source": plan.source, "stopped": stopped})  # fmt: skip
    return plan
