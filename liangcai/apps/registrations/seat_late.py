"""A place for one who comes late: a free seat that has nobody of the same employer beside it, if there is one."""

from __future__ import annotations

from liangcai.apps.exams.models import ExamPlan, ExamRoom
from liangcai.apps.registrations.models import Place, Registration
from liangcai.kernel.refusals import Refused


def seat_late(registration: Registration) -> Place | None:
    """The new place; nobody else moves. None where every subject is exempt. `Refused` where all seats are taken."""
    plan = ExamPlan.objects.select_for_update().get(pk=registration.plan_id)
    subjects = list(plan.sessions.values_list("subject", flat=True))
    if set(subjects) <= set(registration.exempt_subjects):
        return None
    taken = {(p.room_id, p.seat): p for p in Place.objects.filter(room__plan=plan).select_related("registration__candidate")}
    room, seat = _best(list(plan.rooms.order_by("name")), taken, registration.candidate.employer)
    numbers = [int(p.ticket_number[len(plan.plan_number):]) for p in taken.values()]
    letters = sorted({p.paper_code for p in taken.values()} - {""}) or [""]
    beside = {taken[at].paper_code for at in ((room.pk, seat - 1), (room.pk, seat + 1)) if at in taken}
    sits_theory = "theory" in subjects and "theory" not in registration.exempt_subjects
    return Place.objects.create(
        registration=registration, room=room, seat=seat, ticket_number=f"{plan.plan_number}{_next(plan, numbers):04d}",
        paper_code=next((one for one in letters if one not in beside), letters[0]) if sits_theory else "",
    )  # fmt: skip


def _next(plan: ExamPlan, numbers: list[int]) -> int:
    """A number that nobody has or had: numbers of those who withdrew are not given again."""
    drawn = len(plan.seating.record["candidates"]) if hasattr(plan, "seating") else 0
    return max([*numbers, drawn]) + 1


def _best(rooms: list[ExamRoom], taken: dict[tuple[int, int], Place], employer: str) -> tuple[ExamRoom, int]:
    free = [(room, seat) for room in rooms for seat in range(1, room.seats + 1) if (room.pk, seat) not in taken]
    if not free:
        raise Refused("no_places", "各考场座位已满，不能补录。", hint="请先增加考场座位。")

    def apart(place: tuple[ExamRoom, int]) -> bool:
        room, seat = place
        beside = [taken.get((room.pk, n)) for n in (seat - 1, seat + 1)]
        return not any(p and employer and p.registration.candidate.employer == employer for p in beside)

    return next((place for place in free if apart(place)), free[0])
