from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.resources.expert_recusal import objections
from liangcai.apps.resources.models import DevelopmentProject, Opinion, Review
from liangcai.apps.resources.permissions import require_handler
from liangcai.apps.resources.states import DEVELOPMENT
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.draw.method import DrawInputs
from liangcai.engines.draw.record import draw
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def convene_review(
    *, actor: User, at: datetime, project: DevelopmentProject, held_on: date, experts: Sequence[StaffCard],
    count: int = 5, beacon_source: str, beacon_value: str, announced_at: datetime | None = None,
) -> Review:  # fmt: skip
    """Call a review meeting. `count` experts are drawn from those of `experts` who have no reason for recusal; the
    record in `Review.draw` replays. The beacon is a public number that came about after the list was announced
    (an hour before, unless `announced_at` says otherwise)."""
    project = DevelopmentProject.objects.select_for_update().select_related("applicant").get(pk=project.pk)
    require_handler(actor, project, "review")
    state = DEVELOPMENT.step(project.state, "convene")
    if held_on < localdate(at):
        raise BadInput("review_day", f"评审日期 {held_on} 早于今天 {localdate(at)}。", where="held_on")
    least = setting_on("review_experts_least", localdate(at))
    if count < least:
        raise Refused("too_few_experts", f"评审专家应不少于 {least} 人，拟抽 {count} 人。",
                      hint="最少人数是可改的设置，文件未规定。", facts={"least": least, "count": count})  # fmt: skip
    recused = {c.number: found for c in experts if (found := objections(c, project, held_on))}
    fit = [c for c in experts if c.number not in recused]
    if len(fit) < count:
        raise Refused("experts_short", f"可抽取的专家 {len(fit)} 人，需要 {count} 人；回避或不合条件 {len(recused)} 人。",
                      citation=Citation(S002, "三(四)", "002-033"), facts={"recused": recused})  # fmt: skip
    number = project.reviews.count() + 1
    result = draw(DrawInputs(
        title=f"{project} 第 {number} 轮评审专家", rule="从专家库中回避后随机抽取",
        members=tuple(("专家", c.number) for c in fit), quota={"专家": count},
        announced_at=(announced_at or at - timedelta(hours=1)).isoformat(), beacon_source=beacon_source,
        beacon_at=at.isoformat(), beacon_value=beacon_value,
    ))  # fmt: skip
    chosen = set(result["selected"]["专家"])
    review = Review.objects.create(project=project, round=number, held_on=held_on, draw=result)
    Opinion.objects.bulk_create(Opinion(review=review, expert=c) for c in fit if c.number in chosen)
    project.state = state
    project.save(update_fields=["state"])
    record(actor=actor, at=at, action="convene_review", subject=project,
           facts={"review": review, "round": number, "held_on": held_on, "draw": result, "recused": recused})  # fmt: skip
    return review
