"""A change of the bank key while it runs: in a thread of its own, so that a page can say how far it is.

The act itself is one transaction; should the program end on the way, nothing has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from liangcai.kernel.refusals import Refused


@dataclass
class Rotation:
    """`outcome` "" while it runs, then done or failed; `refused` says why it failed."""

    done: int = 0
    of: int = 0
    outcome: str = ""
    refused: Refused | None = None

    def advance(self, done: int, of: int) -> None:
        self.done, self.of = done, of


_running: list[Rotation] = []


def newest() -> Rotation | None:
    return _running[-1] if _running else None


def in_background(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=run, name="key rotation").start()


def start(rotate: Callable[[Callable[[int, int], None]], Any], when_done: Callable[[Any], None]) -> Rotation:
    """Runs `rotate(progress)`; `when_done` gets what it returns."""
    if (last := newest()) and not last.outcome:
        raise Refused("rotation_running", "密钥轮换正在进行。")
    state = Rotation()
    _running[:] = [state]

    def work() -> None:
        try:
            when_done(rotate(state.advance))
            state.outcome = "done"
        except Refused as no:
            state.refused, state.outcome = no, "failed"
        except Exception:
            state.refused = Refused("rotation_failed", "轮换途中出错，已全部回滚，原密钥继续有效。", hint="请检查磁盘空间后重试。")
            state.outcome = "failed"

    in_background(work)
    return state
