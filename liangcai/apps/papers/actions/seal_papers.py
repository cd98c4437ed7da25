from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.engine_io import paper_content, printed_paper
from liangcai.apps.papers.models import AssemblyRun, Dispatch
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from liangcai.engines.typesetting.paper import render
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
    files: dict[str, bytes] = {}
    session: dict[str, Any] = {"plan_number": plan_number, "title": title, "minutes": run.blueprint.minutes, "papers": {}}
    for paper in run.papers.order_by("code"):
        questions = paper_content(paper, key)
        session["papers"][paper.code] = {"certificate": paper.conformity, "content": questions}
        files[f"{paper.code}.pdf"] = render(
            printed_paper(questions, title=title, subtitle="理论知识试卷", code=f"{plan_number}-{paper.code}",
                          minutes=run.blueprint.minutes, organization="江苏省职业技能评价"),
            watermark=watermark,
        )  # fmt: skip
    files["session.json"] = json.dumps(session, ensure_ascii=False, sort_keys=True).encode()
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
