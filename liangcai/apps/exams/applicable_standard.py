"""Which standard an examination may rest on, by the rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.engine_io import standard_facts
from liangcai.apps.organizations.enums import BodyKind, FilingKind
from liangcai.apps.organizations.models import Body
from liangcai.apps.resources.enums import ResourceState
from liangcai.apps.resources.models import ItemBankRecord, Standard
from liangcai.engines.rules import standard as standard_rules
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused


def require_standard(
    body: Body, standard: Standard, bank: ItemBankRecord | None, kind: str, occupation_code: str, level: str, on: date,
    own_students: bool,
) -> dict[str, Any]:  # fmt: skip
    """The decision of the rules, kept with the plan; special ability stands outside the ladder (002-015)."""
    if standard.state != ResourceState.IN_FORCE:
        raise Refused("standard_not_in_force", f"{standard} 当前为“{standard.get_state_display()}”，不能据以考核。",
                      citation=Citation(S002, "二(一)", "002-012"))  # fmt: skip
    if kind == FilingKind.SPECIAL_ABILITY:
        if not standard.filed_on or standard.filed_on > on:
            raise Refused("norm_not_filed", f"{standard} 尚未经省报部备案。", citation=Citation(S002, "一(二)", "002-006"))
        return {"applicable": "special_ability", "policy_version": policy().version, "rules": ["002-006", "004-003"]}
    if body.kind == BodyKind.THIRD_PARTY and bank is None:
        raise Refused("bank_required", "第三方评价机构必须使用省厅评审通过并以目录发布的题库。",
                      citation=Citation(S002, "一(三)", "002-007"))  # fmt: skip
    facts = standard_facts(body=body, occupation_code=occupation_code, level=level, bank=bank, own_students=own_students)
    answer = standard_rules.decide(facts, policy(), on)
    if not answer["evaluation_permitted"]:
        raise Refused("evaluation_not_permitted", "按现行标准与题库，不能对该职业等级开展评价。",
                      citation=Citation(S002, "一(一)、二(一)", "002-005"), facts={"decision": answer})  # fmt: skip
    if answer["applicable"] != standard.kind:
        raise Refused("other_standard_applies", f"该职业现应执行的是另一类标准（{answer['applicable']}），而非{standard}。",
                      citation=Citation(S002, "二(一)", "002-012"), facts={"decision": answer})  # fmt: skip
    return {**answer, "facts": facts}
