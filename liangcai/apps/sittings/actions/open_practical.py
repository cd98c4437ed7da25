from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def open_practical(
    *, actor: User, at: datetime, plan_number: str, title: str, minutes: int, mode: str,
    criteria: Mapping[str, str], roster: Sequence[Mapping[str, Any]],
) -> Sitting:  # fmt: skip
    """Set up a practical session. `criteria` {criterion: full marks} must total 100 (004-032)."""
    require_proctor(actor)
    try:
        marks = [Decimal(str(v)) for v in criteria.values()]
    except InvalidOperation:
        raise Refused("criteria_total", "评分项的满分应为数字。") from None
    if not all(m.is_finite() and m > 0 for m in marks) or sum(marks) != 100:
        raise Refused("criteria_total", f"评分项满分合计 {sum(marks):f}，应各大于 0 且合计 100。",
                      citation=Citation(S004, "三(二)5", "004-032"))  # fmt: skip
    if Sitting.objects.filter(plan_number=plan_number, subject="practical").exists():
        raise Refused("opened_already", f"计划 {plan_number} 的操作技能场次已经建立。")
    sitting = Sitting.objects.create(plan_number=plan_number, subject="practical", mode=mode, title=title, starts_at=at,
                                     minutes=minutes, papers={"criteria": dict(criteria)})  # fmt: skip
    Seat.objects.bulk_create(
        Seat(sitting=sitting, **{k: str(r[k]) for k in ("ticket_number", "name", "identity_last4", "seat", "paper_code")})
        for r in roster
    )
    record(actor=actor, at=at, action="open_practical", subject=sitting,
           facts={"criteria": dict(criteria), "candidates": len(roster)})  # fmt: skip
    return sitting
