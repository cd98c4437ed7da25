from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.core.files import File

from liangcai.apps.accounts.clock import require_clock
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import ArrivedPackage
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.station.signing import PACKAGE, RECEIVER, published_keys, station_key
from liangcai.engines.sealing.packages import inspect
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.kernel.refusals import Refused

KEY_OWNER = "考场机"


@action
def receive_package(*, actor: User, at: datetime, package: Path, site: str = KEY_OWNER) -> ArrivedPackage:
    """Take a package of papers in, still shut: its signature holds, it is sealed to this room, and it opens only by two
    groups of custodians. The signed receipt of its arrival goes back to the vault."""
    require_proctor(actor)
    require_clock(at)
    keys = published_keys()
    facts = inspect(package, keys)
    if facts.manifest.kind != "papers":
        raise Refused("not_papers", "这不是试卷密封包。", hint="请核对交接单上的光盘编号。")
    own = station_key(RECEIVER, on=at.date(), owner=site)
    if facts.manifest.receiver != own.key_id or own.key_id not in facts.receivers:
        named = keys.get(facts.manifest.receiver)
        raise Refused("wrong_receiver", f"这个密封包封给“{named.owner if named else facts.manifest.receiver}”，不是封给本考场的。",
                      hint="请核对交接单与光盘编号，原封退回。", facts={"found": facts.manifest.receiver, "needed": own.key_id})  # fmt: skip
    if not facts.together or not facts.groups:
        raise Refused("one_person_could_open", "这个密封包不须保管人份额即可打开，不符合两人启封的要求，拒收。", hint="请题库重新封装。")
    if ArrivedPackage.objects.filter(sha256=facts.digest).exists():
        raise Refused("arrived_already", "这个密封包已经登记到达。")
    receipt = make_receipt(facts.digest, site, "received", at, station_key(PACKAGE, on=at.date(), owner=site))
    groups = [{"name": g.name, "needed": g.needed, "total": g.total, "set_mark": g.set_mark} for g in facts.groups]
    arrived = ArrivedPackage(sha256=facts.digest, plan_number=facts.manifest.session, sender=facts.manifest.sender,
                             not_before=facts.manifest.not_before, groups=groups, arrived_at=at, receipt=receipt)  # fmt: skip
    with package.open("rb") as stream:
        arrived.file.save(f"{facts.digest[:16]}.lcp", File(stream), save=False)
    try:
        arrived.save()
        record(actor=actor, at=at, action="receive_package", subject=arrived,
               facts={"sha256": facts.digest, "plan": arrived.plan_number, "receipt": receipt})  # fmt: skip
    except BaseException:
        arrived.file.delete(save=False)
        raise
    return arrived
