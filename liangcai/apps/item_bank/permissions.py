"""Who may write, review and handle items: named people under a pledge in force, and never an author on own work."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Item, ItemPledge
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import NotPermitted

ITEM_PEOPLE = (Role.ITEM_WRITER, Role.ITEM_REVIEWER)


def pledges_in_force(on: date) -> Q:
    return Q(pledged_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gte=on))


def require_pledged(actor: User, on: date, *roles: str) -> None:
    """`NotPermitted` unless the account has one of the roles and a pledge is in force on the day (002-038)."""
    require_role(actor, *roles)
    if not ItemPledge.objects.filter(pledges_in_force(on), user=actor).exists():
        raise NotPermitted("no_pledge", f"{actor.display_name} 在 {on} 没有有效的保密责任书。",
                           citation=Citation(S002, "三(五)", "002-038"), hint="请先签署保密责任书（附件5），由题库管理员登记。")  # fmt: skip


def require_writer(actor: User, on: date) -> None:
    require_pledged(actor, on, Role.ITEM_WRITER)


def require_reviewer(actor: User, on: date, item: Item) -> None:
    """A pledged reviewer who did not write the item."""
    require_pledged(actor, on, Role.ITEM_REVIEWER)
    if wrote(actor, item):
        raise NotPermitted("own_item", f"{actor.display_name} 是试题 {item.item_number} 的命题人，不能审自己的题。",
                           hint="请由其他审题员办理。")  # fmt: skip


def wrote(actor: User, item: Item) -> bool:
    """Whether the actor is the author of the item, in this version or an earlier one."""
    return item.author_id == actor.pk or item.versions.filter(author=actor).exists()


def require_author(actor: User, on: date, item: Item) -> None:
    """The item's writer; an item that was imported may be taken up by any pledged writer."""
    require_writer(actor, on)
    if not may_write(actor, item):
        raise NotPermitted("not_author", f"试题 {item.item_number} 由他人命制，只能由命题人本人修改或送审。")


def may_write(actor: User, item: Item) -> bool:
    author = item.author
    return author is None or author.pk == actor.pk or author.role != Role.ITEM_WRITER


def require_reader(actor: User, on: date, item: Item) -> None:
    """A custodian; the item's writer; or a reviewer to whom this version was given, or who settles or proofreads it."""
    require_role(actor, Role.CUSTODIAN, *ITEM_PEOPLE)
    if actor.role == Role.CUSTODIAN:
        require_custodian(actor, on)
    elif actor.role == Role.ITEM_WRITER:
        require_author(actor, on, item)
    else:
        require_reviewer(actor, on, item)
        asked = item.reviews.filter(reviewer=actor, version=item.version).exists()
        if not asked and not may_settle(actor, item) and item.state != "settled":
            raise NotPermitted("not_assigned", f"试题 {item.item_number} 没有分派给 {actor.display_name}。")


def may_settle(actor: User, item: Item) -> bool:
    """A third person, where both reviews of this version are in and the item still waits."""
    reviews = list(item.reviews.filter(version=item.version, step="review"))
    done = len(reviews) == 2 and all(r.given_at for r in reviews)
    return item.state == "in_review" and done and all(r.reviewer_id != actor.pk for r in reviews) and not wrote(actor, item)
