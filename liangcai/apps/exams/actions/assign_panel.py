from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan, Panel, PanelMember
from liangcai.apps.exams.panel_rules import engagements, objections
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.engines.draw.method import DrawInputs
from liangcai.engines.draw.record import draw
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def assign_panel(
    *, actor: User, at: datetime, plan: ExamPlan, cards: Sequence[StaffCard], size: int = 3, beacon_source: str,
    beacon_value: str,
) -> Panel:  # fmt: skip
    """Draw the assessors of a plan: `size` (three or more) with exactly one leader, each with a valid card whose
    scope covers the project and no reason for recusal (004-033…004-038). The city centre dispatches them;
    the draw replays from its stored record."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    found = ExamPlan.objects.select_for_update(of=("self",)).select_related("body").prefetch_related("sessions")
    plan = found.get(pk=plan.pk)
    require_jurisdiction(actor, plan.region_code)
    if size < 3:
        raise Refused("panel_too_small", f"考评小组应不少于 3 人，拟派 {size} 人。",
                      citation=Citation(S004, "三(二)5", "004-034"), facts={"size": size})  # fmt: skip
    if Panel.objects.filter(plan=plan).exists():
        raise Refused("panel_exists", "该计划已派遣考评小组。", hint="如需更换，请先记录更换原因。")
    known = engagements(plan)
    unfit = {c.number: found for c in cards if (found := objections(c, plan, known))}
    fit = [c for c in cards if c.number not in unfit]
    leaders = [c for c in fit if c.kind == StaffKind.LEAD_ASSESSOR]
    others = [c for c in fit if c.kind == StaffKind.ASSESSOR]
    if not leaders or len(others) < size - 1:
        raise Refused(
            "panel_short", f"符合条件的考评组长 {len(leaders)} 人、考评员 {len(others)} 人，需要 1 人和 {size - 1} 人。",
            citation=Citation(S004, "三(二)5", "004-035"),
            hint=_named(unfit, cards), facts={"objections": unfit},
        )  # fmt: skip
    result = draw(DrawInputs(
        title=f"{plan.plan_number} 考评小组", rule="004-034、004-035：组长 1 人，考评员若干，随机抽取",
        members=tuple([("考评组长", c.number) for c in leaders] + [("考评员", c.number) for c in others]),
        quota={"考评组长": 1, "考评员": size - 1}, announced_at=(at - timedelta(hours=1)).isoformat(),
        beacon_source=beacon_source, beacon_at=at.isoformat(), beacon_value=beacon_value,
    ))  # fmt: skip
    chosen = {number: stratum == "考评组长" for stratum, numbers in result["selected"].items() for number in numbers}
    panel = Panel.objects.create(plan=plan, draw=result, dispatched_by=actor.display_name)
    PanelMember.objects.bulk_create(
        PanelMember(panel=panel, card=c, is_leader=chosen[c.number]) for c in fit if c.number in chosen
    )
    record(actor=actor, at=at, action="assign_panel", subject=plan, facts={"draw": result, "size": size})
    return panel


def _named(unfit: Mapping[str, Sequence[str]], cards: Sequence[StaffCard], most: int = 12) -> str:
    """Who is not fit and why; other kinds of cards are not worth a word."""
    able = [c for c in cards if c.number in unfit and c.kind in (StaffKind.ASSESSOR, StaffKind.LEAD_ASSESSOR)]
    said = [f"{c.holder_name}（{c.number}）：{'、'.join(unfit[c.number])}" for c in able[:most]]
    more = f"；另有 {len(able) - most} 人" if len(able) > most else ""
    return f"不符合条件的：{'；'.join(said)}{more}。" if said else ""
