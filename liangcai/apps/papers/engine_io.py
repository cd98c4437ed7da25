"""Rows ↔ engines: what a paper says and what is printed."""

from __future__ import annotations

import hashlib
import json
from itertools import groupby
from typing import Any

from django.utils import timezone

from liangcai.apps.item_bank.enums import ItemType
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.papers.models import Paper as PaperRow
from liangcai.engines.typesetting.answer_key import AnswerKey, KeyEntry, KeyPart
from liangcai.engines.typesetting.conformity_certificate import ConformityCertificate, ConformityCheck
from liangcai.engines.typesetting.handover_slip import HandedItem, HandoverSlip
from liangcai.engines.typesetting.paper import Paper, Part, Question

CHECKS = {"cells": "方案单元", "scope": "考核范围", "weight": "比重", "type": "题型", "count": "题量", "score": "分值",
          "enemies": "相克题", "max_item_use": "试题重复使用", "importance": "重要程度比例", "max_per_point": "同一鉴定点题数",
          "tolerance": "难度偏差", "information": "信息量"}  # fmt: skip
FOUND = {"equal": "与方案一致", "kept": "符合", "none together": "无同卷", "not asked": "方案未要求"}
TRUE_FALSE = {"A": "√", "B": "×"}
INSTRUCTIONS = {
    ItemType.SINGLE_CHOICE: "选择一个正确的答案，将相应字母填涂在答题卡上。",
    ItemType.MULTIPLE_CHOICE: "每题有两个以上正确答案，多选、少选、错选均不得分。",
    ItemType.TRUE_FALSE: "正确的填涂“√”，错误的填涂“×”。",
}


def paper_content(paper: PaperRow, key: bytes) -> list[dict[str, Any]]:
    """The questions in order: position, item, type, score, stem, options, answer (a letter for choices, A right
    and B wrong for true/false)."""
    questions = []
    for place in paper.items.select_related("item").order_by("position"):
        content = open_content(place.item.sealed_content, key, str(place.item.public_id))
        questions.append({"position": place.position, "item": str(place.item.public_id), "type": place.item.type,
                          "score": f"{place.score:f}", **content})  # fmt: skip
    return questions


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def printed_paper(questions: list[dict[str, Any]], *, title: str, subtitle: str, code: str, minutes: int,
                  organization: str) -> Paper:  # fmt: skip
    parts = []
    for kind, group in groupby(questions, key=lambda q: q["type"]):
        rows = list(group)
        first, last = rows[0]["position"], rows[-1]["position"]
        parts.append(Part(
            title=str(ItemType(kind).label),
            instruction=f"第 {first} 题～第 {last} 题。{INSTRUCTIONS.get(kind, '')}"
                        f"满分 {sum(float(r['score']) for r in rows):g} 分。",
            questions=tuple(Question(stem=(r["stem"],), options=tuple((o,) for o in r.get("options", ()))
                                     if kind != ItemType.TRUE_FALSE else ()) for r in rows),
            answer_brackets=kind == ItemType.TRUE_FALSE,
        ))  # fmt: skip
    return Paper(organization=organization, title=title, subtitle=subtitle, paper_code=code, minutes=minutes,
                 full_score=sum(float(q["score"]) for q in questions), pass_score=60.0, parts=tuple(parts))  # fmt: skip


def printed_key(questions: list[dict[str, Any]], *, title: str, code: str) -> AnswerKey:
    parts = []
    for kind, group in groupby(questions, key=lambda q: q["type"]):
        entries = tuple(KeyEntry(q["position"], TRUE_FALSE.get(q["answer"], "") if kind == ItemType.TRUE_FALSE else q["answer"],
                                 float(q["score"])) for q in group)  # fmt: skip
        parts.append(KeyPart(str(ItemType(kind).label), entries))
    return AnswerKey(title, code, tuple(parts))


def printed_conformity(paper: PaperRow) -> ConformityCertificate:
    run, certificate = paper.run, paper.conformity
    checks = tuple(ConformityCheck(CHECKS.get(name, name), "按方案", FOUND.get(found, found), True)
                   for name, found in certificate["checks"].items())  # fmt: skip
    (signature,) = certificate["signatures"]
    return ConformityCertificate(
        paper_code=paper.code, paper_title=str(run.blueprint.bank), blueprint_name=run.blueprint.name,
        blueprint_digest=certificate["blueprint_sha256"], paper_digest=certificate["paper_sha256"],
        bank_version=str(run.blueprint.bank.version), seed=str(run.seed), assembled_at=run.assembled_at, checks=checks,
        signer=signature["key_id"], signature=signature["signature"],
    )  # fmt: skip


def printed_slip(dispatch: Dispatch, giver: str) -> HandoverSlip:
    disc = str(dispatch.copy or dispatch.disc or "")
    items = [HandedItem("试卷密封包", "光盘", disc, 1, dispatch.package_sha256)]
    if dispatch.disc:
        items.append(HandedItem("光盘映像", "光盘", disc, 1, dispatch.disc.image_sha256))
    signed = [f"{name} {timezone.localtime(moment):%Y-%m-%d %H:%M}" for name, moment in (
        (dispatch.giver_person, dispatch.handed_over_at), (dispatch.receiver_person, dispatch.taken_over_at)) if moment]
    seal = f"封签号 {dispatch.seal_number}" if dispatch.seal_number else "封签号：＿＿＿＿＿＿＿＿"
    return HandoverSlip(slip_number=dispatch.slip_number, purpose=f"考试用卷，{timezone.localtime(dispatch.not_before):%Y-%m-%d %H:%M} 起可启封",
                        giver="题库工作站", giver_person=dispatch.giver_person or giver, receiver=dispatch.receiver,
                        receiver_person=dispatch.receiver_person, handed_over_at=dispatch.handed_over_at, items=tuple(items),
                        code=dispatch.slip_number, remarks="；".join([seal, *(f"已签字 {one}" for one in signed)]))  # fmt: skip
