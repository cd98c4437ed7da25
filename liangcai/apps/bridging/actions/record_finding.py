from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import Application, Finding
from liangcai.apps.bridging.permissions import require_authority
from liangcai.apps.bridging.states import APPLICATION
from liangcai.apps.catalogue.selectors import policy
from liangcai.kernel.citations import Citation
from liangcai.kernel.refusals import BadInput, Refused

HERE = "liangcai.apps.bridging.actions.record_finding"


@action
def record_finding(
    *, actor: User, at: datetime, application: Application, rule: str, holds: bool, words: str,
) -> Finding:  # fmt: skip
    """Record what a rule leaves to people (001-013, 001-029 …): held or not, and why."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_authority(actor, application)
    held = next((one for one in policy().rules if one.id == rule and one.extra.get("recorded_on") == HERE), None)
    if held is None:
        raise BadInput("not_a_recorded_rule", f"规则 {rule} 不是须由人认定的规则。", where="rule")
    if application.state not in ("submitted", "checked"):
        raise Refused("wrong_state", f"申请当前为“{APPLICATION.labels[application.state]}”，不能再记录认定。")
    if not words.strip():
        raise Refused("reason_needed", "须写明认定的理由。",
                      citation=Citation(policy().number(held.source), held.source.article, held.id))  # fmt: skip
    finding = Finding.objects.create(application=application, rule=rule, holds=holds, words=words, found_by=actor,
                                     found_at=at)  # fmt: skip
    record(actor=actor, at=at, action="record_finding", subject=application,
           facts={"rule": rule, "holds": holds, "words": words, "policy_version": policy().version})  # fmt: skip
    return finding
