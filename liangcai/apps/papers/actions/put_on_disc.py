from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.make_disc import make_disc
from liangcai.apps.custody.models import Disc
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.signing import published_keys
from liangcai.engines.sealing.keys import write_key_set
from liangcai.kernel.refusals import Refused


@action
def put_on_disc(*, actor: User, at: datetime, dispatch: Dispatch) -> Disc:
    """The image of the disc that carries a room's package, with the public keys to check it by. Once a package; more
    copies are burnt from the same image."""
    dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if dispatch.disc_id:
        raise Refused("disc_made", f"该密封包已制成光盘 {dispatch.disc}。", hint="需要副本时由同一映像刻录。")
    due_on = timezone.localdate(dispatch.not_before) + timedelta(days=setting_on("receipt_days", at.date()))
    files: dict[str, bytes | Path] = {f"{dispatch.slip_number}.lcp": Path(dispatch.package.path),
                                      "KEYS.json": write_key_set(published_keys().values())}  # fmt: skip
    dispatch.disc = make_disc(actor=actor, at=at, purpose="papers", counterpart=dispatch.receiver, files=files, due_on=due_on)
    dispatch.save(update_fields=["disc"])
    record(actor=actor, at=at, action="put_on_disc", subject=dispatch, facts={"disc": dispatch.disc.number})
    return dispatch.disc
