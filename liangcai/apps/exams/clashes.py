"""What cannot be in two places at once: rooms, assessors and invigilators of examinations that overlap in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from liangcai.apps.exams.models import ExamPlan, ExamSession


@dataclass(frozen=True, slots=True)
class Clash:
    """`kind` is room, assessor or invigilator; `what` names it; the two sessions overlap."""

    kind: str
    what: str
    first: ExamSession
    second: ExamSession


def ends_at(session: ExamSession) -> datetime:
    return session.starts_at + timedelta(minutes=session.minutes)


def overlap(one: ExamSession, other: ExamSession) -> bool:
    """They share a moment; one that begins when the other ends does not."""
    return one.starts_at < ends_at(other) and other.starts_at < ends_at(one)


def overlapping_pairs(sessions: Iterable[ExamSession]) -> Iterator[tuple[ExamSession, ExamSession]]:
    """Pairs of sessions of different plans that overlap, by their start; only neighbours in time are compared."""
    standing: list[ExamSession] = []
    for session in sorted(sessions, key=lambda s: (s.starts_at, s.pk)):
        standing = [s for s in standing if ends_at(s) > session.starts_at]
        yield from ((s, session) for s in standing if s.plan_id != session.plan_id)
        standing.append(session)


def clashes_of(sessions: Sequence[ExamSession]) -> list[Clash]:
    """Every clash among these sessions (with plan, rooms, duties and panel loaded), in order of time."""
    users: dict[tuple[str, Hashable], list[ExamSession]] = defaultdict(list)
    names: dict[tuple[str, Hashable], str] = {}
    for session in sessions:
        for kind, key, name in _used_by(session.plan):
            users[kind, key].append(session)
            names[kind, key] = name
    found = [
        Clash(key[0], names[key], one, other) for key, held in users.items() if len(held) > 1
        for one, other in overlapping_pairs(held)
    ]  # fmt: skip
    return sorted(found, key=lambda c: (c.second.starts_at, c.kind, c.what))


def _used_by(plan: ExamPlan) -> Iterator[tuple[str, Hashable, str]]:
    """(kind, key, name) of what the plan needs. A room is known by name and address; without one, by its body."""
    for room in plan.rooms.all():
        yield "room", (room.name, room.address or plan.body_id), f"{room.name} {room.address}".strip()
        for duty in room.duties.all():
            yield "invigilator", duty.card_id, duty.card.holder_name
    panel = getattr(plan, "panel", None)
    for member in panel.members.all() if panel else ():
        yield "assessor", member.card_id, member.card.holder_name


def plans_that_overlap(sessions: Iterable[ExamSession]) -> set[frozenset[int]]:
    """Pairs of plans (by id) of which some session overlaps."""
    return {frozenset((one.plan_id, other.plan_id)) for one, other in overlapping_pairs(sessions)}
