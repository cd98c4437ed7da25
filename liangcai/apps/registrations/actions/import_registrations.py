from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.accounts.identity import seal_number
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.catalogue.selectors import policy
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.eligibility import exempt_of
from liangcai.apps.registrations.models import Batch, Candidate, Registration
from liangcai.apps.registrations.row_checks import Entrant, check_rows
from liangcai.apps.registrations.workbook import read_rows
from liangcai.kernel.refusals import Refused, RowErrors


@dataclass(frozen=True)
class ImportOutcome:
    """`batch` holds the accepted rows; `errors` are the refused ones (row, field, found, expected)."""

    batch: Batch
    accepted: int
    errors: list[dict[str, Any]]


@action
def import_registrations(
    *, actor: User, at: datetime, plan: ExamPlan, workbook: bytes, accept_valid: bool = False,
    is_demonstration: bool = False,
) -> ImportOutcome:  # fmt: skip
    """Take in a body's workbook of candidates (004-020). All rows or none, unless `accept_valid` says that the
    good ones may go ahead; `RowErrors` lists every fault with its cell."""
    plan = ExamPlan.objects.select_for_update(of=("self",)).select_related("standard", "body").get(pk=plan.pk)
    require_member(actor, plan.body)
    if plan.state != "open" or localdate(at) > plan.registration_closes_on:
        raise Refused("registration_closed", f"计划 {plan.plan_number} 报名已于 {plan.registration_closes_on} 截止。",
                      hint="如需补报请联系设区市中心。")  # fmt: skip
    rows, faults = read_rows(workbook)
    entrants, errors = check_rows(rows, plan, localdate(at))
    errors = sorted([*faults, *errors], key=lambda one: one["row"])
    if errors and not (accept_valid and entrants):
        raise RowErrors(f"{len({e['row'] for e in errors})} 行有误，未导入任何数据。", errors,
                        hint="请按批注修改后重新上传，或选择只导入无误的行。")  # fmt: skip
    live = plan.registrations.exclude(state__in=("rejected", "withdrawn")).count()
    if live + len(entrants) > plan.capacity:
        raise Refused("over_capacity", f"计划 {plan.capacity} 人，已报 {live} 人，本次 {len(entrants)} 人，超出计划。")
    batch = Batch.objects.create(plan=plan, number=plan.batches.count() + 1)
    people = _people(entrants, is_demonstration)
    subjects = set(plan.sessions.values_list("subject", flat=True))
    Registration.objects.bulk_create(
        (Registration(plan=plan, batch=batch, candidate=people[e.identity_index], condition=e.condition, consent_at=at,
                      facts={"born_on": e.born_on.isoformat(), "row": e.row, "claims": e.claims}, decision=e.decision,
                      said=e.decision["decision"], route=e.decision["by"],
                      exempt_subjects=exempt_of(e.decision, subjects)) for e in entrants), batch_size=500,
    )  # fmt: skip
    record(actor=actor, at=at, action="import_registrations", subject=batch,
           facts={"plan": plan.plan_number, "accepted": len(entrants), "refused": errors,
                  "policy_version": policy().version,
                  "needs_evidence": sum(e.decision["decision"] == "needs_evidence" for e in entrants)})  # fmt: skip
    return ImportOutcome(batch, len(entrants), errors)


def _people(entrants: list[Entrant], is_demonstration: bool) -> dict[str, Candidate]:
    """The persons behind the rows, known or new, by identity index; two statements for any number of rows."""
    indexes = [e.identity_index for e in entrants]
    known = {c.identity_index: c for c in Candidate.objects.filter(identity_index__in=indexes)}
    new = []
    for e in entrants:
        if e.identity_index not in known:
            person = Candidate(name=e.name, identity_index=e.identity_index, identity_last4=e.identity_number[-4:],
                               born_on=e.born_on, phone=e.phone, employer=e.employer,
                               is_demonstration=is_demonstration)  # fmt: skip
            person.identity_sealed = seal_number(e.identity_number, str(person.public_id))
            new.append(person)
    Candidate.objects.bulk_create(new)
    return known | {c.identity_index: c for c in new}
