"""What one person may apply for: the facts in, the decision with its articles out. Nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from liangcai.api.v1.json_body import json_body
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.career import decide

router = Router(tags=["政策判定"])
LISTS = {"skills": "技能等级证书", "titles": "职称", "skill_work": "技能工作经历", "appraisals": "年度考核",
         "honours": "荣誉", "competitions": "竞赛"}  # fmt: skip
YES_NO = {"access_qualified": "准入类职业已具资格", "access_controlled": "属于准入类职业",
          "basic_conditions_met": "经核定符合基本标准条件", "international_certificate": "持有国际职业资格证书",
          "fraud": "有查实的弄虚作假"}  # fmt: skip
FACTS = {
    "type": "object", "additionalProperties": False,
    "description": "各键均可省略；省略即未知，绝不当作否。给出的列表视为齐全，空列表即没有。",
    "properties": {
        "work": {"type": "object", "description": "现岗位"},
        **{key: {"type": "array", "items": {"type": "object"}, "description": words} for key, words in LISTS.items()},
        **{key: {"type": "boolean", "description": words} for key, words in YES_NO.items()},
    },
}  # fmt: skip
EXAMPLE = {
    "work": {"province": "32", "employer": "enterprise", "front_line": True, "technical_post": True,
             "occupation": "6-31-01-10"},
    "skills": [{"level": "三级", "kind": "level", "occupation": "6-31-01-10", "obtained_on": "2018-05-01"}],
    "honours": [{"name": "全国技术能手"}],
}  # fmt: skip
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": FACTS, "example": EXAMPLE}}}}


class When(Schema):
    on: date | None = Field(None, description="判定日；默认今天")


class CitationOut(Schema):
    document: str
    article: str


class ConditionOut(Schema):
    name: str
    required: str
    actual: str
    truth: bool | None
    citation: CitationOut


class ReasonOut(Schema):
    rule: str
    part: str
    title: str
    target: str
    outcome: str | None
    truth: bool | None
    citation: CitationOut
    conditions: list[ConditionOut]
    missing: list[str]
    earliest_on: date | None


class TitleReview(Schema):
    decision: str
    highest: str | None
    possible: str | None
    route: str | None


class SkillEvaluation(Schema):
    decision: str
    highest: str | None
    possible: str | None
    exempt: list[str]


class DirectRecognition(Schema):
    decision: str
    highest: str | None
    possible: str | None
    by: str | None


class CareerAnswer(Schema):
    on: date
    policy_version: str
    series: list[str]
    title_review: TitleReview
    skill_evaluation: SkillEvaluation
    direct_recognition: DirectRecognition
    warnings: list[str]
    reasons: list[ReasonOut]


@router.post("/career/decide", response=CareerAnswer, summary="发展贯通与直接认定判定", openapi_extra=BODY)
def decide_career(request: HttpRequest, when: Query[When]) -> dict[str, Any]:
    return decide(json_body(request), policy(), when.on or timezone.localdate())


