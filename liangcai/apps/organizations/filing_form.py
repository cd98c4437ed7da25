"""The special-ability filing form (S004 annex 2): its fields, and what is still missing from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liangcai.apps.organizations.enums import FilingKind
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused

PART_A = {
    "applicant": "申请单位名称",
    "department": "主管部门",
    "nature": "单位性质",
    "registration_number": "法人登记证编号",
    "registration_authority": "法人登记证核发部门",
    "address": "详细地址",
    "postcode": "邮编",
    "head_name": "机构负责人姓名",
    "head_post": "职务",
    "head_title": "专业技术职务",
    "phone": "联系电话",
    "email": "电子信箱",
    "project": "专项职业能力考核项目名称",
    "scope": "申报考核范围",
}
PART_B = {
    "staff_funding": "考核机构人员及经费来源",
    "equipment_funding": "设备购置经费来源",
    "office_area": "考核机构办公用房面积(m²)",
    "practical_area": "操作考核用房面积(m²)",
    "theory_area": "理论考核用房面积(m²)",
}
LEVEL_FIELDS = {
    "contact": "联系人及电话",
    "venue": "评价场所地址",
    "staff_count": "本单位职工人数",
    "dispatched_count": "其中劳务派遣人员人数",
    "student_count": "在校学生人数",
    "note": "说明",
}
LISTS = {
    "places": "操作考核考位情况",
    "equipment": "操作考核用主要设备设施情况",
    "instruments": "检测仪器设备情况",
    "basis_documents": "鉴定依据与相关资料(软件)",
    "staff": "主要管理人员、考评员、专业技术人员",
}
MANAGEMENT_RULES = (
    "专项职业能力考核工作规程",
    "考评员守则、考核场所规则",
    "财务管理制度",
    "档案管理制度",
    "岗位责任制度",
    "安全保卫制度",
)
COMMITMENTS = ("materials_true", "follow_rules", "quality_and_safety")
_OPTIONAL = {"postcode", "head_title", "email"}


def missing(form: Mapping[str, Any], document_kinds: set[str]) -> list[str]:
    """Everything still missing, in the form's own words (004-018, 004-058…004-070). Empty: complete."""
    lacks = [label for key, label in {**PART_A, **PART_B}.items() if key not in _OPTIONAL and not form.get(key)]
    lacks += [label for key, label in LISTS.items() if not form.get(key)]
    rules = form.get("management_rules") or {}
    lacks += [f"管理制度“{name}”的文件名称" for name in MANAGEMENT_RULES if not rules.get(name)]
    if not all((form.get("commitments") or {}).get(c) for c in COMMITMENTS):
        lacks.append("申请单位及法人代表的三项承诺")
    if "venue_picture" not in document_kinds:
        lacks.append("考场影像资料")
    if "equipment_picture" not in document_kinds:
        lacks.append("设施设备影像资料")
    return lacks


def require_no_level(kind: str, scopes: Sequence[Mapping[str, Any]]) -> None:
    """Special ability stands outside the ladder of levels (004-006)."""
    if kind == FilingKind.SPECIAL_ABILITY and any(scope.get("level") for scope in scopes):
        raise Refused("special_ability_has_no_level", "专项职业能力考核不分等级，备案范围不得填写等级。",
                      citation=Citation(S004, "一", "004-006"))  # fmt: skip
