"""What a machine can check of a norm's content before experts read it.

The quality requirements themselves (S002 annexes 2 to 4) are not in our hands: their check is never "passed"
but "annex missing". What is checked comes from the shape of the content and from rules that are at hand.

Content of an industry or enterprise norm: {"overview": {…}, "basic": {"ethics": […], "knowledge": […]},
"work": {level: [{"function", "tasks": [{"content", "skills": […], "knowledge": […]}]}]},
"weights": {"theory": {level: {part: percent}}, "skill": {level: {part: percent}}},
"technical_rules": [{"name", "number"}]}.
Content of a special-ability norm: {"name", "definition", "modules": [{"name", "skills", "weight"}],
"technical_rules": […]}. Content of a bank: facts about it only ("item_count", "content_sha256", …), never an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liangcai.apps.resources.enums import ProjectKind
from liangcai.kernel.refusals import BadInput

PASSED, FAILED, ANNEX_MISSING = "passed", "failed", "annex_missing"
RESULT_WORDS = {PASSED: "通过", FAILED: "未通过", ANNEX_MISSING: "附件原文未取得"}
ANNEX_OF = {
    ProjectKind.INDUSTRY_NORM: ("附件2", "002-034"),
    ProjectKind.ENTERPRISE_NORM: ("附件2", "002-034"),
    ProjectKind.ITEM_BANK: ("附件3", "002-034"),
    ProjectKind.SPECIAL_ABILITY: ("附件4", "002-035"),
}
SECTIONS = {"overview": "职业概况", "basic": "基本要求", "work": "工作要求", "weights": "权重表"}
PARTS = {"theory": "理论知识", "skill": "操作技能"}
LONGEST_FACT = 300


@dataclass(frozen=True, slots=True)
class Check:
    """`result`: passed, failed or annex_missing; `found` says in words what was read."""

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
    elif kind == ProjectKind.SPECIAL_ABILITY:
        made = [_special_name(content), _module_weights(content), _technical_rules(content)]
    else:
        made = [_sections(content), *_level_weights(content, levels), _technical_rules(content)]
    annex, rule = ANNEX_OF[ProjectKind(kind)]
    return [*made, Check(f"质量要求（{annex}）", ANNEX_MISSING, "附件原文未取得，由评审专家判断。", rule)]


def naming_faults(name: str) -> list[str]:
    """Why this is no name of a special ability: it names an ability, not a person's job."""
    faults = []
    if not name.strip():
        faults.append("名称为空")
    elif name.strip()[-1] in "工员师":
        faults.append(f"以“{name.strip()[-1]}”结尾，像职业名称；应写所能做的事")
    if len(name.strip()) > 30:
        faults.append("长于 30 字")
    return faults


def refuse_items(content: Mapping[str, Any]) -> None:
    """Items live in the vault only: what the hall may hold of a bank is short facts (002-042)."""
    if not isinstance(content, Mapping):
        raise BadInput("bad_content", "题库情况应为“名称：值”的列表。")
    for key, value in content.items():
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(v, str | int | None) or len(str(v)) > LONGEST_FACT for v in values) or len(values) > 50:
            raise BadInput("bank_content", f"“{key}”不像题库的概况：办事大厅不接收试题内容。", where=str(key),
                           hint="请填写题量、摘要值、细目说明等简短信息，试题以光盘移交题库工作站。")  # fmt: skip


def _sections(content: Mapping[str, Any]) -> Check:
    missing = [words for key, words in SECTIONS.items() if not content.get(key)]
    found = f"缺少：{'、'.join(missing)}。" if missing else "各部分齐全。"
    return Check("章节", FAILED if missing else PASSED, found)


def _level_weights(content: Mapping[str, Any], levels: Sequence[str]) -> list[Check]:
    """Each level's theory and skill weights total 100."""
    weights = _table(content.get("weights"))
    return [
        _total(f"{level}{words}权重", _table(weights.get(part)).get(level))
        for part, words in PARTS.items() for level in levels
    ]  # fmt: skip


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _total(name: str, table: Any) -> Check:
    numbers = list(table.values()) if isinstance(table, Mapping) else []
    if not numbers or any(isinstance(n, bool) or not isinstance(n, int | float) or n < 0 for n in numbers):
        return Check(name, FAILED, "没有权重表，或权重不是不小于 0 的数。")
    total = round(sum(numbers), 6)
    return Check(name, PASSED if total == 100 else FAILED, f"合计 {total:g}，应为 100。")


def _technical_rules(content: Mapping[str, Any]) -> Check:
    cited = content.get("technical_rules") or []
    if not isinstance(cited, list) or not all(isinstance(rule, Mapping) and rule.get("name") for rule in cited):
        return Check("技术规程", FAILED, "技术规程应逐条写明名称。", "003-040")
    return Check("技术规程", PASSED if cited else FAILED, f"引用 {len(cited)} 部，至少应引用 1 部。", "003-040")


def _special_name(content: Mapping[str, Any]) -> Check:
    faults = naming_faults(str(content.get("name", "")))
    return Check("专项能力名称", FAILED if faults else PASSED, "；".join(faults) or "合格。", "004-014")


def _module_weights(content: Mapping[str, Any]) -> Check:
    modules = content.get("modules") or []
    if not isinstance(modules, list) or not all(isinstance(m, Mapping) for m in modules):
        return Check("考核模块权重", FAILED, "考核模块应为列表。")
    return _total("考核模块权重", {str(m.get("name", i)): m.get("weight") for i, m in enumerate(modules)})


def _bank_facts(content: Mapping[str, Any]) -> Check:
    count, digest = content.get("item_count"), str(content.get("content_sha256", ""))
    good = isinstance(count, int) and count > 0 and len(digest) == 64
    return Check("题库概况", PASSED if good else FAILED,
                 f"题量 {count if count is not None else '未填'}，内容摘要{'已填' if digest else '未填'}；"
                 "题量应大于 0，摘要为 64 位。")  # fmt: skip
