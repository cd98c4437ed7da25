from __future__ import annotations

from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import Custodian, PostHandover
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def hand_over_post(
    *, actor: User, at: datetime, leaving: Custodian, taking: User, pledged_on: date, things: str, witness: str,
) -> PostHandover:  # fmt: skip
    """A custodian's post passes to somebody who has signed the pledge, before a witness (002-038, 002-041). From
    this day on the one who leaves opens nothing; the share that he knows opens until the key is changed."""
    require_role(actor, Role.SECURITY_ADMIN)
    leaving = Custodian.objects.select_for_update().get(pk=leaving.pk)
    on = at.date()
    if leaving.left_on is not None:
        raise Refused("post_handed_over", f"{leaving.user.display_name} 已于 {leaving.left_on} 离岗。")
    if taking.role != Role.CUSTODIAN or taking.pk == leaving.user_id:
        raise Refused("not_custodian_account", f"账号 {taking.username} 不能接任：须为另一名题库管理员账号。")
    if pledged_on > on:
        raise Refused("no_pledge", "接任人须先签署保密责任书，再办理交接。", citation=Citation(S002, "三(五)", "002-038"))
    if not things.strip() or not witness.strip():
        raise BadInput("handover_fields", "须写明交接内容与监交人。", where="things")
    leaving.left_on = on
    leaving.save(update_fields=["left_on"])
    terms = {"post": leaving.post, "pledged_on": pledged_on, "pledge_ended_on": None, "left_on": None}
    taker, _ = Custodian.objects.update_or_create(user=taking, defaults=terms)
    handover = PostHandover.objects.create(leaving=leaving, taking=taker, handed_on=on, things=things.strip(), witness=witness.strip())
    record(actor=actor, at=at, action="hand_over_post", subject=leaving.user,
           facts={"to": taking.get_username(), "post": leaving.post, "things": things, "witness": witness})  # fmt: skip
    return handover
