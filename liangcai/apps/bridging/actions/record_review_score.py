from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.enums import Indicator, ReviewMethod, Target
from liangcai.apps.bridging.models import Application, ReviewScore
from liangcai.apps.bridging.permissions import require_authority
from liangcai.kernel.citations import S001, Citation
from liangcai.kernel.refusals import BadInput, Refused


@action
def record_review_score(
    *, actor: User, at: datetime, application: Application, methods: Sequence[str], marks: Mapping[str, object],
) -> ReviewScore:  # fmt: skip
    """Record a title review: at least one way of evaluation (001-052) and a mark of 0–100 for each of the six
    contributions (001-026). Weights are the committee's, so no total is formed."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    require_authority(actor, application)
    if application.target != Target.TITLE_REVIEW or application.state != "checked":
        raise Refused("not_in_review", "只有待决定的职称评审申请可以登记评审评分。")
    unknown = [name for name in methods if name not in ReviewMethod.values]
    if unknown or not methods:
        raise Refused("method_needed", "须至少登记一种评价方式。", citation=Citation(S001, "二(三)", "001-052"),
                      hint=f"可用：{'、'.join(str(label) for label in ReviewMethod.labels)}。")  # fmt: skip
    lacking = [str(one.label) for one in Indicator if one not in marks]
    if lacking:
        raise Refused("indicators_missing", f"评分表缺少：{'、'.join(lacking)}。",
                      citation=Citation(S001, "二(二)2", "001-026"))  # fmt: skip
    given = {name: str(mark_of(name, value)) for name, value in marks.items()}
    score = ReviewScore.objects.create(application=application, methods=list(methods), marks=given, scored_at=at)
    record(actor=actor, at=at, action="record_review_score", subject=application,
           facts={"methods": list(methods), "marks": given})  # fmt: skip
    return score


def mark_of(name: str, value: object) -> Decimal:
    try:
        mark = Decimal(str(value))
    except InvalidOperation:
        mark = Decimal("NaN")
    if name not in Indicator.values or not mark.is_finite() or not 0 <= mark <= 100:
        raise BadInput("bad_mark", f"评分“{value}”不在 0–100 之间，或没有“{name}”这一项。", where=name)
    return mark
