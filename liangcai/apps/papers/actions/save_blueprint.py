from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.engine_io import plan_of
from liangcai.apps.papers.models import Blueprint
from liangcai.engines.assembly import Blueprint as Plan
from liangcai.kernel.refusals import BadInput, Refused

FULL_SCORE = 100


@action
def save_blueprint(
    *, actor: User, at: datetime, bank: Bank, name: str, text: str, minutes: int, source: str = "",
) -> Blueprint:  # fmt: skip
    """Keep an assembly plan for a bank. `text` is the TOML of the contract; it is read before it is kept, and
    cannot be changed afterwards: scope, weight, types, counts and scores are not negotiable (002-040). A plan of
    practical parts must weigh 100 in all and take the minutes of its parts."""
    require_custodian(actor, at.date())
    plan = plan_of(text, name)
    practical = [cell for cell in plan.cells if cell.type == ItemType.PRACTICAL]
    if practical:
        minutes = check_practical(plan, name)
    bank = Bank.objects.select_for_update().get(pk=bank.pk)
    same = Blueprint.objects.filter(bank=bank, text=text, minutes=minutes).first()
    if same:
        raise Refused("blueprint_there", f"{bank} 已有内容相同的组卷方案“{same.name}”。", hint="请直接使用该方案。")
    blueprint = Blueprint.objects.create(bank=bank, name=name, text=text, minutes=minutes, source=source,
                                         subject=Blueprint.PRACTICAL if practical else Blueprint.THEORY)  # fmt: skip
    record(actor=actor, at=at, action="save_blueprint", subject=blueprint,
           facts={"name": name, "text": text, "minutes": minutes, "source": source})  # fmt: skip
    return blueprint


def check_practical(plan: Plan, name: str) -> int:
    """The minutes of all parts; refuses a mixture of theory and practice, weights that do not total 100, no minutes."""
    if any(cell.type != ItemType.PRACTICAL for cell in plan.cells):
        raise BadInput("mixed_blueprint", "操作技能方案不能含理论题型。", where=name, hint="请把理论与操作分成两个方案。")
    if plan.total_score != FULL_SCORE:
        raise BadInput("weights_not_100", f"操作技能各部分比重合计为 {plan.total_score:g}，应为 100。", where=name)
    if not all(cell.minutes for cell in plan.cells):
        raise BadInput("part_minutes", "操作技能方案的每一部分都应写明考核时间（minutes）。", where=name)
    return sum(cell.minutes * cell.count for cell in plan.cells)
