from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import ResponsePackage
from liangcai.apps.marking.responses import anonymous_rows
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from liangcai.kernel.refusals import Refused

KEY_OWNER = "考场机"


@action
def seal_responses(*, actor: User, at: datetime, sitting: Sitting, receiver_key: PublicKey) -> ResponsePackage:
    """Seal what candidates chose to the vault, without anything that tells who chose it: paper and letters only, in
    an order that is not that of the seats. Refused before the marks are made, for so few candidates that one could be
    known again, and a second time."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if sitting.subject != "theory" or sitting.state not in ("marked", "sealed"):
        raise Refused("not_marked", "理论科目评分完成后才能封装匿名作答。", facts={"state": sitting.state})
    if ResponsePackage.objects.filter(sitting=sitting).exists():
        raise Refused("responses_sealed", f"计划 {sitting.plan_number} 的匿名作答已经封装。", hint="请使用已有的作答包。")
    rows, least = anonymous_rows(sitting), setting_on("responses_least", at.date())
    if len(rows) < least:
        raise Refused("too_few_to_be_anonymous", f"只有 {len(rows)} 人作答，少于 {least} 人，可能辨认出个人，不予封装。",
                      facts={"found": len(rows), "needed": least})  # fmt: skip
    content = {"package_sha256": sitting.package_sha256, "held_on": timezone.localdate(sitting.starts_at).isoformat(),
               "rows": rows}  # fmt: skip
    name, path = new_file(f"responses/{sitting.plan_number}.lcp")
    manifest = Manifest(kind="responses", sender=current_site(), receiver="vault", session=sitting.plan_number)
    digest = seal(Path(path), {"responses.json": json.dumps(content, ensure_ascii=False).encode()}, manifest,
                  [station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)], receivers=[receiver_key])  # fmt: skip
    package = ResponsePackage.objects.create(sitting=sitting, sha256=digest, sealed_at=at, file=name)
    record(actor=actor, at=at, action="seal_responses", subject=package,
           facts={"sha256": digest, "rows": len(rows), "plan": sitting.plan_number})  # fmt: skip
    return package
