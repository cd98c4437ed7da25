from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.permissions import require_authority
from liangcai.apps.bridging.states import APPLICATION
from liangcai.apps.notices.write_notices import write_notices
from liangcai.kernel.refusals import Refused


@action
def return_application(*, actor: User, at: datetime, application: Application, reasons: Sequence[str]) -> Application:
    """Back to the applicant, once, with every reason."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_authority(actor, application)
    said = [reason.strip() for reason in reasons if reason.strip()]
    if not said:
        raise Refused("reason_needed", "退回须一次写明全部理由。")
    if application.returned_at:
        raise Refused("returned_before", f"已于 {application.returned_at:%Y-%m-%d} 退回过一次，不能再次退回。",
                      hint="请作出同意或不同意的决定。")  # fmt: skip
    application.state = APPLICATION.step(application.state, "return")
    application.return_reasons, application.returned_at = said, at
    application.save(update_fields=["state", "return_reasons", "returned_at"])
    record(actor=actor, at=at, action="return_application", subject=application, facts={"reasons": said})
    write_notices(
        at=at, to=[application.candidate], key=f"return_application:{application.public_id}",
        page="candidate_applications", subject="职业发展贯通申请被退回补正", text=f"请一次补正：{'；'.join(said)}。",
    )  # fmt: skip
    return application
