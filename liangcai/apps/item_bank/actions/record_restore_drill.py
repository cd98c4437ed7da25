from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import RestoreDrill
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.refusals import BadInput, NotPermitted


@action
def record_restore_drill(
    *, actor: User, at: datetime, second: User, disc_number: str, image_sha256: str, checks: Sequence[dict[str, Any]],
) -> RestoreDrill:  # fmt: skip
    """Keep what a drill found, good or bad (`checks` of `restore_drill.drill`)."""
    require_custodian(actor, at.date())
    require_custodian(second, at.date())
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "恢复演练须两名管理员到场。")
    if not checks:
        raise BadInput("no_checks", "没有演练结果。")
    passed = all(check["ok"] for check in checks)
    made = RestoreDrill.objects.create(disc_number=disc_number, image_sha256=image_sha256, drilled_at=at, drilled_by=actor,
                                       second=second.display_name, checks=list(checks), passed=passed)  # fmt: skip
    record(actor=actor, at=at, action="record_restore_drill", subject=f"custody.RestoreDrill:{made.pk}",
           facts={"disc": disc_number, "second": second.get_username(), "passed": passed, "checks": list(checks)})  # fmt: skip
    return made
