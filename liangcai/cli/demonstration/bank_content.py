"""Generated item banks: a scope table of three levels, theory items with parameters, practical tasks. Nothing is real."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from liangcai.engines.item_files import ScopeTable, with_points, with_scopes

SCALE = 1.7  # of the logistic model
SECOND = ("A-A", "A-B", "B-A", "B-B", "B-C")  # 20 per cent each
THIRD = tuple(f"{scope}-{last}" for scope in SECOND for last in "AB")  # 10 per cent and ten points each
NAMES = {
    "A": "基本要求", "A-A": "职业道德与安全", "A-A-A": "职业守则", "A-A-B": "安全生产", "A-B": "基础知识", "A-B-A": "纤维与纱线",
    "A-B-B": "织物组织", "B": "相关知识", "B-A": "织前准备", "B-A-A": "络筒整经", "B-A-B": "浆纱穿经", "B-B": "织造操作",
    "B-B-A": "开车巡回", "B-B-B": "停台处理", "B-C": "质量检查", "B-C-A": "布面疵点", "B-C-B": "工艺记录",
}  # fmt: skip
THINGS = ("经纱", "纬纱", "综框", "钢筘", "梭口", "织轴", "卷布辊", "浆膜", "边撑", "停经片", "储纬器", "引纬路径", "经位置线", "后梁", "布边")
ASPECTS = ("张力", "位置", "清洁状况", "排列次序", "磨损程度", "间隙", "运行速度", "温湿度要求", "记录方法", "交接要点")
QUESTIONS = (
    "开车以前检查{thing}的{aspect}，首先应当（　　）。", "{thing}的{aspect}不合工艺要求时，最先表现出来的是（　　）。",
    "关于{thing}{aspect}的说法，符合操作规程的是（　　）。", "更换品种以后，{thing}的{aspect}应由谁按什么核对？（　　）。",
    "巡回中发现{thing}有异常，与{aspect}直接有关的处理是（　　）。",
)  # fmt: skip
CLAIMS = ("调整{thing}的{aspect}必须先停车。", "{thing}的{aspect}只在交接班时检查。", "{thing}的{aspect}偏差会增加停台次数。",
          "清扫{thing}以后不必再核对{aspect}。")  # fmt: skip
OPTIONS = ("目测并登记", "用量具复测", "通知班组长", "降低车速观察", "更换磨损件", "重新穿引", "按工艺卡调整", "清除飞花回丝", "松开制动重试",
           "比对上一轴记录", "停车挂牌", "送检取样")  # fmt: skip


def scope_table(occupation: str, level: str) -> ScopeTable:
    """100 points: 80 of importance X, 15 Y, 5 Z."""
    weights = {1: {"A": Decimal(40), "B": Decimal(60)}, 2: dict.fromkeys(SECOND, Decimal(20)), 3: dict.fromkeys(THIRD, Decimal(10))}
    table = with_scopes(ScopeTable(occupation, level, "理论知识", (), ()),
                        [(code, NAMES[code], weight) for by_code in weights.values() for code, weight in by_code.items()])  # fmt: skip
    for scope in THIRD:
        table = with_points(table, scope, [(f"{NAMES[scope]}要点{n:02d}（演示）", importance(scope, n)) for n in range(1, 11)])
    return table


def importance(scope: str, n: int) -> str:
    """Of the n-th point of a scope: the last two of ten are not core."""
    if n <= 8:
        return "X"
    return "Z" if n == 10 and scope.endswith("B") else "Y"


def items(subject: str, chance: random.Random) -> list[dict[str, Any]]:
    """320 single choice and 80 true/false, four items a point, each with the parameters of an earlier calibration. Three
    pairs say nearly the same, so that a search finds something."""
    made = [theory_item(n, subject, chance) for n in range(400)]
    for first, second in ((3, 13), (45, 145), (260, 268)):
        stem = made[first]["content"]["stem"].replace(f"{first + 1:04d}", f"{second + 1:04d}")
        made[second]["content"] |= {"stem": stem, "options": list(reversed(made[first]["content"]["options"]))}
    return made


def theory_item(n: int, subject: str, chance: random.Random) -> dict[str, Any]:
    scope, point = THIRD[n % 10], n // 10 % 10 + 1
    single = n < 320
    words = {"thing": THINGS[n % len(THINGS)], "aspect": ASPECTS[n // len(THINGS) % len(ASPECTS)]}
    text = (QUESTIONS[n % 7 % len(QUESTIONS)] if single else CLAIMS[n // 3 % len(CLAIMS)]).format(**words)
    content: dict[str, Any] = {"stem": f"（演示题 {n + 1:04d}）{subject}：{text}", "answer": chance.choice("ABCD" if single else "AB"),
                               "explanation": f"演示数据：见{NAMES[scope]}要点{point:02d}。"}  # fmt: skip
    if single:
        content["options"] = chance.sample(OPTIONS, 4)
    a, b, c = chance.uniform(0.7, 1.2), -1.1 + 1.9 * (n * 61 % 400) / 400, 0.2 if single else 0.3  # evenly spread in every scope
    return {"item_number": f"D{n + 1:04d}", "type": "single_choice" if single else "true_false", "scope": scope,
            "point": f"{scope}-{point:03d}", "importance": importance(scope, point), "irt_a": round(a, 3), "irt_b": round(b, 3),
            "irt_c": c, "difficulty": round(c + (1 - c) / (1 + math.exp(SCALE * a * b)), 3), "content": content}  # fmt: skip


def blueprint(occupation: str, level: str) -> str:
    """100 items of one point each: 80 single choice, 20 true/false, by the weights of the second level."""
    cells = "".join(
        f'[[cells]]\nscope = "{scope}"\ntype = "{kind}"\ncount = {count}\nscore = 1.0\n\n'
        for kind, count in (("single_choice", 16), ("true_false", 4)) for scope in SECOND
    )  # fmt: skip
    return (f'occupation = "{occupation}"\nlevel = "{level}"\n\n{cells}[importance]\nX_min = 0.5\nZ_max = 0.15\n\n'
            "[difficulty]\nmean = 0.65\ntolerance = 0.005\n\n[forms]\nmax_item_use = 1\nmax_per_point = 3\n")  # fmt: skip


TASKS = {  # scope: what is done
    "A-A-A": ("络筒张力检查与调整", "整经断头处理", "穿综穿筘", "浆纱回潮测定"),
    "B-A-A": ("织机开车与巡回", "断经接头上机", "断纬停台处理", "换轴了机"),
    "B-B-A": ("布面疵点识别与标记", "织物密度测定", "工艺参数复核", "质量记录填写"),
}  # fmt: skip
TASK_NAMES = {"A": "织前准备", "A-A": "准备操作", "A-A-A": "准备任务", "B": "织造", "B-A": "织造操作", "B-A-A": "操作任务",
              "B-B": "质量检查", "B-B-A": "检查任务"}  # fmt: skip
TASK_WEIGHTS = {"A": 40, "A-A": 40, "A-A-A": 40, "B": 60, "B-A": 40, "B-A-A": 40, "B-B": 20, "B-B-A": 20}


def task_table(occupation: str, level: str) -> ScopeTable:
    table = with_scopes(ScopeTable(occupation, level, "操作技能", (), ()),
                        [(code, TASK_NAMES[code], Decimal(weight)) for code, weight in TASK_WEIGHTS.items()])  # fmt: skip
    for scope, names in TASKS.items():
        table = with_points(table, scope, [(f"{name}（演示）", "X") for name in names])
    return table


def tasks() -> list[dict[str, Any]]:
    """Two practical tasks a point, with preparation and a scoring table of 100."""
    return [practical_task(f"P{n:03d}", scope, f"{scope}-{point:03d}", name, variant)
            for n, (scope, point, name, variant) in enumerate(every_task(), 1)]  # fmt: skip


def every_task() -> Sequence[tuple[str, int, str, int]]:
    return [(scope, point, name, variant) for scope, names in TASKS.items() for point, name in enumerate(names, 1) for variant in (1, 2)]


def practical_task(number: str, scope: str, point: str, name: str, variant: int) -> dict[str, Any]:
    def supply(kind: str, what: str, specification: str, unit: str, remark: str = "") -> dict[str, str]:
        return {"kind": kind, "name": what, "specification": specification, "quantity": "1", "unit": unit, "remark": remark}

    task = {
        "minutes": None, "requirements": "演示：车间照明良好，通道畅通。\n演示：设备通电试车正常。",
        "supplies": [supply("设备设施", "剑杆织机（演示）", "幅宽 190 cm", "台"), supply("材料", "试验用纱（演示）", "纯棉 14.6 tex", "筒"),
                     supply("工具量具仪器", "张力仪", "0–100 cN", "只"), supply("考生自备", "工作服、工作帽", "", "套")],
        "criteria": [{"content": "准备", "standard": "劳动防护齐全，工具齐备", "weight": 20},
                     {"content": "操作", "standard": "步骤正确，动作规范", "weight": 50},
                     {"content": "结果", "standard": "符合工艺要求", "weight": 20},
                     {"content": "安全文明", "standard": "无违章，场地整洁", "weight": 10}],
        "faults_that_fail": ["违章操作造成设备损坏或人身伤害"],
    }  # fmt: skip
    stem = f"（演示题 {number}）{name}，任务{'一二'[variant - 1]}。\n在规定时间内按工艺卡独立完成，并作记录。"
    return {"item_number": number, "type": "practical", "scope": scope, "point": point, "importance": "X", "difficulty": 0.65,
            "content": {"stem": stem, "answer": "见评分表", "explanation": "演示数据", "task": task}}  # fmt: skip
