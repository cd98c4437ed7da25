"""Only named custodians under a valid pledge touch the bank (S002 三(五), 四(二))."""

from __future__ import annotations

from datetime import date

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.custody.models import Custodian
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import NotPermitted


def require_custodian(actor: User, on: date) -> Custodian:
    """The actor's post, or `NotPermitted`: not named, or no pledge in force on the day (002-038, 002-041)."""
    require_role(actor, Role.CUSTODIAN)
    post = Custodian.objects.filter(user=actor).first()
    if post is None:
        raise NotPermitted("not_custodian", f"{actor.display_name} 未被指定为题库管理员。",
                           citation=Citation(S002, "四(二)", "002-041"))  # fmt: skip
    if post.left_on is not None and post.left_on <= on:
        raise NotPermitted("post_handed_over", f"{actor.display_name} 已于 {post.left_on} 交接离岗。",
                           citation=Citation(S002, "四(二)", "002-041"))  # fmt: skip
    ended = post.pledge_ended_on is not None and post.pledge_ended_on < on
    if post.pledged_on is None or post.pledged_on > on or ended:
        raise NotPermitted("no_pledge", f"{actor.display_name} 在 {on} 没有有效的保密责任书。",
                           citation=Citation(S002, "三(五)", "002-038"), hint="请先签署保密责任书（附件5）。")  # fmt: skip
    return post
