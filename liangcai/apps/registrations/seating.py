"""Who sits where: by seed, spreading papers and separating neighbours of one body. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Seated:
    """`candidate` by its key, `room` by its position in the list, `seat` from 1, `paper` a letter."""

    candidate: str
    room: int
    seat: int
    paper: str


def seat(candidates: Sequence[tuple[str, str]], rooms: Sequence[int], papers: Sequence[str], seed: int) -> list[Seated]:
    """`candidates` are (key, employer), `rooms` their numbers of seats. The same seed gives the same places;
    candidates of one employer sit apart while others are left to sit between them."""
    if len(candidates) > sum(rooms):
        raise ValueError(f"{len(candidates)} candidates for {sum(rooms)} seats")
    order = _apart(candidates, random.Random(seed))
    seated, start = [], 0
    for room, size in enumerate(rooms):
        for n, key in enumerate(order[start : start + size]):
            seated.append(Seated(key, room, n + 1, papers[(n + room) % len(papers)] if papers else ""))
        start += size
    return seated


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
