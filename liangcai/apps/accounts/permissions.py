"""Borders: what one sees and does ends at one's role and jurisdiction."""

from __future__ import annotations

from liangcai.apps.accounts.models import User, region_prefix
from liangcai.kernel.refusals import NotPermitted


def require_role(actor: User, *roles: str) -> None:
    """`NotPermitted` unless the account has one of the roles."""
    if not getattr(actor, "is_authenticated", False) or actor.role not in roles:
        from liangcai.apps.accounts.enums import Role

        needed = "、".join(str(Role(r).label) for r in roles)
        raise NotPermitted("role", f"此操作只能由{needed}执行。", hint="请以相应账号登录。", facts={"needed": list(roles)})


def covers(actor: User, region_code: str) -> bool:
    """Whether the region lies inside the actor's jurisdiction."""
    return bool(actor.region_code) and region_code.startswith(actor.region_prefix)


def require_jurisdiction(actor: User, region_code: str) -> None:
    if not covers(actor, region_code):
        raise NotPermitted(
            "jurisdiction",
            f"该事项属于辖区 {region_code}，不在您的辖区 {actor.region_code or '（无）'} 内。",
            facts={"region": region_code, "yours": actor.region_code},
        )


def same_city(a: str, b: str) -> bool:
    return region_prefix(a)[:4] == region_prefix(b)[:4]
