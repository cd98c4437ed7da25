from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.selectors import body_of
from liangcai.apps.resources.enums import Target
from liangcai.apps.resources.models import Demand
from liangcai.apps.resources.occupation_names import require_occupation
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused


@action
def collect_demand(
    *, actor: User, at: datetime, year: int, occupation_code: str, occupation_name: str, target: str, proposer: str,
    region_code: str, urgency: int, reason: str,
) -> Demand:  # fmt: skip
    """Note what a department, a city or a body says is short: a centre enters it for anyone of its jurisdiction, a
    body for itself. Urgency is a judgement from 0 to 100: the texts ask for priorities but give no scale (000-010)."""
    require_role(actor, *CENTRES, Role.BODY)
    if actor.role == Role.BODY:
        _require_own(actor, proposer, region_code)
    else:
        require_jurisdiction(actor, region_code)
    require_occupation(occupation_code, occupation_name)
    if target not in Target.values:
        raise BadInput("bad_target", f"没有“{target}”这种资源。", where="target", hint="可用：standard、bank。")
    if type(urgency) is not int or not 0 <= urgency <= 100:
        raise BadInput("bad_urgency", f"紧缺程度应为 0 至 100 的整数，读到 {urgency!r}。", where="urgency")
    if not proposer.strip() or not reason.strip():
        raise BadInput("demand_incomplete", "须写明提出单位和理由。", where="proposer")
    if Demand.objects.filter(year=year, occupation_code=occupation_code, target=target, proposer=proposer.strip()).exists():
        raise Refused("demand_known", f"{proposer.strip()}已提出过{occupation_name}的这项需求。")
    demand = Demand.objects.create(
        year=year, occupation_code=occupation_code, occupation_name=occupation_name, target=target,
        proposer=proposer.strip(), region_code=region_code, urgency=urgency, reason=reason.strip(), given_at=at,
    )  # fmt: skip
    record(actor=actor, at=at, action="collect_demand", subject=f"resources.Demand:{demand.pk}",
           facts={"year": year, "occupation": [occupation_code, occupation_name], "target": target,
                  "proposer": demand.proposer, "urgency": urgency, "reason": demand.reason})  # fmt: skip
    return demand


def _require_own(actor: User, proposer: str, region_code: str) -> None:
    own = body_of(actor)
    if own is None or (own.name, own.region_code) != (proposer.strip(), region_code):
        raise NotPermitted("other_proposer", "机构只能以本机构名义提出需求。", facts={"proposer": proposer, "own": own and own.name})
