from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.registrations.photo_checks import checked_photo
from liangcai.apps.registrations.photo_files import put_photo
from liangcai.kernel.refusals import NotPermitted


@action
def upload_photo(*, actor: User, at: datetime, data: bytes) -> Candidate:
    """A candidate's own photo, checked and redrawn; it takes the place of the one before."""
    require_role(actor, Role.CANDIDATE)
    candidate = Candidate.objects.select_for_update().filter(user=actor).first()
    if candidate is None:
        raise NotPermitted("no_candidate", "该账号尚未核对考生身份。", hint="请携证件到评价机构核对。")
    picture = checked_photo(data, localdate(at))
    put_photo(candidate, picture)
    candidate.save(update_fields=["photo"])
    record(actor=actor, at=at, action="upload_photo", subject=candidate, facts={"bytes": len(picture)})
    return candidate
