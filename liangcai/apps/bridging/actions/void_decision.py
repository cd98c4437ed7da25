from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import Application, IntegrityRecord
from liangcai.apps.bridging.permissions import require_corrector
from liangcai.apps.bridging.reopening import by_number, reopen_resting_on
from liangcai.apps.bridging.states import APPLICATION
from liangcai.kernel.citations import S001, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def void_decision(
    *, actor: User, at: datetime, application: Application, kind: str, reason: str,
) -> tuple[Application, list[Application]]:  # fmt: skip
    """What fraud or irregular procedure obtained is void from the beginning (001-089), goes into the integrity
    register (001-090), and opens every decision again that rested on it; after fraud also those that rest on the
    same evidence (X-07). Returns the application and those opened again. `kind`: fraud | procedure."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_corrector(actor)
    if kind not in ("fraud", "procedure"):
        raise BadInput("unknown_kind", f"没有“{kind}”这种情形。", where="kind")
    if not reason.strip():
        raise Refused("reason_needed", "作废须写明查实的事实与理由。", citation=Citation(S001, "五", "001-090"))
    application.state = APPLICATION.step(application.state, "void")
    application.save(update_fields=["state"])
    IntegrityRecord.objects.create(candidate=application.candidate, application=application, kind=kind, reason=reason,
                                   recorded_on=timezone.localdate(at))  # fmt: skip
    void = [str(application.public_id)]
    if application.result_number:
        void.append(by_number(application.result_number))
    if kind == "fraud":
        void += application.evidence.values_list("sha256", flat=True)
    touched = reopen_resting_on(void)
    record(actor=actor, at=at, action="void_decision", subject=application, facts={
        "kind": kind, "reason": reason, "reopened": [str(one.public_id) for one in touched]})  # fmt: skip
    return application, touched
