from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_disc_fate import enter_fate
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import DiscCopy
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import Dispatch
from liangcai.kernel.refusals import BadInput, Refused


@action
def sign_slip(
    *, actor: User, at: datetime, dispatch: Dispatch, copy: DiscCopy, receiver_person: str, seal_number: str,
    signed_at: datetime, taken_at: datetime,
) -> Dispatch:  # fmt: skip
    """Both have signed the hand-over slip (annex 11): the disc has left the room, under a numbered seal. `signed_at` and
    `taken_at` are the moments beside the two signatures. Refused for a copy that was not read back as the image."""
    require_custodian(actor, at.date())
    dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if dispatch.handed_over_at:
        raise Refused("signed_already", f"交接单 {dispatch.slip_number} 已于 {dispatch.handed_over_at:%Y-%m-%d %H:%M} 签字。")
    copy = DiscCopy.objects.select_for_update(of=("self",)).select_related("disc").get(pk=copy.pk)
    if copy.disc_id != dispatch.disc_id or copy.fate != "kept":
        raise Refused("wrong_disc", f"光盘 {copy} 不能随该单移交：须为本密封包的光盘，回读相符且在库。", hint="请核对光盘编号与份号。")
    if not receiver_person.strip() or not seal_number.strip():
        raise BadInput("slip_fields", "须写明接收人与封签号。", where="receiver_person")
    if not signed_at <= taken_at <= at:
        raise Refused("slip_times", "移交签字应早于接收签字，且都不晚于现在。")
    dispatch.copy, dispatch.giver_person, dispatch.receiver_person = copy, actor.display_name, receiver_person.strip()
    dispatch.seal_number, dispatch.handed_over_at, dispatch.taken_over_at = seal_number.strip(), signed_at, taken_at
    dispatch.save()
    enter_fate(copy, "handed_over", at, f"交接单 {dispatch.slip_number}，接收人 {dispatch.receiver_person}，封签 {dispatch.seal_number}")
    append_row("disc", actor.get_username(), at, [actor.display_name, dispatch.receiver_person],
               f"光盘 {copy} 出库，交接单 {dispatch.slip_number} → {dispatch.receiver}"[:200],
               {"direction": "out", "sha256": dispatch.package_sha256, "disc": copy.disc.number, "copy": copy.copy,
                "seal": dispatch.seal_number, "due_on": copy.disc.due_on and copy.disc.due_on.isoformat()})  # fmt: skip
    record(actor=actor, at=at, action="sign_slip", subject=dispatch,
           facts={"slip": dispatch.slip_number, "disc": str(copy), "to": dispatch.receiver_person, "seal": dispatch.seal_number,
                  "signed_at": signed_at, "taken_at": taken_at})  # fmt: skip
    return dispatch
