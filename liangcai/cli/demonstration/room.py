"""Steps in the room: papers opened, sheets printed, filled, scanned and read, screens answered, three assessors."""

from __future__ import annotations

from typing import Any

from liangcai.cli.demonstration import generated
from liangcai.cli.demonstration.world import World, moment

DAY = (2021, 12, 11)
CRITERIA = {"操作规范": "40", "作业质量": "40", "安全文明": "20"}


def open_sessions(world: World) -> str:
    from liangcai.apps.sittings.actions.open_papers import open_papers
    from liangcai.apps.sittings.actions.open_practical import open_practical
    from liangcai.apps.sittings.actions.receive_package import receive_package

    proctor, second, receipts = world.users["demo-proctor"], world.users["demo-proctor-2"], []
    for name, plan in world.made["plans"].items():
        plan["arrived"] = receive_package(actor=proctor, at=moment(*DAY, 8), package=world.made["packages"][name],
                                          site="演示考场机")  # fmt: skip
        receipts.append(plan["arrived"].receipt)
    for name, plan in world.made["plans"].items():
        mode = "sheet" if name == "theory" else "screen"
        plan["theory"], receipt = open_papers(
            actor=proctor, at=moment(*DAY, 8, 40), arrived=plan["arrived"], second=second, shares=world.made["shares"][name],
            roster=plan["roster"], mode=mode, site="演示考场机",
        )  # fmt: skip
        receipts.append(receipt)
    for plan in world.made["plans"].values():
        plan["practical"] = open_practical(
            actor=proctor, at=moment(*DAY, 13, 30), plan_number=plan["number"], title=plan["title"], minutes=120,
            mode="workpiece", criteria=CRITERIA, roster=plan["roster"],
        )  # fmt: skip
    world.made["receipts"] = receipts
    return "密封包到时由两人录入省、考点两组份额启封，符合性证书复核通过，回执已签名"


def theory_on_sheets(world: World) -> str:
    """Bubble sheets: printed as PDF, marks drawn on the rendered pages, degraded like a scan, read back."""
    from liangcai.apps.marking.actions.mark_sitting import mark_sitting
    from liangcai.apps.marking.actions.read_sheets import read_sheets
    from liangcai.apps.marking.actions.settle_answer import settle_answer
    from liangcai.apps.sittings.actions.end_sitting import end_sitting
    from liangcai.apps.sittings.actions.start_sitting import start_sitting

    proctor, plan = world.users["demo-proctor"], world.made["plans"]["theory"]
    sitting = start_sitting(actor=proctor, at=moment(*DAY, 9), sitting=plan["theory"])
    scans, truth = _filled_and_scanned(world, sitting)
    end_sitting(actor=proctor, at=moment(*DAY, 10, 30), sitting=sitting)
    outcome = read_sheets(actor=proctor, at=moment(*DAY, 11), sitting=sitting, scans=scans)
    if outcome["problems"]:
        raise RuntimeError(f"sheets that could not be placed: {outcome['problems']}")
    settled = wrong = 0
    for sheet in outcome["read"]:
        marked = truth[sheet.seat.ticket_number]
        for a in list(sheet.answers):
            if a["state"] in ("read", "blank"):
                wrong += a["answer"] != marked.get(a["question"], "")
            else:
                sheet = settle_answer(actor=proctor, at=moment(*DAY, 11, 20), sheet=sheet, question=a["question"],
                                      answer=marked.get(a["question"], ""))  # fmt: skip
                settled += 1
    if wrong:
        raise RuntimeError(f"{wrong} answers were read wrongly")
    plan["theory"] = sitting
    mark_sitting(actor=proctor, at=moment(*DAY, 12), sitting=sitting)
    return f"{len(outcome['read'])} 张答题卡打印、填涂、扫描、识读，误读 0，人工确认 {settled} 处"


def _filled_and_scanned(world: World, sitting: Any) -> tuple[list[Any], dict[str, dict[int, str]]]:
    import cv2
    import numpy as np
    import pypdfium2

    from liangcai.engines.omr.layout import SheetLayout
    from liangcai.engines.omr.print import SheetCandidate, print_sheets
    from liangcai.engines.omr.simulate import degrade, fill

    layout = SheetLayout.from_json(sitting.sheet_layout)
    seats = list(sitting.seats.all())
    pdf = print_sheets(layout, [SheetCandidate(s.ticket_number, s.name, s.seat, s.paper_code) for s in seats])
    world.keep(f"答题卡-{sitting.plan_number}.pdf", pdf)
    document, rng, scans, truth = pypdfium2.PdfDocument(pdf), np.random.default_rng(11), [], {}
    pages = len(layout.pages)
    for n, seat in enumerate(seats):
        key = {q: {**entry, "type": sitting.papers[seat.paper_code][int(q) - 1]["type"]}
               for q, entry in sitting.answer_keys[seat.paper_code].items()}  # fmt: skip
        truth[seat.ticket_number] = generated.answers(key, world.chance.uniform(0.55, 0.95), world.chance)
        for p, page in enumerate(layout.pages):
            picture = document[n * pages + p].render(scale=150 / 72, grayscale=True).to_numpy()
            if picture.ndim == 3:
                picture = picture[:, :, 0]
            picture = degrade(fill(picture, page, truth[seat.ticket_number], rng), rng, 0.35)
            scans.append(world.keep(f"扫描件/{seat.ticket_number}-{p + 1}.png", cv2.imencode(".png", picture)[1].tobytes()))
    return scans, truth


def theory_on_screen(world: World) -> str:
    """On screen: candidates enter with their tickets, save in tens, hand in."""
    from liangcai.apps.marking.actions.mark_sitting import mark_sitting
    from liangcai.apps.sittings.actions.end_sitting import end_sitting
    from liangcai.apps.sittings.actions.enter_room import enter_room
    from liangcai.apps.sittings.actions.hand_in import hand_in
    from liangcai.apps.sittings.actions.save_answers import save_answers
    from liangcai.apps.sittings.actions.start_sitting import start_sitting

    proctor, plan = world.users["demo-proctor"], world.made["plans"]["special"]
    sitting = start_sitting(actor=proctor, at=moment(*DAY, 9), sitting=plan["theory"])
    present = list(sitting.seats.all())[:-1]  # the last one stays away: absent, not 0
    for seat in present:
        seat, _ = enter_room(actor="candidate", at=moment(*DAY, 9, 1), sitting=sitting, ticket_number=seat.ticket_number,
                             identity_last4=seat.identity_last4)  # fmt: skip
        key = {q: {**entry, "type": sitting.papers[seat.paper_code][int(q) - 1]["type"]}
               for q, entry in sitting.answer_keys[seat.paper_code].items()}  # fmt: skip
        given = generated.answers(key, world.chance.uniform(0.55, 0.95), world.chance)
        for start in range(1, len(given) + 1, 10):
            save_answers(at=moment(*DAY, 9, 2 + start // 2), seat=seat, client_sequence=start,
                         answers={q: given[q] for q in range(start, min(start + 10, len(given) + 1))})  # fmt: skip
        hand_in(actor="candidate", at=moment(*DAY, 10), seat=seat)
    plan["theory"] = end_sitting(actor=proctor, at=moment(*DAY, 10, 30), sitting=sitting)
    mark_sitting(actor=proctor, at=moment(*DAY, 12), sitting=sitting)
    return f"{len(present)} 人上机作答交卷，1 人缺考"


def practical(world: World) -> str:
    from liangcai.apps.marking.actions.enter_assessor_score import enter_assessor_score
    from liangcai.apps.marking.actions.mark_sitting import mark_sitting
    from liangcai.apps.marking.actions.seat_assessor import seat_assessor
    from liangcai.apps.sittings.actions.end_sitting import end_sitting
    from liangcai.apps.sittings.actions.start_sitting import start_sitting

    proctor, scored = world.users["demo-proctor"], 0
    for name, plan in world.made["plans"].items():
        assessors = [world.users[name] for name in ("demo-assessor", "demo-assessor-2", "demo-assessor-3")]
        for member, assessor in zip(plan["panel"], assessors, strict=True):
            seat_assessor(actor=proctor, at=moment(*DAY, 13, 50), sitting=plan["practical"], assessor=assessor,
                          card_number=member.card.number, is_leader=member.is_leader)  # fmt: skip
        sitting = start_sitting(actor=proctor, at=moment(*DAY, 14), sitting=plan["practical"])
        seats = list(sitting.seats.all())
        for seat in seats[:-1] if name == "special" else seats:
            quality = world.chance.uniform(0.55, 0.95)
            for assessor in assessors:
                enter_assessor_score(
                    actor=assessor, at=moment(*DAY, 15), seat=seat,
                    criteria={c: f"{float(full) * min(1, quality + world.chance.uniform(-0.04, 0.04)):.1f}"
                              for c, full in CRITERIA.items()},
                )  # fmt: skip
            scored += 1
        sitting = end_sitting(actor=proctor, at=moment(*DAY, 17), sitting=sitting)
        mark_sitting(actor=proctor, at=moment(*DAY, 17, 30), sitting=sitting)
        plan["practical"] = sitting
    return f"{scored} 人由三名考评员现场评分（组长一名）"


def seal_results(world: World) -> str:
    from liangcai.apps.marking.actions.seal_results import seal_results as seal

    packages = {}
    for name, plan in world.made["plans"].items():
        package = seal(actor=world.users["demo-proctor"], at=moment(*DAY, 18),
                       sittings=[plan["theory"], plan["practical"]], receiver_key=world.made["keys"]["hall"]["receiver"])  # fmt: skip
        with package.file.open("rb") as file:
            packages[name] = world.keep(f"成绩密封包-{plan['number']}.lcp", file.read())
    world.made["result_packages"] = packages
    return "两个成绩密封包，只有办事大厅能打开"
