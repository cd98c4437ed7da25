from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import Body
from liangcai.kernel.identity_numbers import parse_uscc
from liangcai.kernel.refusals import Refused


@action
def register_body(
    *, actor: User, at: datetime, name: str, kind: str, uscc: str, region_code: str, address: str = "",
    phone: str = "", is_demonstration: bool = False,
) -> Body:  # fmt: skip
    """Put a body into the register. Refused when its unified social credit code is wrong or already there."""
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, region_code)
    code = parse_uscc(uscc)
    if Body.objects.filter(uscc=code).exists():
        raise Refused("body_known", f"统一社会信用代码 {code} 已登记。", hint="请在机构名录中查找。")
    body = Body.objects.create(name=name, kind=kind, uscc=code, region_code=region_code, address=address, phone=phone,
                               is_demonstration=is_demonstration)  # fmt: skip
    record(actor=actor, at=at, action="register_body", subject=body,
           facts={"name": name, "kind": kind, "uscc": code, "region": region_code})  # fmt: skip
    return body
