from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.models import Batch, Candidate
from liangcai.apps.registrations.photo_archive import match_photos
from liangcai.apps.registrations.photo_files import put_photo
from liangcai.kernel.refusals import BadInput, Refused


@action
def import_photos(*, actor: User, at: datetime, batch: Batch, archive: bytes) -> tuple[int, list[dict[str, Any]]]:
    """A body's zip of photos for a batch that is not answered yet. The good ones are kept, the faulty listed with
    what was found. Refused when not one is good."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("plan__body").get(pk=batch.pk)
    require_member(actor, batch.plan.body)
    if batch.state not in ("draft", "submitted"):
        raise Refused("batch_concluded", "该批次已审核，照片不能再由机构更换。", hint="考生本人仍可在“我的报名”更换照片。")
    rows = list(batch.registrations.exclude(state="withdrawn").select_related("candidate").order_by("pk"))
    found, faults = match_photos(archive, rows, localdate(at))
    if not found:
        raise BadInput("no_photo", "没有一张照片可用，未作任何改动。", where="photos", hint="文件名应为证件号码或序号。",
                       facts={"errors": [{"row": "—", "field": f["file"], **f} for f in faults[:200]]})  # fmt: skip
    people = [row.candidate for row in rows if row.candidate_id in found]
    for person in people:
        put_photo(person, found[person.pk])
    Candidate.objects.bulk_update(people, ["photo"], batch_size=500)
    record(actor=actor, at=at, action="import_photos", subject=batch, facts={"photos": len(people), "faults": faults})
    return len(people), faults
