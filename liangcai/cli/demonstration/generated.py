"""Generated people and items. The area code 999999 belongs to no place, so no number is anybody's."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from liangcai.kernel.identity_numbers import check_digit, uscc_check_character

AREA = "999999"


def identity_number(n: int, chance: random.Random) -> str:
    born = date(1975, 1, 1) + timedelta(days=chance.randrange(27 * 365))
    first17 = f"{AREA}{born:%Y%m%d}{n % 1000:03d}"
    return first17 + check_digit(first17)


def uscc(n: int) -> str:
    first17 = f"91999999MA{n:07d}"
    return first17 + uscc_check_character(first17)


def candidates(first: int, count: int, chance: random.Random) -> list[dict[str, str]]:
    """Workbook rows of `count` candidates, named 演示考生001 and so on."""
    return [
        {"name": f"演示考生{n:03d}", "identity_number": identity_number(n, chance), "phone": f"1990000{n:04d}",
         "employer": f"演示企业{'甲乙丙'[n % 3]}", "condition": "演示：符合申报条件", "consent": "是"}
        for n in range(first, first + count)
    ]  # fmt: skip


def items(subject: str, chance: random.Random, *, single: int = 320, true_false: int = 80) -> list[dict[str, Any]]:
    """A generated bank over five scopes of twenty points each; stems are marked as demonstration."""
    made = []
    for n in range(single + true_false):
        scope, point = "ABCDE"[n % 5], (n // 5) % 20 + 1
        kind = "single_choice" if n < single else "true_false"
        right = chance.choice("ABCD" if kind == "single_choice" else "AB")
        place = "（　　）" if kind == "single_choice" else ""
        content = {"stem": f"（演示题 {n + 1:04d}）{subject}：鉴定范围 {scope} 第 {point} 个鉴定点的示例题干{place}。",
                   "answer": right, "explanation": "演示数据"}  # fmt: skip
        if kind == "single_choice":
            content["options"] = [f"示例选项{letter}" for letter in "甲乙丙丁"]
        made.append({
            "item_number": f"D{n + 1:04d}", "type": kind, "scope": f"A-{scope}", "point": f"A-{scope}-{point:03d}",
            "importance": chance.choices("XYZ", (80, 15, 5))[0], "difficulty": round(chance.uniform(0.45, 0.85), 3),
            "content": content,
        })  # fmt: skip
    return made


def blueprint(occupation: str, level: str) -> str:
    """100 items of one point each: 80 single choice, 20 true/false, spread evenly over the five scopes."""
    cells = "".join(
        f'[[cells]]\nscope = "A-{scope}"\ntype = "{kind}"\ncount = {count}\nscore = 1.0\n\n'
        for kind, count in (("single_choice", 16), ("true_false", 4)) for scope in "ABCDE"
    )  # fmt: skip
    return (f'occupation = "{occupation}"\nlevel = "{level}"\n\n{cells}[importance]\nX_min = 0.5\nZ_max = 0.15\n\n'
            "[difficulty]\nmean = 0.65\ntolerance = 0.005\n\n[forms]\nmax_item_use = 1\nmax_per_point = 3\n")  # fmt: skip


def answers(key: dict[str, dict[str, str]], ability: float, chance: random.Random, options: str = "ABCD") -> dict[int, str]:
    """What a candidate of this ability answers: right with that probability, else another letter."""
    given = {}
    for position, entry in key.items():
        right = entry["answer"]
        pool = "AB" if entry.get("type") == "true_false" else options
        wrong = [letter for letter in pool if letter != right]
        given[int(position)] = right if chance.random() < ability else chance.choice(wrong)
    return given


NORM = {
    "overview": {"name": "纺织印花制版工", "definition": "演示：操作制版设备，制作印花网版的人员。", "levels": ["五级", "四级", "三级"]},
    "basic": {"ethics": ["爱岗敬业", "安全生产"], "knowledge": ["印花工艺基础", "制版材料基础"]},
    "work": {level: [{"function": "制版准备", "tasks": [{"content": "核对花样", "skills": ["能核对花样尺寸"],
                                                   "knowledge": ["花样排列方式"]}]}]
             for level in ("五级", "四级", "三级")},
    "weights": {part: {level: {"制版准备": 30, "制版操作": 50, "质量检查": 20} for level in ("五级", "四级", "三级")}
                for part in ("theory", "skill")},
    "technical_rules": [{"name": "国家职业技能标准技术规程", "number": "2018版"}],
}  # fmt: skip

FILING_FORM = {
    "applicant": "演示专项考核机构", "department": "演示主管部门", "nature": "民办非企业单位（演示）",
    "registration_number": "DEMO-0001", "registration_authority": "演示登记机关", "address": "演示路 1 号",
    "postcode": "210000", "head_name": "演示负责人", "head_post": "主任", "head_title": "", "phone": "025-00000000",
    "email": "", "project": "纺织面料成分检测", "scope": "纺织面料成分检测", "staff_funding": "自筹",
    "equipment_funding": "自筹", "office_area": "120", "practical_area": "300", "theory_area": "200",
    "places": [{"project": "纺织面料成分检测", "count": 30}], "equipment": [{"name": "显微镜", "quantity": 30}],
    "instruments": [{"name": "电子天平", "quantity": 10}], "basis_documents": [{"name": "专项职业能力考核规范", "quantity": 5}],
    "staff": [{"name": "演示管理员", "age": 40, "sex": "女", "post": "主任", "title": "高级工程师"}],
    "management_rules": {name: f"{name}（演示）.pdf" for name in (
        "专项职业能力考核工作规程", "考评员守则、考核场所规则", "财务管理制度", "档案管理制度", "岗位责任制度", "安全保卫制度")},
    "commitments": {"materials_true": True, "follow_rules": True, "quality_and_safety": True},
}  # fmt: skip
