from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.engine_io import answer_on, authority_of, cut_off, notice_for, require_supported
from liangcai.apps.bridging.enums import Kind, Target
from liangcai.apps.bridging.evidence_files import attach
from liangcai.apps.bridging.models import Application
from liangcai.apps.organizations.models import Body, FilingScope
from liangcai.kernel.citations import S001, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def submit_application(
    *, actor: User, at: datetime, target: str, outcome: str, facts: Mapping[str, Any],
    evidence: Sequence[Mapping[str, Any]], body: Body, region_code: str, series: str = "",
) -> Application:  # fmt: skip
    """A candidate asks for one outcome, in person (001-082), with a file for each list of facts. The engine's answer
    is kept with the policy's version. `evidence`: {fact, name, content, kind?, use?, certificate_number?}."""
    require_role(actor, Role.CANDIDATE)
    if target not in Target.values:
        raise BadInput("unknown_target", f"没有“{target}”这一事项。", where="target")
    today = timezone.localdate(at)
    day = cut_off(target, series, region_code, today)
    answer = answer_on(facts, day)
    require_series(target, series, answer)
    require_supported(answer, target, outcome)
    if target == Target.SKILL_EVALUATION:
        require_filed(body, facts, outcome, at)
    application = Application.objects.create(
        candidate=actor, body=body, target=target, outcome=outcome, series=series, region_code=region_code,
        kind=Kind.DIRECT_RECOGNITION if target == Target.DIRECT_RECOGNITION else Kind.CAREER_BRIDGING,
        authority=authority_of(target, outcome, answer, notice_for(today.year, series, region_code)),
        facts=dict(facts), answer=answer, decided_for=day, policy_version=answer["policy_version"], submitted_at=at,
    )  # fmt: skip
    files = attach(application, evidence)
    record(actor=actor, at=at, action="submit_application", subject=application, facts={
        "target": target, "outcome": outcome, "series": series, "authority": application.authority, "facts": facts,
        "on": day, "policy_version": application.policy_version, "rules": rules_fired(answer, target),
        "evidence": [file.sha256 for file in files]})  # fmt: skip
    return application


def rules_fired(answer: Mapping[str, Any], target: str) -> list[str]:
    return [one["part"] for one in answer["reasons"] if one["truth"] is True and one["target"] == target]


def require_series(target: str, series: str, answer: Mapping[str, Any]) -> None:
    """The committee of a series that the occupation maps to (001-056); where the annex names none it decides."""
    if target != Target.TITLE_REVIEW:
        return
    if not series:
        raise BadInput("series_needed", "请选择申报的职称系列。", where="series")
    if answer["series"] and series not in answer["series"]:
        raise Refused("other_series", f"现岗位职业对应{'、'.join(answer['series'])}，不对应{series}。",
                      citation=Citation(S001, "二(四)", "001-056"))  # fmt: skip


def require_filed(body: Body, facts: Mapping[str, Any], level: str, at: datetime) -> None:
    """The organisation is filed for the occupation and level (001-083)."""
    code, day = facts.get("work", {}).get("occupation", ""), timezone.localdate(at)
    covered = FilingScope.objects.filter(filing__body=body, filing__state="confirmed", filing__valid_from__lte=day,
                                         filing__valid_to__gte=day, occupation_code=code, level=level)  # fmt: skip
    if not covered.exists():
        raise Refused("body_not_filed", f"{body.name}的备案不含 {code or '（未填职业）'} {level}，不能受理。",
                      citation=Citation(S001, "三(四)1", "001-083"),
                      hint="请选择已备案该职业与等级的机构。")  # fmt: skip
