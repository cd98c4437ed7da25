"""Who may do what with bodies and filings."""

from __future__ import annotations

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.organizations.models import Body, Filing
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import NotPermitted


def require_member(actor: User, body: Body) -> None:
    """The account works for this body."""
    require_role(actor, Role.BODY)
    if not body.memberships.filter(user=actor).exists():
        raise NotPermitted("other_body", "该事项属于其他机构，您无权办理。", facts={"body": body.name})


def require_can_pass_on(actor: User, filing: Filing) -> None:
    require_role(actor, Role.COUNTY_CENTRE)
    require_jurisdiction(actor, filing.region_code)


def require_can_confirm(actor: User, filing: Filing) -> None:
    """The city centre confirms; provincial departments file with the provincial centre (004-015, 004-016)."""
    if actor.role == Role.COUNTY_CENTRE:
        raise NotPermitted("county_passes_on", "县级部门受理后应转报设区市中心，不得自行备案确认。",
                           citation=Citation(S004, "三(一)", "004-017"))  # fmt: skip
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    require_jurisdiction(actor, filing.region_code)
