"""Why an expert may not review a project, each reason in words."""

from __future__ import annotations

from datetime import date

from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.resources.models import DevelopmentProject

REVIEW_DUTY = "评审"


def objections(card: StaffCard, project: DevelopmentProject, on: date) -> list[str]:
    """Kind, validity, field, same employer as the applicant, member of the developing team. Empty: fit."""
    found = []
    if card.kind != StaffKind.EXPERT:
        found.append("不是专家库人员")
    if not card.valid_from <= on <= card.valid_to:
        found.append(f"证卡有效期 {card.valid_from} 至 {card.valid_to} 不含评审日")
    if card.scope and not {project.occupation_name, project.occupation_code} & set(card.scope):
        found.append(f"专业范围不含{project.occupation_name}")
    if card.employer and card.employer == project.applicant.name:
        found.append("与申请单位同一单位，应回避")
    if _on_the_team(card, project):
        found.append("参与了本项目的开发，应回避")
    return found


def _on_the_team(card: StaffCard, project: DevelopmentProject) -> bool:
    return any(
        REVIEW_DUTY not in pledge.duty
        and (pledge.person_name == card.holder_name or (card.user_id is not None and pledge.user_id == card.user_id))
        for pledge in project.pledges.all()
    )
