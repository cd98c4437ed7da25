from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.bridging.models import ReviewNotice
from liangcai.engines.rules.series import SERIES
from liangcai.kernel.refusals import BadInput, Refused

NOT_HARD = ("学历", "论文", "外语", "计算机")  # 001-018
NOT_SOLE = ("论文", "学历", "资历", "奖项")  # 001-007


@action
def publish_review_notice(
    *, actor: User, at: datetime, year: int, series: str, region_code: str, cut_off_on: date, document_number: str,
    published_on: date, specialities: Sequence[str] = (), hard_conditions: Sequence[str] = (),
) -> ReviewNotice:  # fmt: skip
    """A year's notice for a series: cut-off day (001-058), specialities (001-016). A condition that the scheme no
    longer allows as a hard one is kept as printed and warned of (001-018, 001-007)."""
    require_role(actor, Role.PROVINCE_CENTRE, Role.CITY_CENTRE)
    require_jurisdiction(actor, region_code)
    if series not in SERIES:
        raise BadInput("unknown_series", f"“{series}”不在贯通的八个系列中。", where="series", hint="、".join(SERIES))
    if cut_off_on.year != year:
        raise BadInput("cut_off_year", f"截止日 {cut_off_on} 不在 {year} 年内。", where="cut_off_on")
    if ReviewNotice.objects.filter(year=year, series=series, region_code=region_code).exists():
        raise Refused("notice_known", f"{year} 年{series}系列的通知已登记。")
    notice = ReviewNotice.objects.create(
        year=year, series=series, region_code=region_code, cut_off_on=cut_off_on, document_number=document_number,
        specialities=list(specialities), hard_conditions=list(hard_conditions), published_on=published_on,
        warnings=warnings_of(hard_conditions),
    )  # fmt: skip
    record(actor=actor, at=at, action="publish_review_notice", subject=notice,
           facts={"year": year, "series": series, "cut_off_on": cut_off_on, "number": document_number,
                  "conditions": list(hard_conditions), "warnings": notice.warnings})  # fmt: skip
    return notice


def warnings_of(hard_conditions: Sequence[str]) -> list[str]:
    found = [f"“{text}”把{word}设为硬性条件，与方案不符（001-018）。"
             for text in hard_conditions for word in NOT_HARD if word in text]  # fmt: skip
    if len(hard_conditions) == 1 and any(word in hard_conditions[0] for word in NOT_SOLE):
        found.append(f"“{hard_conditions[0]}”是唯一门槛，与方案不符（001-007）。")
    return found
