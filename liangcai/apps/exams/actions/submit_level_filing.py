from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.engine_io import standard_facts
from liangcai.apps.organizations.actions.submit_filing import submit_filing
from liangcai.apps.organizations.enums import BodyKind, FilingKind
from liangcai.apps.organizations.models import Body, Filing, FilingScope
from liangcai.apps.resources.models import ItemBankRecord
from liangcai.engines.rules import standard as standard_rules
from liangcai.kernel.citations import S002, S003, Citation
from liangcai.kernel.refusals import Refused

WHO = {
    BodyKind.EMPLOYER: ("staff_count", "用人单位只评价本单位职工（含劳务派遣人员），请填写职工人数"),
    BodyKind.SCHOOL: ("student_count", "技工院校评价本校学生，请填写在校学生人数"),
}


@action
def submit_level_filing(*, actor: User, at: datetime, filing: Filing) -> Filing:
    """Hand in a filing for skill levels. Employers file for their own staff with the dispatched, technical schools for
    their own students, third parties only where a reviewed bank is published (003-010, 002-007); each occupation
    and level needs a standard that permits evaluation (002-005). Everything that stands against it is said at
    once, each scope by name. What the rules cannot decide yet is left to whoever reviews."""
    if filing.kind != FilingKind.SKILL_LEVEL:
        raise Refused("not_a_level_filing", "该申请不是职业技能等级认定备案。")
    faults = [*_who(filing), *(fault for scope in filing.scopes.all() for fault in _against(scope, filing.body, localdate(at)))]
    if faults:
        raise Refused("level_filing_refused", f"备案申请有 {len(faults)} 处不符合规定：{'；'.join(faults)}。",
                      citation=Citation(S003, "(五)", "003-010"), facts={"faults": faults})  # fmt: skip
    handed_in = submit_filing(actor=actor, at=at, filing=filing)
    record(actor=actor, at=at, action="submit_level_filing", subject=filing,
           facts={"body_kind": filing.body.kind, "policy_version": policy().version,
                  "rules": ["002-005", "002-007", "003-010"]})  # fmt: skip
    return handed_in


def _who(filing: Filing) -> list[str]:
    if filing.body.kind not in (BodyKind.EMPLOYER, BodyKind.SCHOOL, BodyKind.THIRD_PARTY):
        return [f"{filing.body.get_kind_display()}不是用人单位、技工院校或社会培训评价组织，不能申请职业技能等级认定备案（003-010）"]
    key, words = WHO.get(BodyKind(filing.body.kind), ("", ""))
    return [words] if key and not filing.form.get(key) else []


def _against(scope: FilingScope, body: Body, on: date) -> list[str]:
    """Reasons against one occupation at one level, in words."""
    name = f"{scope.occupation_name} {scope.level}"
    bank = _published_bank(scope, on)
    if body.kind == BodyKind.THIRD_PARTY and bank is None:
        return [f"{name}：目录中没有省厅评审通过的题库，社会培训评价组织不得评价（{Citation(S002, '一(三)', '002-007')}）"]
    facts = standard_facts(body=body, occupation_code=scope.occupation_code, level=scope.level, bank=bank,
                           own_students=body.kind == BodyKind.SCHOOL)  # fmt: skip
    if standard_rules.decide(facts, policy(), on)["evaluation_permitted"]:
        return []
    return [f"{name}：没有可执行的国家职业技能标准或已发布的评价规范（{Citation(S002, '一(一)', '002-005')}）"]


def _published_bank(scope: FilingScope, on: date) -> ItemBankRecord | None:
    banks = ItemBankRecord.objects.filter(occupation_code=scope.occupation_code, state="in_force", published_on__lte=on)
    return next((bank for bank in banks if scope.level in bank.levels), None)
