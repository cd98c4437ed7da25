from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.audit.record import action, record
from liangcai.apps.audit.selectors import export_lines
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.engines.ledger import checkpoint
from liangcai.engines.sealing.signed_document import sign_document

OWNERS = {"hall": "办事大厅", "vault": "题库工作站", "room": "考场机"}


@action
def make_checkpoint(*, actor: Any, at: datetime) -> dict[str, Any]:
    """A signed statement of how long the chain is and what its head and root are, to be kept outside the database.
    It covers all entries before its own. Refused "ledger_broken" for a chain that
    does not hold."""
    site = current_site()
    found = checkpoint.make_checkpoint(site, export_lines(), at.astimezone(UTC).isoformat(timespec="seconds"))
    key = station_key(PACKAGE, on=localdate(at), owner=OWNERS[site])
    document = sign_document(checkpoint.SIGNED_KIND, found.as_dict(), key)  # type: ignore[arg-type]
    record(actor=actor, at=at, action="make_checkpoint", subject=f"audit:{site}",
           facts={"count": found.count, "head": found.head, "root": found.root, "key": key.key_id})  # fmt: skip
    return document
