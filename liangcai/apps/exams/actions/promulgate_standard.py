from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.selectors import plans_resting_on, split_by_examination
from liangcai.apps.exams.states import PLAN
from liangcai.apps.notices.write_notices import write_notices
from liangcai.apps.organizations.selectors import workers_of
from liangcai.apps.resources.actions.promulgate_national_standard import promulgate_national_standard
from liangcai.apps.resources.models import Standard
from liangcai.apps.resources.selectors import Promulgation


@dataclass(frozen=True)
class PromulgatedStandard:
    """`resources` is what changed in the catalogue; `halted` the plans stopped; `begun` those whose examination
    had begun when the promulgation was entered: they are not touched, their owners are told."""

    resources: Promulgation
    halted: tuple[ExamPlan, ...]
    begun: tuple[ExamPlan, ...]


@action
def promulgate_standard(
    *, actor: User, at: datetime, occupation_code: str, occupation_name: str, levels: Sequence[str],
    document_number: str, promulgated_on: date,
) -> PromulgatedStandard:  # fmt: skip
    """Enter a promulgated national standard with all that follows, in one transaction: the catalogue changes
    (002-016, 002-020, X-10; `promulgate_national_standard` permits, refuses and records that), examinations that
    rest on what ended are halted until planned anew, and bodies and city centres are told. What becomes of an
    examination already begun the texts do not say: it is left as it is and named in the notice."""
    done = promulgate_national_standard(
        actor=actor, at=at, occupation_code=occupation_code, occupation_name=occupation_name, levels=levels,
        document_number=document_number, promulgated_on=promulgated_on,
    )  # fmt: skip
    standard = done.standard
    assert standard is not None  # only a preview has none
    list(plans_resting_on(done.ended).select_for_update(of=("self",)))  # none is closed or held meanwhile
    halted, begun = split_by_examination(done.ended, at)
    for plan in halted:
        plan.state = PLAN.step(plan.state, "halt")
    ExamPlan.objects.bulk_update(halted, ["state"], batch_size=200)
    _tell(at, standard, halted, begun)
    record(actor=actor, at=at, action="promulgate_standard", subject=standard, facts={
        "ended": list(done.ended), "halted": list(halted), "begun": list(begun), "rules": ["002-016", "002-020"],
    })  # fmt: skip
    return PromulgatedStandard(done, halted, begun)


def _tell(at: datetime, standard: Standard, halted: Sequence[ExamPlan], begun: Sequence[ExamPlan]) -> None:
    """One notice a body and one a city, each naming its own plans."""
    of_body, of_city = defaultdict(list), defaultdict(list)
    for plan in (*halted, *begun):
        of_body[plan.body].append(plan)
        of_city[plan.region_code[:4]].append(plan)
    cities = User.objects.filter(role=Role.CITY_CENTRE, is_active=True)
    groups = [(workers_of(body), plans) for body, plans in of_body.items()]
    groups += [(cities.filter(region_code__startswith=city), plans) for city, plans in of_city.items()]
    stopped = {plan.pk for plan in halted}
    for users, plans in groups:
        write_notices(at=at, to=users, key=f"promulgate_standard:{standard.pk}",
                      subject=f"{standard.occupation_name}颁布国家职业技能标准，{len(plans)} 个考核计划受影响",
                      text=_words(standard, plans, stopped))  # fmt: skip


def _words(standard: Standard, plans: Sequence[ExamPlan], stopped: set[int]) -> str:
    first = (f"国家职业技能标准“{standard.occupation_name}”（{standard.document_number}）于 {standard.published_on} 颁布，"
             "下列考核计划所依据的标准（规范）不再适用：")  # fmt: skip
    lines = [f"{plan}（{plan.body.name}）：{_what(plan, stopped)}" for plan in plans]
    return "\n".join([first, *lines])


def _what(plan: ExamPlan, stopped: set[int]) -> str:
    return "已暂停，请按新标准重新确认后恢复" if plan.pk in stopped else "录入颁布时考核已经开始，计划未作变动"
