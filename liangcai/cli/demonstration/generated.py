"""Generated people and items. The area code 999999 belongs to no place, so no number is anybody's."""

from __future__ import annotations

import random
from datetime import date, timedelta

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
         "employer": f"演示企业{'甲乙丙'[n % 3]}", "condition": "演示：从业满 6 年", "consent": "是",
         "education": "大专", "related_major": "是", "work_since": "2010-01-01", "skill_level": "五级", "skill_on": "2014-06-01"}
        for n in range(first, first + count)
    ]  # fmt: skip


def answers(key: dict[str, dict[str, str]], ability: float, chance: random.Random, options: str = "ABCD") -> dict[int, str]:
    """What a candidate of this ability answers: right with that probability, else another letter."""
    given = {}
    for position, entry in key.items():
        right = entry["answer"]
        pool = "AB" if entry.get("type") == "true_false" else options
        wrong = [letter for letter in pool if letter != right]
        given[int(position)] = right if chance.random() < ability else chance.choice(wrong)
    return given


_STEPS = (  # function, task, skill, knowledge; a level more adds a word
    ("制版准备", "核对花样", "能核对花样尺寸与套色数", "花样排列方式"), ("制版准备", "选用网版", "能按花样选用网目", "网目与线数的关系"),
    ("制版操作", "涂布感光胶", "能涂布并烘干感光胶", "感光胶的组成与贮存"), ("制版操作", "曝光显影", "能确定曝光时间并显影", "曝光量与显影的关系"),
    ("质量检查", "检查网版", "能检出砂眼和渗色", "网版质量要求"),
)  # fmt: skip
_DEPTHS = {"5": "", "4": "，并能处理常见偏差", "3": "，并能分析原因、指导他人", "2": "，并能改进工艺、组织攻关", "1": "，并能制定规程、主持评审"}


def _weights(*parts: tuple[str, int, int, int, int, int]) -> list[dict[str, object]]:
    return [{"part": part, **{f"level_{digit}": weight for digit, weight in zip("54321", by_level, strict=True)}}
            for part, *by_level in parts]  # fmt: skip


NORM = {  # of every level; a project takes its own
    "overview": {
        "职业名称": "纺织印花制版工", "职业编码": "6-04-06-04", "职业定义": "演示：操作制版设备，制作印花网版的人员。",
        "职业技能等级": "五级/初级工、四级/中级工、三级/高级工", "职业环境条件": "演示：室内，常温，部分工序避光。",
        "职业能力特征": "演示：手指、手臂灵活，色觉正常，有空间感。", "普通受教育程度": "初中毕业",
        "培训参考学时": "演示：五级 160 学时，四级 140 学时，三级 120 学时。", "培训教师": "演示：具有高一等级证书或相关专业中级以上职称。",
        "培训场所设备": "演示：标准教室，配备制版机、曝光机的实训场地。",
        "申报条件": "演示：五级，年满 16 周岁，拟从事本职业。\n四级，取得五级证书后累计从业 3 年。\n三级，取得四级证书后累计从业 4 年。",
        "评价方式": "演示：理论知识考试与操作技能考核，均实行百分制，60 分以上为合格。",
        "监考人员、考评人员与考生配比": "演示：监考 1∶15，每考场不少于 2 名；考评人员不少于 3 名且为单数。",
        "评价时间": "演示：理论不少于 90 分钟，操作不少于 60 分钟。", "评价场所设备": "演示：标准教室与制版实训场地。",
    },
    "ethics_basics": ["演示：职业道德的含义与本职业的道德要求。"], "ethics": ["爱岗敬业，遵守规程。", "安全生产，爱护设备。"],
    "knowledge": [{"topic": "印花工艺基础", "points": "印花方法的分类\n色浆与织物"}, {"topic": "制版材料基础", "points": "网布与网框\n感光材料"},
                  {"topic": "安全与环保", "points": "用电与化学品安全\n废液处置"}],
    **{f"work_{digit}": [{"function": function, "content": task, "skills": skill + more, "knowledge": knowledge}
                         for function, task, skill, knowledge in _STEPS] for digit, more in _DEPTHS.items()},
    "weights_theory": _weights(("职业道德", 5, 5, 5, 5, 5), ("基础知识", 25, 20, 15, 10, 10), ("制版准备", 25, 25, 25, 25, 20),
                               ("制版操作", 30, 30, 30, 30, 30), ("质量检查", 15, 20, 25, 30, 35)),
    "weights_skill": _weights(("制版准备", 30, 30, 25, 20, 20), ("制版操作", 50, 45, 45, 45, 40), ("质量检查", 20, 25, 30, 35, 40)),
    "technical_rules": [{"name": "国家职业技能标准编制技术规程", "number": "2018 年版"}],
}  # fmt: skip

SPECIAL_NORM = {  # not finished: the team writes on in the editor
    "overview": {"名称": "印花网版制作", "定义": "演示：运用制版设备和工具，制作合格印花网版的能力。", "适用对象": "演示：有意掌握该项能力的劳动者。"},
    "tasks": [
        {"name": "绷网", "skills": "能选用网布并绷紧固定\n能测量张力", "knowledge": "网布规格\n张力要求", "weight": "30"},
        {"name": "感光制版", "skills": "能涂布感光胶\n能曝光显影", "knowledge": "感光胶性能\n曝光时间的确定", "weight": "50"},
        {"name": "检查修版", "skills": "能检出砂眼并修补", "knowledge": "网版质量要求", "weight": "20"},
    ],
    "requirements": {"申报条件": "演示：达到法定劳动年龄，经过培训或有相应经历。", "考评人员": "演示：每个考评小组不少于 3 名。"},
    "technical_rules": [{"name": "专项职业能力考核规范编制技术规程"}],
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
