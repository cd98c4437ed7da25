from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.registrations.evidence_checks import checked_evidence
from liangcai.apps.registrations.models import EvidenceFile, Registration
from liangcai.apps.registrations.permissions import require_concerned
from liangcai.kernel.refusals import BadInput, Refused

MOST_FILES = 20


@action
def attach_evidence(
    *, actor: User, at: datetime, registration: Registration, fact: str, name: str, data: bytes,
) -> EvidenceFile:  # fmt: skip
    """A file that shows one fact, while the registration is not decided. The same file twice is refused."""
    registration = (
        Registration.objects.select_for_update(of=("self",)).select_related("candidate", "plan__body").get(pk=registration.pk)
    )  # fmt: skip
    require_concerned(actor, registration)
    if registration.state not in ("draft", "submitted"):
        raise Refused("decided_already", "报名已审核或已撤回，不能再补材料。")
    suffix = checked_evidence(fact, data)
    digest = hashlib.sha256(data).hexdigest()
    if registration.evidence.filter(sha256=digest).exists():
        raise Refused("same_file", f"“{name[:60]}”已经上传过。")
    if registration.evidence.count() >= MOST_FILES:
        raise BadInput("too_many_files", f"每份报名最多 {MOST_FILES} 个材料。", where="file")
    made = EvidenceFile(registration=registration, fact=fact, name=name[:120], sha256=digest, uploaded_at=at)
    made.file.save(f"{made.public_id}{suffix}", ContentFile(data), save=False)
    made.save()
    record(actor=actor, at=at, action="attach_evidence", subject=registration, facts={"fact": fact, "sha256": digest})
    return made
