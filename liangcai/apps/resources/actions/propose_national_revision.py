from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.enums import StandardKind
from liangcai.apps.resources.models import Standard
from liangcai.kernel.citations import S003, Citation
from liangcai.kernel.refusals import Refused


@action
def propose_national_revision(
    *, actor: User, at: datetime, standard: Standard, grounds: str, consent_number: str, consent_on: date | None
) -> Standard:
    """Begin the revision of a national standard. The ministry's consent comes first (003-039)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    if standard.kind != StandardKind.NATIONAL:
        raise Refused("not_national", f"{standard}不是国家职业技能标准，请按开发项目申请修订。")
    if not consent_number.strip() or consent_on is None or consent_on > localdate(at):
        raise Refused("ministry_consent", "修订国家职业技能标准须先取得人力资源社会保障部同意。",
                      citation=Citation(S003, "(十八)", "003-039"), hint="请填写同意文件的文号与日期。")  # fmt: skip
    if not grounds.strip():
        raise Refused("reason_needed", "请写明修订理由。")
    record(actor=actor, at=at, action="propose_national_revision", subject=standard,
           facts={"grounds": grounds.strip(), "consent_number": consent_number.strip(), "consent_on": consent_on})  # fmt: skip
    return standard
