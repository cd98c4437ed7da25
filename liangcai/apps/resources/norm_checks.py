"""What a machine can check of a draft before experts read it.

The quality requirements themselves (S002 annexes 2 to 4) are not in our hands: their check is never "passed" but
"annex missing". A norm is checked section by section (`engines.norms`); of a bank the hall holds facts only
("item_count", "content_sha256", …), never an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liangcai.apps.resources.enums import ProjectKind
from liangcai.apps.resources.norm_content import shape_of
from liangcai.engines.norms import FAILED, INCOMPLETE, PASSED, Finding, check_norm, normal
from liangcai.kernel.refusals import BadInput

ANNEX_MISSING = "annex_missing"
RESULT_WORDS = {PASSED: "通过", FAILED: "未通过", INCOMPLETE: "待补充", ANNEX_MISSING: "附件原文未取得"}
ANNEX_OF = {
    ProjectKind.INDUSTRY_NORM: ("附件2", "002-034"),
    ProjectKind.ENTERPRISE_NORM: ("附件2", "002-034"),
    ProjectKind.ITEM_BANK: ("附件3", "002-034"),
    ProjectKind.SPECIAL_ABILITY: ("附件4", "002-035"),
}
LONGEST_FACT = 300


@dataclass(frozen=True, slots=True)
class Check:
    """`result`: passed, failed, incomplete or annex_missing; `found` says in words what was read and what is needed."""

    name: str
    result: str
    found: str
    rule: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def checks_of(kind: str, content: Mapping[str, Any], levels: Sequence[str]) -> list[Check]:
    """All checks of a content, the annex's own last."""
    if kind == ProjectKind.ITEM_BANK:
        made = [_bank_facts(content)]
    else:
        shape = shape_of(kind, levels)
        made = _by_section(check_norm(shape, normal(shape, content)))
    annex, rule = ANNEX_OF[ProjectKind(kind)]
    return [*made, Check(f"质量要求（{annex}）", ANNEX_MISSING, "附件原文未取得，由评审专家判断。", rule)]


def _by_section(findings: Sequence[Finding]) -> list[Check]:
    """One check for what is alike in a section."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.title, finding.result), []).append(finding)
    return [Check(title, result, "；".join(f.words for f in found), next((f.rule for f in found if f.rule), ""))
            for (title, result), found in alike.items()]  # fmt: skip


def refuse_items(content: Mapping[str, Any]) -> None:
    """Items live in the vault only: what the hall may hold of a bank is short facts (002-042)."""
    if not isinstance(content, Mapping):
        raise BadInput("bad_content", "题库情况应为“名称：值”的列表。")
    for key, value in content.items():
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(v, str | int | None) or len(str(v)) > LONGEST_FACT for v in values) or len(values) > 50:
            raise BadInput("bank_content", f"“{key}”不像题库的概况：办事大厅不接收试题内容。", where=str(key),
                           hint="请填写题量、摘要值、细目说明等简短信息，试题以光盘移交题库工作站。")  # fmt: skip


def _bank_facts(content: Mapping[str, Any]) -> Check:
    count, digest = content.get("item_count"), str(content.get("content_sha256", ""))
    good = isinstance(count, int) and count > 0 and len(digest) == 64
    return Check("题库概况", PASSED if good else FAILED,
                 f"题量 {count if count is not None else '未填'}，内容摘要{'已填' if digest else '未填'}；"
                 "题量应大于 0，摘要为 64 位。")  # fmt: skip
