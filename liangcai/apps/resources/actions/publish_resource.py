from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.engine_io import applicable_standard
from liangcai.apps.resources.enums import (
    NORM_KINDS,
    STANDARD_KIND_OF,
    ProjectKind,
    ResourceState,
    StandardKind,
)
from liangcai.apps.resources.models import DevelopmentProject, ItemBankRecord, Standard
from liangcai.apps.resources.selectors import banks_resting_on
from liangcai.apps.resources.state_changes import set_state
from liangcai.apps.resources.states import DEVELOPMENT, GONE
from liangcai.kernel.citations import S002, S003, S004, Citation
from liangcai.kernel.refusals import Refused


@action
def publish_resource(
    *, actor: User, at: datetime, project: DevelopmentProject, document_number: str, published_on: date,
    item_count: int = 0, content_sha256: str = "", filed_on: date | None = None,
) -> Standard | ItemBankRecord:  # fmt: skip
    """Put a passed result into the provincial catalogue. A special-ability norm must have been filed with the
    ministry first (`filed_on`; 003-013, 004-009) and brings its paper bank with it; an enterprise norm counts as
    filed with the city on the day it passed. An earlier version retires that day and what rests on it is to be
    revised; an industry norm suspends the enterprise norms of its occupation (002-017)."""
    require_role(actor, Role.PROVINCE_CENTRE)
    project = DevelopmentProject.objects.select_for_update().select_related("applicant").get(pk=project.pk)
    state = DEVELOPMENT.step(project.state, "publish")
    _require_day(project, published_on, localdate(at))
    if not document_number.strip():
        raise Refused("document_number_needed", "发布须填写发文字号。")
    draft = project.drafts.order_by("-version").first()
    assert draft is not None and project.passed_on is not None  # a passed project was reviewed on a draft
    effects: dict[str, Any] = {}
    made: Standard | ItemBankRecord
    if project.kind == ProjectKind.ITEM_BANK:
        standard = applicable_standard(project.occupation_code, project.applicant, published_on)
        if standard is None or standard.pk != project.standard_id:
            raise Refused("standard_changed", "题库送审时所依据的标准已不再适用，须按现行标准修订后重新评审。",
                          citation=Citation(S002, "二(二)", "002-020"))  # fmt: skip
        made = project.bank = _publish_bank(project, standard, draft.content, published_on, item_count, content_sha256)
    else:
        filed = _filing_day(project, filed_on, published_on)
        made = project.standard = _publish_norm(project, draft.content, document_number, published_on, filed)
        effects = _make_room(made, published_on)
        if project.kind == ProjectKind.SPECIAL_ABILITY:
            project.bank = _publish_bank(project, made, draft.content, published_on, item_count, content_sha256)
    project.state = state
    project.save(update_fields=["state", "standard", "bank"])
    record(actor=actor, at=at, action="publish_resource", subject=project, facts={
        "resource": made, "document_number": document_number.strip(), "published_on": published_on,
        "shortage": project.admissibility.get("priority"), "item_count": item_count, "content_sha256": content_sha256,
        **effects, "rules": ["000-019", "002-005", "002-017", "004-013"],
    })  # fmt: skip
    return made


def _require_day(project: DevelopmentProject, published_on: date, today: date) -> None:
    if published_on > today:
        raise Refused("future_publication", f"发布日期 {published_on} 晚于今天 {today}。")
    if project.passed_on and published_on < project.passed_on:
        raise Refused("published_before_review", f"发布日期 {published_on} 早于评审通过日 {project.passed_on}。",
                      citation=Citation(S003, "(六)", "003-013"))  # fmt: skip
    if project.kind in NORM_KINDS:
        national = Standard.objects.filter(
            kind=StandardKind.NATIONAL, occupation_code=project.occupation_code, published_on__lte=published_on
        ).exclude(state__in=GONE)
        if national.exists():
            raise Refused("national_standard", "该职业的国家职业技能标准已颁布，规范不再发布。",
                          citation=Citation(S002, "二(一)", "002-016"))  # fmt: skip


def _filing_day(project: DevelopmentProject, filed_on: date | None, published_on: date) -> date | None:
    if project.kind == ProjectKind.ENTERPRISE_NORM:
        return filed_on or project.passed_on
    if project.kind == ProjectKind.SPECIAL_ABILITY and (filed_on is None or filed_on > published_on):
        raise Refused("norm_not_filed", "专项职业能力考核规范须先由省统一报部备案，再入目录。",
                      citation=Citation(S004, "二", "004-009"), hint="请填写备案日期，且不晚于发布日期。")  # fmt: skip
    return filed_on


def _publish_norm(project: DevelopmentProject, content: Mapping[str, Any], document_number: str, published_on: date,
                  filed_on: date | None) -> Standard:  # fmt: skip
    kind = STANDARD_KIND_OF[ProjectKind(project.kind)]
    owner = project.applicant if kind == StandardKind.ENTERPRISE else None
    versions = Standard.objects.filter(kind=kind, occupation_code=project.occupation_code,
                                       occupation_name=project.occupation_name, owner=owner)  # fmt: skip
    suspended = kind == StandardKind.ENTERPRISE and Standard.objects.filter(
        kind=StandardKind.INDUSTRY, occupation_code=project.occupation_code, state=ResourceState.IN_FORCE
    ).exists()
    made = Standard.objects.create(
        kind=kind, occupation_code=project.occupation_code, occupation_name=project.occupation_name,
        levels=project.levels, owner=owner, filed_on=filed_on, published_on=published_on,
        document_number=document_number.strip(), version=versions.count() + 1, content=dict(content),
    )  # fmt: skip
    made.state = ResourceState.SUSPENDED if suspended else ResourceState.IN_FORCE
    cause = f"发布（{made.document_number}）" + ("，该职业已有行业评价规范（002-017）" if suspended else "")
    set_state([made], made.state, on=published_on, cause=cause)
    return made


def _make_room(made: Standard, published_on: date) -> dict[str, list[str]]:
    """Earlier versions retire and their banks are to be revised; enterprise norms give way to an industry norm."""
    earlier = list(
        Standard.objects.select_for_update()
        .filter(kind=made.kind, occupation_code=made.occupation_code, occupation_name=made.occupation_name,
                owner=made.owner)
        .exclude(pk=made.pk).exclude(state__in=GONE)
    )  # fmt: skip
    cause = f"{made}第 {made.version} 版发布（{made.document_number}）"
    banks = banks_resting_on(earlier).filter(state=ResourceState.IN_FORCE)
    revised = set_state(banks, ResourceState.TO_BE_REVISED, on=published_on, cause=f"{cause}，须按新版修订（002-020）")
    retired = set_state(earlier, ResourceState.RETIRED, on=published_on, cause=cause, valid_to=published_on, ended_by=made)
    suspended: list[str] = []
    if made.kind == StandardKind.INDUSTRY:
        giving_way = Standard.objects.filter(kind=StandardKind.ENTERPRISE, occupation_code=made.occupation_code,
                                             state=ResourceState.IN_FORCE)  # fmt: skip
        suspended = set_state(giving_way, ResourceState.SUSPENDED, on=published_on, cause=f"{cause}（002-017）")
    return {"retired": retired, "to_be_revised": revised, "suspended": suspended}


def _publish_bank(project: DevelopmentProject, standard: Standard, content: Mapping[str, Any], published_on: date,
                  item_count: int, content_sha256: str) -> ItemBankRecord:  # fmt: skip
    kind = "special_ability" if project.kind == ProjectKind.SPECIAL_ABILITY else "skill_level"
    earlier = ItemBankRecord.objects.filter(kind=kind, occupation_code=project.occupation_code,
                                            occupation_name=project.occupation_name)  # fmt: skip
    version = earlier.count() + 1
    replaced = earlier.filter(levels=project.levels).exclude(state__in=GONE)
    set_state(replaced, ResourceState.RETIRED, on=published_on, cause=f"第 {version} 版题库入目录")
    made = ItemBankRecord.objects.create(
        kind=kind, occupation_code=project.occupation_code, occupation_name=project.occupation_name,
        levels=project.levels, standard=standard, reviewed_on=project.passed_on, published_on=published_on,
        item_count=item_count or int(content.get("item_count") or 0), version=version,
        content_sha256=content_sha256 or str(content.get("content_sha256", "")),
    )  # fmt: skip
    set_state([made], ResourceState.IN_FORCE, on=published_on, cause="评审通过，入目录")
    return made
