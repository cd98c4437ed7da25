from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User, region_prefix
from liangcai.apps.accounts.permissions import require_jurisdiction
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.models import Occupation, SpecialAbilityProject
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.organizations.models import Body
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.resources.engine_io import decide_development, development_facts
from liangcai.apps.resources.enums import TARGET_OF, ProjectAction, ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, KeyProject
from liangcai.apps.resources.occupation_names import require_occupation
from liangcai.apps.resources.states import OPEN_STATES
from liangcai.engines.norms import naming_faults
from liangcai.kernel.citations import S000, S003, S004, Citation
from liangcai.kernel.refusals import BadInput, Refused

MISSING_WORDS = {"applicant.seeking_registration": "是否正在申请第三方评价机构备案"}


@action
def apply_for_development(
    *, actor: User, at: datetime, applicant: Body, kind: str, action: str, occupation_code: str, occupation_name: str,
    levels: Sequence[str], key_project: KeyProject | None = None, form: Mapping[str, Any] | None = None,
) -> DevelopmentProject:  # fmt: skip
    """Apply to develop or revise a resource (form 7). The rules decide whether one may, and which centre takes it
    in, selects and reviews; `form` holds the annex's fields by label and the applicant's declarations
    (`seeking_registration`, `exception_reason`). Refused with reasons and articles; a wrong name or code comes
    back with suggestions."""
    form = dict(form or {})
    _require_known(kind, action)
    _require_applicant(actor, applicant, kind)
    Body.objects.select_for_update().get(pk=applicant.pk)  # a double click waits here, then meets its twin
    on = localdate(at)
    if kind == ProjectKind.SPECIAL_ABILITY:
        _require_new_project(occupation_name, action, form)
    else:
        require_occupation(occupation_code, occupation_name)
    _require_matching_key_project(key_project, kind, occupation_code)
    _require_no_twin(applicant, kind, occupation_code, occupation_name)
    facts = development_facts(applicant=applicant, kind=kind, action=action, occupation_code=occupation_code, on=on,
                              key_project=key_project, declared=form)  # fmt: skip
    answer = decide_development(facts, on)
    _require_admissible(answer)
    decision = _kept(answer, facts)
    project = DevelopmentProject.objects.create(
        kind=kind, action=action, occupation_code=occupation_code, occupation_name=occupation_name,
        levels=list(levels), applicant=applicant, key_project=key_project, form=form,
        region_code=_intake_region(applicant, answer["intake"]), admissibility=decision,
        applied_at=at, deadline_on=date.fromisoformat(answer["deadline_on"]) if answer["deadline_on"] else None,
    )  # fmt: skip
    record(actor=actor, at=at, action="apply_for_development", subject=project,
           facts={"decision": decision, "form": form, "levels": list(levels), "key_project": key_project})  # fmt: skip
    return project


def _require_known(kind: str, action: str) -> None:
    if kind not in ProjectKind.values:
        raise BadInput("bad_kind", f"没有“{kind}”这类成果。", where="kind", hint=f"可用：{'、'.join(ProjectKind.values)}。")
    if action not in ProjectAction.values:
        raise BadInput("bad_action", f"“{action}”不是开发或修订。", where="action", hint="可用：develop、revise。")


def _require_applicant(actor: User, applicant: Body, kind: str) -> None:
    """The body itself; a city centre may propose a special-ability project of its city (004-008)."""
    if kind == ProjectKind.SPECIAL_ABILITY and actor.role == Role.CITY_CENTRE:
        require_jurisdiction(actor, applicant.region_code)
    else:
        require_member(actor, applicant)


def _require_new_project(name: str, action: str, form: Mapping[str, Any]) -> None:
    """Not an occupation of the classification (003-012, 004-014), not published already (004-010), well named."""
    faults = naming_faults(name)
    if faults:
        raise Refused("project_name", f"专项能力名称“{name}”：{'；'.join(faults)}。",
                      citation=Citation(S004, "附件1", "004-014"), facts={"name": name, "faults": faults})  # fmt: skip
    if Occupation.objects.filter(name=name).exists():
        raise Refused("is_occupation", f"“{name}”是职业分类中的职业，应申请职业技能等级的标准或题库。",
                      citation=Citation(S003, "(六)", "003-012"))  # fmt: skip
    published = SpecialAbilityProject.objects.filter(normalised_name=name).first()
    if published and action == ProjectAction.DEVELOP and not str(form.get("exception_reason", "")).strip():
        raise Refused("project_published", f"“{name}”已在公布的目录中（第 {published.number} 号），不再重复开发。",
                      citation=Citation(S004, "二", "004-010"), hint="可申请修订；确需另行开发的请写明理由。")  # fmt: skip


def _require_matching_key_project(key_project: KeyProject | None, kind: str, occupation_code: str) -> None:
    if key_project is None:
        return
    expected = (key_project.target, key_project.occupation_code)
    if expected != (TARGET_OF[ProjectKind(kind)], occupation_code):
        raise Refused(
            "other_key_project", f"重点项目“{key_project}”的职业编码为 {key_project.occupation_code}、"
            f"成果目标为{key_project.get_target_display()}，与本申请不符。", citation=Citation(S000, "附件3", "000-031"),
        )  # fmt: skip


def _require_no_twin(applicant: Body, kind: str, occupation_code: str, occupation_name: str) -> None:
    twin = DevelopmentProject.objects.filter(
        applicant=applicant, kind=kind, occupation_code=occupation_code, occupation_name=occupation_name,
        state__in=OPEN_STATES,
    ).first()  # fmt: skip
    if twin:
        raise Refused("project_open", f"贵单位已有同一项目正在办理：{twin}。", facts={"project": str(twin.public_id)},
                      hint="请在开发项目中继续办理，无需重复申请。")  # fmt: skip


def _require_admissible(answer: Mapping[str, Any]) -> None:
    if answer["may_apply"]:
        return
    conditions = [r for r in answer["reasons"] if policy().rule(r["rule"]).target == "申请条件"]
    failed = [r for r in conditions if r["truth"] is False]
    if not failed:
        missing = sorted({name for r in conditions for name in r["missing"]})
        lacking = "、".join(MISSING_WORDS.get(name, name) for name in missing)
        raise Refused("admissibility_unknown", f"尚不能判定可否申请，缺少：{lacking}。", hint="请在申请表中说明后再提交。",
                      facts={"missing": missing})  # fmt: skip
    cited = failed[0]["citation"]
    raise Refused("not_admissible", "不符合申请条件：" + "；".join(r["title"] for r in failed) + "。",
                  citation=Citation(cited["document"], cited["article"], failed[0]["rule"]),
                  facts={"reasons": failed})  # fmt: skip


def _kept(answer: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The decision as the project keeps it: what was asked, what was answered, which rules spoke."""
    keys = ("on", "policy_version", "may_apply", "intake", "selection", "review", "deadline_on", "priority")
    spoke = [r for r in answer["reasons"] if r["truth"] or policy().rule(r["rule"]).target == "申请条件"]
    reasons = [{key: r[key] for key in ("rule", "title", "truth", "citation")} for r in spoke]
    return {**{key: answer[key] for key in keys}, "facts": dict(facts), "reasons": reasons}


def _intake_region(applicant: Body, intake: str | None) -> str:
    prefix = region_prefix(applicant.region_code)
    return f"{prefix[:4]:0<6}" if intake == "city_centre" else f"{prefix[:2]:0<6}"
