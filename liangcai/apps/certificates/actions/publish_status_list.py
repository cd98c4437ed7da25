from __future__ import annotations

import json
from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.station.signing import CERTIFICATE, station_key
from liangcai.apps.station.sites import site_folder
from liangcai.engines.sealing.status_list import Revocation, make_status_list

KEY_OWNER = "江苏省职业技能鉴定中心"


@action
def publish_status_list(*, actor: User | str, at: datetime) -> dict:
    """Sign and write STATUS.json: the voided certificates, for looking up without a network."""
    revoked = [Revocation(c.certificate_number, c.revoked_on, c.revoked_reason)
               for c in Certificate.objects.filter(revoked_on__isnull=False)]  # fmt: skip
    document = make_status_list(revoked, at, station_key(CERTIFICATE, on=at.date(), owner=KEY_OWNER))
    file = site_folder() / "public" / "STATUS.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    record(actor=actor, at=at, action="publish_status_list", subject="certificates:status",
           facts={"revoked": len(revoked)})  # fmt: skip
    return document
