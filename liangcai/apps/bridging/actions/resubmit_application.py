from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.engine_io import answer_on, require_supported
from liangcai.apps.bridging.evidence_files import attach
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_own
from liangcai.apps.bridging.states import APPLICATION


@action
def resubmit_application(
    *, actor: User, at: datetime, application: Application, facts: Mapping[str, Any] | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
) -> Application:  # fmt: skip
    """A returned application comes back, with more evidence or corrected facts; it is decided for the same day."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_own(actor, application)
    application.state = APPLICATION.step(application.state, "resubmit")
    application.facts = dict(facts) if facts is not None else application.facts
    application.answer = answer_on(application.facts, application.decided_for)
    require_supported(application.answer, application.target, application.outcome)
    application.policy_version, application.submitted_at = application.answer["policy_version"], at
    application.save()
    application.evidence.filter(checked=False).delete()
    files = attach(application, evidence)
    application.evidence.update(checked=None)
    record(actor=actor, at=at, action="resubmit_application", subject=application, facts={
        "facts": application.facts, "policy_version": application.policy_version,
        "evidence": [file.sha256 for file in files]})  # fmt: skip
    return application
