"""Transition tables. An app's `states.py` holds the table; this is all the mechanism there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liangcai.kernel.refusals import Refused


@dataclass(frozen=True)
class StateMachine:
    """`table[state][verb] = next state`. `thing` is the Chinese noun used in refusals;
    `labels` maps a state to its Chinese label."""

    thing: str
    table: Mapping[str, Mapping[str, str]]
    labels: Mapping[str, str]

    def step(self, state: str, verb: str) -> str:
        """The next state, or `Refused('wrong_state')` naming what is possible from here."""
        moves = self.table.get(state, {})
        if verb not in moves:
            possible = "、".join(self.labels.get(s, s) for s in dict.fromkeys(moves.values())) or "（无）"
            raise Refused(
                "wrong_state",
                f"{self.thing}当前为“{self.labels.get(state, state)}”，不能执行此操作；可转为：{possible}。",
                facts={"state": state, "verb": verb, "possible": sorted(moves)},
            )
        return moves[verb]

    def can(self, state: str, verb: str) -> bool:
        return verb in self.table.get(state, {})
