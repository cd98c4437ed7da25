from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.kernel.citations import S003, Citation
from liangcai.kernel.refusals import BadInput, Refused

CRITERIA = {"framework": "框架完备", "content": "内容详实", "direction": "符合产业方向", "nationwide": "具备推广条件"}


@action
def record_maturity(
    *, actor: User, at: datetime, resource: Standard | ItemBankRecord, judgements: Mapping[str, str],
    reported_number: str,
) -> Standard | ItemBankRecord:  # fmt: skip
    """Record that a mature resource was reported to the ministry, with the judgement on each of the four criteria
    in words (003-043). People judge; the record keeps what they said."""
    require_role(actor, Role.PROVINCE_CENTRE)
    unknown = sorted(set(judgements) - set(CRITERIA))
    if unknown:
        raise BadInput("bad_criterion", f"没有这些条件：{'、'.join(unknown)}。", hint=f"可用：{'、'.join(CRITERIA)}。")
    missing = [words for key, words in CRITERIA.items() if not str(judgements.get(key, "")).strip()]
    if missing or not reported_number.strip():
        raise Refused("judgements_missing", f"上报前须逐项写明判断并填写上报文号，尚缺：{'、'.join(missing) or '上报文号'}。",
                      citation=Citation(S003, "(十九)", "003-043"))  # fmt: skip
    record(actor=actor, at=at, action="record_maturity", subject=resource,
           facts={"judgements": dict(judgements), "reported_number": reported_number.strip()})  # fmt: skip
    return resource
