"""Steps of those who watch over an examination: site, invigilators and supervisor before it, its archive after it."""

from __future__ import annotations

from liangcai.cli.demonstration.world import World, moment

INVIGILATORS = 2  # a room of thirty (settings invigilators_per_room, candidates_per_invigilator)


def send_people(world: World) -> str:
    """The two plans are examined at one time, so that nobody is sent to both."""
    from liangcai.apps.exams.actions.assign_invigilators import assign_invigilators
    from liangcai.apps.exams.actions.check_site import check_site
    from liangcai.apps.exams.site_points import SITE_POINTS
    from liangcai.apps.supervision.actions.assign_supervisor import assign_supervisor

    free, sent = iter(world.made["cards"]["invigilator"]), 0
    for plan, supervisor in zip(world.made["plans"].values(), world.made["cards"]["supervisor"], strict=False):
        account, row = world.users[plan["account"]], plan["row"]
        assignments = {room.name: [next(free) for _ in range(INVIGILATORS)] for room in row.rooms.all()}
        sent += len(assign_invigilators(actor=account, at=moment(2021, 12, 1), plan=row, assignments=assignments))
        assign_supervisor(actor=world.users["demo-city"], at=moment(2021, 12, 2), plan=row, card=supervisor)
        check_site(actor=account, at=moment(2021, 12, 10), plan=row, answers=dict.fromkeys(SITE_POINTS, True))
    return f"考场检查 5 项均符合，监考员 {sent} 人、质量督导员 2 人已派遣"


def archive_batches(world: World) -> str:
    from liangcai.apps.supervision.actions.archive_batch import archive_batch

    count = 0
    for plan in world.made["plans"].values():
        archive = archive_batch(actor=world.users[plan["account"]], at=moment(2021, 12, 30), plan=plan["row"],
                                watermark=world.watermark)  # fmt: skip
        with archive.file.open("rb") as file:
            world.keep(f"考核档案-{plan['number']}.zip", file.read())
        count += not archive.missing
    return f"{count} 个批次的档案齐全，已签名归档，计划办结"
