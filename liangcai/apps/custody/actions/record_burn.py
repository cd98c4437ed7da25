from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import Disc, DiscCopy
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import NotPermitted


@action
def record_burn(
    *, actor: User, at: datetime, disc: Disc, second: User, drive: str, read_back_sha256: str,
) -> DiscCopy:  # fmt: skip
    """Enter a burning in the log of discs: one custodian burns, another looks on, and the disc is read back to its
    last byte. A copy that differs from the image is entered too, as to be destroyed: it may not leave (002-043)."""
    require_custodian(actor, at.date())
    require_custodian(second, at.date())
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "刻录须一人操作、另一人在场见证。", citation=Citation(S002, "四(二)", "002-041"))
    disc = Disc.objects.select_for_update().get(pk=disc.pk)
    same = read_back_sha256 == disc.image_sha256
    copy = DiscCopy.objects.create(disc=disc, copy=disc.copies.count() + 1, burnt_at=at, burnt_by=actor, witnessed_by=second,
                                   drive=drive, read_back_sha256=read_back_sha256, fate="kept" if same else "failed")  # fmt: skip
    words = "刻录，回读相符" if same else "刻录，回读不符，待销毁"
    append_row("disc", actor.get_username(), at, [actor.display_name, second.display_name], f"{copy} {words}",
               {"direction": "burnt", "disc": disc.number, "copy": copy.copy, "image": disc.image_sha256, "read_back": read_back_sha256})  # fmt: skip
    record(actor=actor, at=at, action="record_burn", subject=disc,
           facts={"copy": copy.copy, "second": second.get_username(), "drive": drive, "read_back": read_back_sha256, "same": same})  # fmt: skip
    return copy
