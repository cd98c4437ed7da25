from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import PanelPlace
from liangcai.apps.sittings.models import Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused


@action
def seat_assessor(
    *, actor: User, at: datetime, sitting: Sitting, assessor: User, card_number: str, is_leader: bool,
) -> PanelPlace:  # fmt: skip
    """The invigilator has seen an assessor's card and gives the account its place on the panel; what the account
    marks carries this card. One place an account and a card, one leader a panel (004-033, 004-035)."""
    require_proctor(actor)
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    card_number = card_number.strip()
    if sitting.subject != "practical" or sitting.state not in ("prepared", "running"):
        raise Refused("no_panel", "只有未结束的操作技能场次可以登记考评员。")
    if assessor.role != Role.ASSESSOR:
        raise Refused("not_assessor_account", f"账号 {assessor.username} 不是考评员账号。")
    if not card_number:
        raise Refused("card_needed", "须填写考评员证卡编号。", citation=Citation(S004, "三(二)5", "004-033"))
    if sitting.panel.filter(user=assessor).exists():
        raise Refused("seated_already", f"{assessor.display_name} 已登记在本场考评小组中。")
    if sitting.panel.filter(card_number=card_number).exists():
        raise Refused("card_taken", f"证卡 {card_number} 已由另一账号登记。", hint="请核对证卡与本人。")
    if is_leader and sitting.panel.filter(is_leader=True).exists():
        raise Refused("leader_there", "本场已有考评组长。", citation=Citation(S004, "三(二)5", "004-035"))
    place = PanelPlace.objects.create(sitting=sitting, user=assessor, card_number=card_number, is_leader=is_leader)
    record(actor=actor, at=at, action="seat_assessor", subject=sitting,
           facts={"assessor": assessor.username, "card": card_number, "leader": is_leader})  # fmt: skip
    return place
