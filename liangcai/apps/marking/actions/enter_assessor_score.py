from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import AssessorScore
from liangcai.apps.sittings.models import Seat
from liangcai.apps.sittings.permissions import require_assessor
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import NotPermitted, Refused

CENT = Decimal("0.01")  # finer marks would be rounded by the database, perhaps up to a pass


@action
def enter_assessor_score(
    *, actor: User, at: datetime, seat: Seat, criteria: Mapping[str, str],
) -> AssessorScore:  # fmt: skip
    """One assessor's marks on the spot, criterion by criterion (004-031). The card is the one that the invigilator saw
    when the account took its place on the panel. Each assessor scores once; every criterion must be marked, within
    its full marks."""
    require_assessor(actor)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("sitting").get(pk=seat.pk)
    if seat.sitting.subject != "practical" or seat.sitting.state not in ("running", "ended"):
        raise Refused("not_scoring", "该场次不在评分中：应为已开考、未汇总成绩的操作技能场次。")
    place = seat.sitting.panel.filter(user=actor).first()
    if place is None:
        raise NotPermitted("not_on_panel", f"{actor.display_name} 不在本场考评小组中。",
                           citation=Citation(S004, "三(二)5", "004-033"), hint="请向监考员出示证卡登记。")  # fmt: skip
    full = seat.sitting.papers["criteria"]
    if set(criteria) != set(full):
        raise Refused("criteria_incomplete", f"评分项应为 {'、'.join(full)}。", citation=Citation(S004, "三(二)4", "004-031"))
    marks = {}
    for name, given in criteria.items():
        try:
            marks[name] = Decimal(str(given))
        except InvalidOperation:
            raise Refused("criterion_mark", f"{name} 的得分“{given}”不是数。") from None
        if marks[name].is_finite() and marks[name] != marks[name].quantize(CENT):
            raise Refused("criterion_mark", f"{name} 得分 {given} 至多两位小数。")
        if not (marks[name].is_finite() and 0 <= marks[name] <= Decimal(str(full[name]))):
            raise Refused("criterion_mark", f"{name} 得分 {given} 应在 0 至 {full[name]} 之间。")
    if AssessorScore.objects.filter(seat=seat, assessor_card=place.card_number).exists():
        raise Refused("scored_already", f"考评员 {actor.display_name} 已对该考生评分。")
    score = AssessorScore.objects.create(seat=seat, assessor_card=place.card_number, assessor_name=actor.display_name,
                                         is_leader=place.is_leader, criteria={k: str(v) for k, v in marks.items()},
                                         score=sum(marks.values()), entered_at=at)  # fmt: skip
    record(actor=actor, at=at, action="enter_assessor_score", subject=f"sittings.Seat:{seat.ticket_number}",
           facts={"card": place.card_number, "score": score.score, "criteria": score.criteria})  # fmt: skip
    return score
