"""Items with everything a file can carry; generated, no real content."""

import io

from PIL import Image

from liangcai.engines.item_files import Formula, ParsedItem, Picture

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
        ParsedItem("10", "practical", "按图装接一台电动机的正反转控制线路。", answer="见评分表"),
    )  # fmt: skip


def without_names(items):
    """The items with pictures reduced to what they show: files name pictures their own way."""
    from dataclasses import replace

    def shown(item):
        pictures = tuple(replace(p, name="") for p in item.pictures)
        formulas = tuple(replace(f, omml="") for f in item.formulas)
        return replace(item, pictures=pictures, formulas=formulas)

    return [shown(item) for item in items]
