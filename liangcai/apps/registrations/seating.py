"""Who sits where: by seed, spreading papers and separating neighbours of one body. Pure."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHOD = "liangcai-seating-1"


@dataclass(frozen=True)
class Seated:
    """`candidate` by its key, `room` by its position in the list, `seat` from 1, `paper` a letter."""

    candidate: str
    room: int
    seat: int
    paper: str


def seat(candidates: Sequence[tuple[str, str]], rooms: Sequence[int], papers: Sequence[str], seed: int,
         without_paper: Collection[str] = ()) -> list[Seated]:  # fmt: skip
    """`candidates` are (key, employer), `rooms` their numbers of seats. The same seed gives the same places;
    candidates of one employer sit apart while others are left to sit between them. Those `without_paper` (exempt
    from theory) come last, so that the readers of papers sit together and neighbours get different letters."""
    if len(candidates) > sum(rooms):
        raise ValueError(f"{len(candidates)} candidates for {sum(rooms)} seats")
    chance = random.Random(seed)
    sitting = [one for one in candidates if one[0] not in without_paper]
    order = _apart(sitting, chance) + _apart([one for one in candidates if one[0] in without_paper], chance)
    seated, start = [], 0
    for room, size in enumerate(rooms):
        for n, key in enumerate(order[start : start + size]):
            letter = papers[(n + room) % len(papers)] if papers and key not in without_paper else ""
            seated.append(Seated(key, room, n + 1, letter))
        start += size
    return seated


def record_of(candidates: Sequence[tuple[str, str]], rooms: Sequence[tuple[str, int]], papers: Sequence[str], seed: int,
              without_paper: Collection[str]) -> dict[str, Any]:  # fmt: skip
    """Everything the places follow from, as JSON holds it; `rooms` are (name, seats)."""
    return {"method": METHOD, "seed": seed, "papers": list(papers), "rooms": [list(room) for room in rooms],
            "candidates": sorted([key, employer] for key, employer in candidates), "without_paper": sorted(without_paper)}


def replayed(record: Mapping[str, Any]) -> list[Seated]:
    """The places again, from the record alone."""
    candidates = [(key, employer) for key, employer in record["candidates"]]
    return seat(candidates, [seats for _name, seats in record["rooms"]], record["papers"], record["seed"],
                set(record["without_paper"]))  # fmt: skip


def digest_of(seated: Iterable[Seated]) -> str:
    """SHA-256 over the places, one a line: candidate, room, seat, paper."""
    lines = "".join(f"{s.candidate}\t{s.room}\t{s.seat}\t{s.paper}\n" for s in seated)
    return hashlib.sha256(lines.encode()).hexdigest()


def _apart(candidates: Sequence[tuple[str, str]], chance: random.Random) -> list[str]:
    """Always the fullest employer next that is not the last one: neighbours differ whenever that is possible."""
    waiting: dict[str, list[str]] = {}
    for key, employer in sorted(candidates):
        waiting.setdefault(employer or f"\0{key}", []).append(key)
    for keys in waiting.values():
        chance.shuffle(keys)
    left = Counter({employer: len(keys) for employer, keys in waiting.items()})
    ranks = {employer: chance.random() for employer in waiting}
    order: list[str] = []
    last = ""
    while left:
        choice = max((e for e in left if e != last), key=lambda e: (left[e], ranks[e]), default=last)
        order.append(waiting[choice].pop())
        left[choice] -= 1
        if not left[choice]:
            del left[choice]
        last = choice
    return order
