from __future__ import annotations

from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.models import AssemblyRun, Dispatch
from liangcai.apps.papers.package_content import package_files
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from liangcai.kernel.refusals import Refused

KEY_OWNER = "题库工作站"


@action
def seal_papers(
    *, actor: User, at: datetime, run: AssemblyRun, receiver: str, receiver_key: PublicKey, not_before: datetime,
    slip_number: str, plan_number: str, title: str, key: bytes, watermark: str = "",
) -> Dispatch:  # fmt: skip
    """Seal the papers, keys and conformity certificates of a run to one room, not to be opened before the
    examination. The disc ledger gets its row; nothing is written to any other medium (002-043)."""
    require_custodian(actor, at.date())
    if Dispatch.objects.filter(slip_number=slip_number).exists():
        raise Refused("slip_used", f"交接单编号 {slip_number} 已使用。")
    run.require_current()
    files = package_files(run, plan_number=plan_number, title=title, key=key, watermark=watermark)
    signer = station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)
    name, path = new_file(f"packages/{slip_number}.lcp")
    manifest = Manifest(kind="papers", sender=current_site(), receiver=receiver, session=plan_number,
                        not_before=not_before)  # fmt: skip
    digest = seal(Path(path), files, manifest, [signer], receivers=[receiver_key])
    dispatch = Dispatch.objects.create(run=run, receiver=receiver, not_before=not_before, slip_number=slip_number,
                                       package_sha256=digest, package=name)  # fmt: skip
    append_row("disc", actor.get_username(), at, [actor.display_name], f"试卷出库 {slip_number} → {receiver}",
               {"sha256": dispatch.package_sha256, "direction": "out"})  # fmt: skip
    record(actor=actor, at=at, action="seal_papers", subject=dispatch,
           facts={"slip": slip_number, "receiver": receiver, "sha256": dispatch.package_sha256,
                  "not_before": not_before})  # fmt: skip
    return dispatch
