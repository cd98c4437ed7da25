from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.states import ITEM
from liangcai.apps.item_quality.enemy_sets import join_enemies
from liangcai.apps.item_quality.enums import PairDecision
from liangcai.apps.item_quality.models import SimilarPair
from liangcai.apps.item_quality.states import PAIR
from liangcai.kernel.refusals import BadInput, Refused


@action
def decide_pair(
    *, actor: User, at: datetime, pair: SimilarPair, decision: str, reason: str, retire: Item | None = None,
) -> SimilarPair:  # fmt: skip
    """Decide about two items that say nearly the same: `duplicate` retires the one given as `retire`, `enemy` puts
    both into one enemy set so that no paper holds both, `different` is remembered. A second decision about the same
    versions is refused, and so is one about versions that are no longer the newest."""
    require_custodian(actor, at.date())
    bank = Bank.objects.select_for_update().get(pk=pair.bank_id)
    pair = SimilarPair.objects.select_for_update().get(pk=pair.pk)
    pair.decision = PAIR.step(pair.decision, decision)
    if not reason.strip():
        raise BadInput("reason", "处理一对近似题须写明理由。", where="reason")
    first, second = Item.objects.get(pk=pair.first_id), Item.objects.get(pk=pair.second_id)
    if (first.version, second.version) != (pair.first_version, pair.second_version):
        raise Refused("items_changed", "查重之后试题已修改，此处所见不是最新内容。", hint="请重新查重后再处理。")
    facts = {"items": [first.item_number, second.item_number], "decision": decision, "reason": reason.strip()}
    if decision == PairDecision.DUPLICATE:
        facts["retired"] = _retire(retire, first, second)
    elif decision == PairDecision.ENEMY:
        facts["enemy_set"] = join_enemies(bank, first, second)
    pair.reason, pair.decided_by, pair.decided_at = reason.strip(), actor, at
    pair.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    record(actor=actor, at=at, action="decide_pair", subject=pair, facts=facts)
    return pair


def _retire(item: Item | None, first: Item, second: Item) -> str:
    if item not in (first, second):
        raise BadInput("retire", "须指明停用两题中的哪一题。", where="retire")
    assert item is not None
    item = first if item == first else second  # as it is now, not as the screen had it
    if ItemState.RETIRED in (first.state, second.state):
        raise Refused("retired_already", "两题中已有一题停用，不必再停用另一题。", hint="请选择“不同，均保留”或刷新页面。")
    Item.objects.filter(pk=item.pk).update(state=ITEM.step(item.state, "retire"))
    return item.item_number
