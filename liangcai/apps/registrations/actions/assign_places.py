from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liangcai.apps.accounts.enums import CENTRES, Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.permissions import require_jurisdiction, require_role
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.exams.states import PLAN
from liangcai.apps.organizations.permissions import require_member
from liangcai.apps.registrations.models import Place, SeatingDraw
from liangcai.apps.registrations.seating import digest_of, record_of, replayed
from liangcai.kernel.refusals import Refused


@action
def assign_places(
    *, actor: User, at: datetime, plan: ExamPlan, seed: int, papers: Sequence[str] = ("A", "B"),
) -> list[Place]:  # fmt: skip
    """Close registration and give every accepted candidate a seat, a paper letter and a ticket number, by seed
    (004-025). Who is exempt from a subject gets no paper for it, who is exempt from all no seat (001-077). What the
    places followed from is kept, so that anyone can seat them again. Refused while a batch is undecided."""
    require_role(actor, Role.BODY, *CENTRES)
    plan = ExamPlan.objects.select_for_update().get(pk=plan.pk)
    if actor.role == Role.BODY:
        require_member(actor, plan.body)
    else:
        require_jurisdiction(actor, plan.region_code)
    if plan.batches.exclude(state="answered").exists():
        raise Refused("batches_open", "尚有报名批次未审核反馈，不能编排考场。")
    subjects = set(plan.sessions.values_list("subject", flat=True))
    accepted = plan.registrations.filter(state="accepted").select_related("candidate")
    rows = [row for row in accepted if not subjects <= set(row.exempt_subjects)]  # exempt from all: no seat
    rooms = list(plan.rooms.order_by("name"))
    if not rows or len(rows) > sum(r.seats for r in rooms):
        raise Refused("no_places", f"审核通过且须参加考核 {len(rows)} 人，座位 {sum(r.seats for r in rooms)} 个。")
    plan.state = PLAN.step(plan.state, "close")
    plan.save(update_fields=["state"])
    by_id = {str(r.public_id): r for r in rows}
    inputs = record_of([(str(r.public_id), r.candidate.employer) for r in rows], [(r.name, r.seats) for r in rooms],
                       papers, seed,
                       {str(r.public_id) for r in rows if Subject.THEORY in r.exempt_subjects})  # fmt: skip
    seated = replayed(inputs)
    SeatingDraw.objects.create(plan=plan, record=inputs, digest=digest_of(seated))
    places = Place.objects.bulk_create(
        (Place(registration=by_id[s.candidate], room=rooms[s.room], seat=s.seat, paper_code=s.paper,
               ticket_number=f"{plan.plan_number}{n:04d}") for n, s in enumerate(seated, start=1)), batch_size=500,
    )  # fmt: skip
    record(actor=actor, at=at, action="assign_places", subject=plan,
           facts={"seed": seed, "papers": inputs["papers"], "candidates": len(places), "digest": digest_of(seated)})  # fmt: skip
    return places
