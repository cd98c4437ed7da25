from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.staff_workbook import read_cards
from liangcai.kernel.refusals import RowErrors


@action
def import_staff_cards(*, actor: User, at: datetime, workbook: bytes, accept_valid: bool = False) -> tuple[int, list[dict]]:
    """Take cards into the register of the actor's jurisdiction (004-016) from the workbook. With a fault nothing is
    written, unless `accept_valid`; every fault is then returned: (how many were taken, faults by row and field)."""
    require_role(actor, Role.CITY_CENTRE, Role.PROVINCE_CENTRE)
    taken = set(StaffCard.objects.values_list("number", flat=True))
    rows, errors = read_cards(workbook, taken)
    if errors and not (accept_valid and rows):
        raise RowErrors(f"{len({e['row'] for e in errors})} 行有误，未写入任何证卡。", errors)
    StaffCard.objects.bulk_create(
        (StaffCard(number=r.number, holder_name=r.holder_name, kind=r.kind, scope=list(r.scope), employer=r.employer,
                   region_code=actor.region_code, valid_from=r.valid_from, valid_to=r.valid_to) for r in rows),
        batch_size=500,
    )  # fmt: skip
    record(actor=actor, at=at, action="import_staff_cards", subject="organizations.StaffCard",
           facts={"numbers": [r.number for r in rows], "refused_rows": len({e["row"] for e in errors})})  # fmt: skip
    return len(rows), errors
