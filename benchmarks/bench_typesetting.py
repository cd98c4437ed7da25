"""Tickets and certificates a CPU-second: bulk printing against one Typst document a piece.

The peer is the plain use of the same library: `typst.compile` once for each ticket or certificate, with
the same template and fonts already loaded. Run: python benchmarks/bench_typesetting.py [--pieces 1000]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from liangcai.engines.typesetting import admission_ticket, certificate

TARGET_TICKETS = 150


def tickets(count: int) -> list[admission_ticket.AdmissionTicket]:
    sittings = (
        admission_ticket.TicketSitting(
            "理论知识", datetime(2021, 6, 30, 9), datetime(2021, 6, 30, 10, 30), "第3考场", "12"
        ),
        admission_ticket.TicketSitting(
            "操作技能", datetime(2021, 6, 30, 13), datetime(2021, 6, 30, 16), "实训楼", "07"
        ),
    )
    return [
        admission_ticket.AdmissionTicket(
            "演示职业技能鉴定中心",
            f"3201210630{number:08}",
            f"演示考生{number:05}",
            "女",
            f"320102********{number % 10000:04}",
            "织布工",
            "四级/中级工",
            "演示技工学校",
            "演示考点",
            "演示市演示路1号",
            sittings,
        )
        for number in range(count)
    ]


def certificates(count: int) -> list[certificate.Certificate]:
    return [
        certificate.SpecialAbilityCertificate(
            f"演示考生{number:05}",
            "女",
            "居民身份证",
            f"320102********{number % 10000:04}",
            "充电桩运维管理",
            f"ZX320121{number:07}",
            "演示职业技能鉴定中心",
            date(2021, 6, 30),
            f"HTTPS://EXAMPLE.ORG/C/{number:08}" + "ABCDEFGH234567" * 9,
            ("http://example.org/query",),
            "86",
        )
        for number in range(count)
    ]


def pieces_a_second(pieces: Sequence[Any], print_all: Callable[[Sequence[Any]], object]) -> float:
    started = time.process_time()
    print_all(pieces)
    return len(pieces) / (time.process_time() - started)


def compare(name: str, pieces: Sequence[Any], bulk: Callable[[Sequence[Any]], bytes]) -> float:
    """Prints ours, the peer and their ratio; returns ours."""
    bulk(pieces[:1])  # fonts loaded for both sides
    ours = pieces_a_second(pieces, bulk)
    peer = pieces_a_second(pieces[: max(len(pieces) // 10, 20)], lambda few: [bulk([piece]) for piece in few])
    print(
        f"{name:13} ours {ours:6.0f}/CPU-s   Typst, one document a piece {peer:6.0f}/CPU-s   ratio {ours / peer:5.1f}"
    )
    return ours


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pieces", type=int, default=1000)
    count = arguments.parse_args().pieces
    ours = compare("tickets", tickets(count), admission_ticket.tickets_pdf)
    print(f"{'':13} target {TARGET_TICKETS}/CPU-s: {'met' if ours >= TARGET_TICKETS else 'MISSED'}")
    compare("certificates", certificates(count), certificate.certificates_pdf)


if __name__ == "__main__":
    main()
