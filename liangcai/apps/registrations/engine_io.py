"""Rows ↔ what is printed about registrations."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localdate

from liangcai.apps.accounts.identity import open_number
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.registrations.enums import SheetKind
from liangcai.apps.registrations.models import Batch, Registration
from liangcai.apps.registrations.sheets import sheets_of, with_photo
from liangcai.engines.typesetting.accepted_roster import Accepted, AcceptedRoster
from liangcai.engines.typesetting.admission_ticket import AdmissionTicket
from liangcai.engines.typesetting.review_feedback import Reviewed, ReviewFeedback
from liangcai.kernel.identity_numbers import mask


def tickets_of(plan: ExamPlan, *, authority: str, only: Registration | None = None) -> list[AdmissionTicket]:
    """The admission tickets of all seated candidates (or of one), with their photos, by ticket number."""
    sheets = sheets_of(plan, SheetKind.TICKET, authority=authority)
    return [with_photo(sheet) for sheet in sheets if only is None or sheet.key == str(only.public_id)]


def roster_of(batch: Batch, *, reviewer: str) -> AcceptedRoster:
    """Those accepted, in the order of the batch."""
    subjects = [(s.subject, str(s.get_subject_display())) for s in batch.plan.sessions.all()]
    accepted = []
    for row in rows_of(batch):
        if row.state == "accepted":
            number = number_of(row)
            sits = "、".join(words for subject, words in subjects if subject not in row.exempt_subjects)
            exempt = "、".join(words for subject, words in subjects if subject in row.exempt_subjects)
            accepted.append(Accepted(row.candidate.name, "男" if int(number[16]) % 2 else "女", mask(number), target(batch),
                                     sits, f"免{exempt}" if exempt else ""))  # fmt: skip
    return AcceptedRoster(batch_number(batch), batch.plan.body.name, str(batch.plan), localdate(batch.fed_back_at), reviewer,
                          tuple(accepted))  # fmt: skip


def feedback_of(batch: Batch, *, reviewer: str) -> ReviewFeedback:
    """Everybody of the batch, the refused with their reasons."""
    reviewed = tuple(
        Reviewed(row.candidate.name, mask(number_of(row)), target(batch), (row.reason,) if row.state == "rejected" else ())
        for row in rows_of(batch) if row.state in ("accepted", "rejected")
    )  # fmt: skip
    return ReviewFeedback(batch_number(batch), batch.plan.body.name, localdate(batch.submitted_at), batch.due_on,
                          localdate(batch.fed_back_at), reviewer, reviewed)  # fmt: skip


def rows_of(batch: Batch) -> Iterable[Registration]:
    return batch.registrations.select_related("candidate").order_by("pk")


def number_of(row: Registration) -> str:
    return open_number(row.candidate.identity_sealed, str(row.candidate.public_id))


def target(batch: Batch) -> str:
    return f"{batch.plan.occupation_name}{batch.plan.level}"


def batch_number(batch: Batch) -> str:
    return f"{batch.plan.plan_number}-{batch.number}"
