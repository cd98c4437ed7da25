"""Items with everything a file can carry; generated, no real content."""

import io

from PIL import Image

from liangcai.engines.item_files import (
    Criterion,
    Formula,
    Grid,
    ParsedItem,
    Picture,
    SubItem,
    Supply,
    Task,
)

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def picture(shade=120, name="p.png", size=(12, 9)):
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 80, 40)).save(out, "PNG")
    return Picture(name, "image/png", out.getvalue())


def run(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


def formula(inside=None, text="(P+Q)/R"):
    body = inside or f"<m:f><m:num>{run('P+Q')}</m:num><m:den>{run('R')}</m:den></m:f>"
    return Formula(f'<m:oMath xmlns:m="{MATH}">{body}</m:oMath>', text)


def bank():
    return (
        ParsedItem("1", "single_choice", "接地保护的作用是（　）。", ("防止触电", "节约电能", "提高转速"), "A",
                   "外壳带电时电流入地。", "A-A-A", "A-A-A-001", 0.65, "X"),
        ParsedItem("2", "multiple_choice", "下列属于绝缘材料的是（　）。", ("橡胶", "铜", "陶瓷", "铝"), "AC",
                   point="A-A-A-002", difficulty=0.5, importance="Y"),
        ParsedItem("3", "true_false", "熔断器可以用铜丝代替。（　）", answer="错", point="A-A-B-001"),
        ParsedItem("4", "fill_blank", "安全电压的上限为____V，电流为 3.5 A。", answer="36"),
        ParsedItem("5", "short_answer", "如图〔图1〕所示，说明各部分的名称。\n再说明其用途。", answer="转子\n定子",
                   pictures=(picture(),)),
        ParsedItem("6", "calculation", "由〔式1〕求 I < 5 & R > 2 时的值〔图1〕〔图2〕", answer="代入〔式2〕得 3",
                   explanation="见〔图2〕", pictures=(picture(10), picture(20)),
                   formulas=(formula(), formula(run("I"), "I"))),
        ParsedItem("7", "essay", "=试述“安全第一”的含义 <b>。", answer="略", explanation="要点三条"),
        ParsedItem("8", "single_choice", "图〔图1〕中表示电阻的是（　）。", ("〔图2〕", "〔式1〕", "无", "R&D"), "D",
                   pictures=(picture(1), picture(2)), formulas=(formula(run("x"), "x"),)),
        ParsedItem("9", "case", "某车间发生触电事故，请分析原因并说明急救步骤。", answer="先断电"),
        case(), practical(),
    )  # fmt: skip


def case():
    """Sub-items of three kinds, with a picture, a formula and a table between them."""
    return ParsedItem(
        "10", "case", "某织布车间的停台记录如〔表1〕，现场见〔图1〕。〔粗:不〕考虑换班。", point="A-A-A-001",
        pictures=(picture(),), formulas=(formula(),),
        tables=(Grid((("机台", "停台 | 次"), ("1 号", "〔粗:3〕"), ("面积", "5 m〔上:2〕"))),),
        sub_items=(
            SubItem("single_choice", "停台最多的原因是（　）。", ("断经", "断纬", "缺油"), "A", "见〔表1〕", 4.0),
            SubItem("true_false", "由〔式1〕可知效率下降。（　）", answer="对", score=2.0),
            SubItem("short_answer", "说明处理步骤。", answer="先停车\n再接经", score=6.5),
        ),
    )  # fmt: skip


def practical():
    return ParsedItem(
        "11", "practical", "按图〔图1〕装接一台电动机的正反转控制线路。", pictures=(picture(7),), importance="X",
        task=Task(
            minutes=60,
            supplies=(Supply("设备设施", "电动机", "三相，1.5 kW", "1", "台"), Supply("考生自备", "绝缘鞋", "", "1", "双", "合脚")),
            requirements="照明良好\n工位间距不少于 2 m",
            criteria=(Criterion("元件布置", "整齐牢固，一处不合格扣 2 分", 20.0), Criterion("接线", "按图接线", 55.5),
                      Criterion("通电试验", "一次成功得满分", 24.5)),
            faults_that_fail=("带电接线", "造成短路"),
        ),
    )  # fmt: skip


def without_names(items):
    """The items with pictures reduced to what they show: files name pictures their own way."""
    from dataclasses import replace

    def shown(item):
        pictures = tuple(replace(p, name="") for p in item.pictures)
        formulas = tuple(replace(f, omml="") for f in item.formulas)
        return replace(item, pictures=pictures, formulas=formulas)

    return [shown(item) for item in items]
