"""A blueprint for the generated bank, papers assembled from it, and a sealed package."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from liangcai.apps.accounts.models import User
from liangcai.apps.item_bank.actions.import_items import import_items
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.actions.assemble_papers import assemble_papers
from liangcai.apps.papers.actions.save_blueprint import save_blueprint
from liangcai.apps.papers.actions.seal_papers import RoomOrder, Sealed, seal_papers
from liangcai.apps.papers.models import AssemblyRun, Blueprint, Dispatch
from liangcai.apps.station.signing import RECEIVER, published_keys, station_key
from liangcai.engines.sealing.keys import PublicKey, public_of
from tests.apps.custody.factories import AT, custodian
from tests.apps.item_bank.factories import KEY, bank, filled_bank  # noqa: F401

OPENS = datetime(2021, 12, 11, 0, 30, tzinfo=UTC)
PLAN = "JH2021-001"
PROVINCE = ("省甲", "省乙", "省丙")
TEXT = """occupation = "6-04-03-03"
level = "四级"
[[cells]]
scope = "A-C"
type = "single_choice"
count = 6
score = 5
[[cells]]
scope = "A-D"
type = "single_choice"
count = 4
score = 10
[[cells]]
scope = "A-B"
type = "true_false"
count = 6
score = 5
[forms]
max_item_use = 1
"""


def blueprint(actor: User | None = None, text: str = TEXT) -> Blueprint:
    actor = actor or custodian()
    return save_blueprint(actor=actor, at=AT, bank=filled_bank(actor), name="演示方案", text=text, minutes=90)


def assembled(actor: User | None = None, forms: int = 2, seed: int = 1) -> AssemblyRun:
    actor = actor or custodian()
    return assemble_papers(actor=actor, at=AT, blueprint=blueprint(actor), forms=forms, seed=seed, key=KEY)


def room_receiver() -> PublicKey:
    return public_of(station_key(RECEIVER, on=AT.date(), owner="演示考场机"), "演示考场机", AT.date())


def room_order(key: PublicKey | None = None, slip_number: str = f"SJ-{PLAN}") -> RoomOrder:
    return RoomOrder(key or room_receiver(), slip_number, ("主考", "监考乙", "监考丙"))


def sealing(run: AssemblyRun | None = None, **given: Any) -> Sealed:
    values = {"actor": custodian(), "at": AT, "run": run or assembled(), "rooms": [room_order()], "province": PROVINCE, "needed": 2,
              "not_before": OPENS, "plan_number": PLAN, "title": "织布工（演示）", "key": KEY} | given  # fmt: skip
    assert published_keys()
    return seal_papers(**values)


def sealed(run: AssemblyRun | None = None, **given: Any) -> Dispatch:
    """One room's package. What is printed on its envelopes is kept beside it: `typed`, as two persons would type it."""
    done = sealing(run, **given)
    dispatch = done.dispatches[0]
    province, site = ([s.text for s in done.shares if bool(s.envelope.dispatch_id) == own] for own in (False, True))
    dispatch.typed = [[province[0], site[0]], [province[1], site[1]]]
    return dispatch


SCOPE_TABLE = {
    "scopes": [["A", "基本要求", "25", [2, 0, 0]], ["A-A", "职业道德", "5", [1, 0, 0]], ["A-B", "基础知识", "20", [1, 0, 0]],
               ["B", "相关知识", "75", [2, 0, 0]], ["B-A", "准备", "30", [1, 0, 0]], ["B-B", "操作", "45", [1, 0, 0]]],
    "points": {},
}  # fmt: skip


def weighted_bank(actor: User | None = None, each: int = 60) -> Bank:
    """A calibrated bank under a scope table of two levels: `each` single-choice items and a third as many true/false
    in each of its four scopes. Its scope table is set by the test, as the item bank's own actions do."""
    actor = actor or custodian()
    made = bank(actor, name="挡车工")
    Bank.objects.filter(pk=made.pk).update(scope_table=SCOPE_TABLE)
    made.refresh_from_db()
    rows = []
    for scope in ("A-A", "A-B", "B-A", "B-B"):
        for n in range(each + each // 3):
            choice = n < each
            content = {"stem": f"（演示题）{scope} 第 {n} 题", "answer": "ABCD"[n % (4 if choice else 2)]}
            if choice:
                content["options"] = [f"选项{x}" for x in "甲乙丙丁"]
            rows.append({
                "item_number": f"{scope}-{n:03d}", "type": "single_choice" if choice else "true_false", "scope": scope,
                "point": f"{scope}-A-{n:03d}", "importance": "X", "difficulty": 0.5 + 0.3 * (n % 11) / 10,
                "irt_a": 0.7 + 0.05 * (n % 7), "irt_b": -1 + 0.2 * (n % 11), "irt_c": 0.2, "content": content,
            })  # fmt: skip
    import_items(actor=actor, at=AT, bank=made, items=rows, key=KEY, state="in_use")
    return made


def picture() -> dict[str, str]:
    out = io.BytesIO()
    Image.new("RGB", (300, 150), "navy").save(out, "PNG")
    return {"name": "织机.png", "media_type": "image/png", "base64": base64.b64encode(out.getvalue()).decode()}


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FRACTION = {"omml": f"<m:oMath {M}><m:f><m:num><m:r><m:t>m</m:t></m:r></m:num><m:den><m:r><m:t>V</m:t></m:r></m:den></m:f></m:oMath>",
            "text": "m/V"}  # fmt: skip


def written_bank(actor: User | None = None) -> Bank:
    """One item of every theory type, with a picture, a formula, a table, marks and a case of sub-items."""
    actor = actor or custodian()
    made = bank(actor, name="质检工")

    def row(n: int, kind: str, **content: Any) -> dict[str, Any]:
        return {"item_number": f"W{n:02d}", "type": kind, "scope": "A-A", "point": f"A-A-A-{n:03d}", "importance": "X",
                "difficulty": 0.6, "content": {"explanation": "", **content}}  # fmt: skip

    rows = [
        row(1, "single_choice", stem="如图〔图1〕所示，密度为〔式1〕。", answer="B", options=["甲", "〔式1〕", "丙", "丁"],
            pictures=[picture()], formulas=[FRACTION]),
        row(2, "multiple_choice", stem="下列〔粗:正确〕的是（　　）。", answer="ACD", options=["一号", "二号", "三号", "四号", "五号"]),
        row(3, "true_false", stem="H〔下:2〕O 是水，面积单位是 m〔上:2〕。", answer="A"),
        row(4, "fill_blank", stem="织物密度以＿＿表示。", answer="根每十厘米"),
        row(5, "short_answer", stem="简述经停原因。〔表1〕", answer="断经；张力过大。", explanation="每点两分。",
            tables=[[["原因", "占比"], ["断经", "四成"]]]),
        row(6, "calculation", stem="求密度〔式1〕。", answer="〔式1〕等于二", explanation="列式三分，结果二分。", formulas=[FRACTION]),
        row(7, "essay", stem="论述质量控制。", answer="分工序论述。", explanation="观点五分，论据五分。"),
        row(8, "case", stem="某车间停台率高。", answer="", sub_items=[
            {"type": "short_answer", "stem": "指出主要原因。", "answer": "张力不匀。", "explanation": "三分。", "score": 4},
            {"type": "single_choice", "stem": "应先检查（　　）。", "answer": "B", "options": ["电源", "张力"], "score": 2}]),
    ]  # fmt: skip
    for given in rows:
        given["content"]["answer"] = given["content"]["answer"] or "见各小题"
    import_items(actor=actor, at=AT, bank=made, items=rows, key=KEY, state="in_use")
    return made


WRITTEN = "".join(
    f'[[cells]]\nscope = "A"\ntype = "{kind}"\ncount = 1\nscore = {score}\n'
    for kind, score in (("case", 6), ("single_choice", 1), ("essay", 10), ("true_false", 1), ("multiple_choice", 2),
                        ("short_answer", 5), ("calculation", 5), ("fill_blank", 1))
)  # fmt: skip


def written_run(actor: User | None = None) -> AssemblyRun:
    actor = actor or custodian()
    plan = save_blueprint(actor=actor, at=AT, bank=written_bank(actor), name="各题型", text=WRITTEN, minutes=120)
    return assemble_papers(actor=actor, at=AT, blueprint=plan, forms=1, seed=1, key=KEY)


def practical_bank(actor: User | None = None) -> Bank:
    """Practical tasks in scopes C-A (one kind) and D-A, D-B (任选一项)."""
    actor = actor or custodian()
    made = bank(actor, name="修理工")
    rows = []
    for n, scope in enumerate(("C-A", "C-A", "D-A", "D-B")):
        task = {
            "minutes": None, "requirements": "场地通风。\n照明良好。", "faults_that_fail": ["违章操作"],
            "supplies": [{"kind": "设备设施", "name": f"台架{n}", "specification": "标准", "quantity": "1", "unit": "台", "remark": ""},
                         {"kind": "考生自备", "name": "工作服", "specification": "", "quantity": "1", "unit": "套", "remark": ""}],
            "criteria": [{"content": "拆卸", "standard": "顺序正确", "weight": 40}, {"content": "装配", "standard": "间隙合格", "weight": 60}],
        }  # fmt: skip
        rows.append({"item_number": f"P{n}", "type": "practical", "scope": scope, "point": f"{scope}-A-{n:03d}", "importance": "X",
                     "content": {"stem": f"更换部件{n}。\n按工艺要求完成。", "answer": "见评分表", "explanation": "", "task": task}})  # fmt: skip
    import_items(actor=actor, at=AT, bank=made, items=rows, key=KEY, state="in_use")
    return made


PRACTICAL = """[[cells]]
scope = "C-A"
type = "practical"
count = 1
score = 40
title = "拆装"
minutes = 30
choice = "required"
[[cells]]
scope = "D"
type = "practical"
count = 1
score = 60
title = "检修"
minutes = 60
choice = "any_one"
"""


def practical_run(actor: User | None = None, forms: int = 2) -> AssemblyRun:
    actor = actor or custodian()
    plan = save_blueprint(actor=actor, at=AT, bank=practical_bank(actor), name="操作", text=PRACTICAL, minutes=10)
    return assemble_papers(actor=actor, at=AT, blueprint=plan, forms=forms, seed=1, key=KEY)
