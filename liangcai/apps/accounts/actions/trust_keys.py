from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.station.signing import publish
from liangcai.engines.sealing.keys import PublicKey


@action
def trust_keys(*, actor: User | str, at: datetime, keys: Sequence[PublicKey]) -> None:
    """Enter other sites' public keys, whose packages and receipts this site will then accept."""
    if actor != "system":
        require_role(actor, Role.SECURITY_ADMIN)  # type: ignore[arg-type]
    publish(*keys)
    record(actor=actor, at=at, action="trust_keys", subject="station:KEYS.json",
           facts={"keys": [{"key_id": k.key_id, "public_key": k.public_key, "owner": k.owner} for k in keys]})  # fmt: skip
