from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.station.signing import publish, published_keys
from liangcai.engines.sealing.keys import PublicKey
from liangcai.kernel.refusals import Refused


@action
def trust_keys(*, actor: User | str, at: datetime, keys: Sequence[PublicKey]) -> None:
    """Enter other sites' public keys, whose packages and receipts this site will then accept. Refused where
    a key id stands here for another key: it would keep its first meaning, and nobody would know."""
    if actor != "system":
        require_role(actor, Role.SECURITY_ADMIN)  # type: ignore[arg-type]
    known = published_keys()
    for key in keys:
        if key.key_id in known and known[key.key_id].public_key != key.public_key:
            raise Refused("key_id_taken", f"密钥编号 {key.key_id} 在本站已登记为另一个公钥（{known[key.key_id].owner}）。", where=key.key_id,
                          hint="请与对方核对指纹；对方重装过站点的，须先由其重新生成密钥。")  # fmt: skip
    publish(*keys)
    record(actor=actor, at=at, action="trust_keys", subject="station:KEYS.json",
           facts={"keys": [{"key_id": k.key_id, "public_key": k.public_key, "owner": k.owner} for k in keys]})  # fmt: skip
