"""Who may do what with an application."""

from __future__ import annotations

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.bridging.enums import Authority
from liangcai.apps.bridging.models import Application
from liangcai.apps.organizations.permissions import require_member
from liangcai.kernel.refusals import NotPermitted


def require_own(actor: User, application: Application) -> None:
    """The applicant, in person (001-082)."""
    require_role(actor, Role.CANDIDATE)
    if application.candidate_id != actor.pk:
        raise NotPermitted("other_person", "这是他人的申请，您无权办理。")


def require_checker(actor: User, application: Application) -> None:
    require_member(actor, application.body)


def require_authority(actor: User, application: Application) -> None:
    """The authority that the rules name: the province, or the city or county of the applicant."""
    roles = (Role.PROVINCE_CENTRE,) if application.authority == Authority.PROVINCE else (
        Role.CITY_CENTRE, Role.COUNTY_CENTRE)  # fmt: skip
    require_role(actor, *roles)
    require_jurisdiction(actor, application.region_code)


def require_corrector(actor: User) -> None:
    """What was obtained against the rules is corrected by the province (001-090)."""
    require_role(actor, Role.PROVINCE_CENTRE)


def require_centre(actor: User, region_code: str) -> None:
    require_role(actor, *CENTRES)
    require_jurisdiction(actor, region_code)
