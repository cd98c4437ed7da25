from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.models import DiscCopy
from liangcai.apps.custody.permissions import require_custodian
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused

STEPS = {"kept": ("destroyed",), "handed_over": ("returned", "destroyed"), "returned": ("destroyed",),
         "failed": ("destroyed",), "destroyed": ()}  # fmt: skip


@action
def record_disc_fate(*, actor: User, at: datetime, copy: DiscCopy, fate: str, second: User, note: str) -> DiscCopy:
    """What became of a copy: back in the room, or destroyed before two persons (how, in `note`). The ledger gets its
    row (002-045)."""
    require_custodian(actor, at.date())
    require_custodian(second, at.date())
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "光盘归还、销毁须两人在场。")
    copy = DiscCopy.objects.select_for_update(of=("self",)).select_related("disc").get(pk=copy.pk)
    if fate not in STEPS[copy.fate]:
        raise Refused("disc_fate", f"光盘 {copy} 现为“{copy.get_fate_display()}”，不能登记为“{dict(DiscCopy.FATES).get(fate, fate)}”。")
    if not note.strip():
        raise BadInput("note_needed", "须写明归还人或销毁方式。", where="note")
    enter_fate(copy, fate, at, note.strip())
    append_row("disc", actor.get_username(), at, [actor.display_name, second.display_name],
               f"{copy} {copy.get_fate_display()}：{note.strip()}"[:200],
               {"direction": fate, "disc": copy.disc.number, "copy": copy.copy, "sha256": copy.disc.image_sha256})  # fmt: skip
    record(actor=actor, at=at, action="record_disc_fate", subject=copy.disc,
           facts={"copy": copy.copy, "fate": fate, "second": second.get_username(), "note": note.strip()})  # fmt: skip
    return copy


def enter_fate(copy: DiscCopy, fate: str, at: datetime, note: str) -> None:
    copy.fate, copy.fate_at, copy.fate_note = fate, at, note[:200]
    copy.save(update_fields=["fate", "fate_at", "fate_note"])
