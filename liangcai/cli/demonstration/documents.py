"""The printed documents of the demonstration, each from the rows that the steps have left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from liangcai.cli.demonstration.world import ZONE, World, moment


def print_hall_documents(world: World) -> str:
    """Lists as in the annexes, rosters, door lists, labels, attendance sheets, results, the inspection."""
    before = _count(world)
    _lists(world)
    _norm(world)
    for plan in world.made["plans"].values():
        _places(world, plan)
        _results(world, plan)
    _inspection(world)
    _slip(world)
    _cards(world)
    return f"{_count(world) - before} 份文件已打印"


def _count(world: World) -> int:
    return sum(1 for _ in (world.folder / "demo").glob("*.pdf"))


def _lists(world: World) -> None:
    from liangcai.apps.resources.models import ShortageList as Row
    from liangcai.engines.typesetting.shortage_list import ShortageEntry, ShortageList, render

    row = Row.objects.get(year=2021, batch=1)
    entries = tuple(
        ShortageEntry(e.occupation_code, e.occupation_name,
                      "、".join(w for w, needed in (("评价标准", e.needs_standard), ("评价题库", e.needs_bank)) if needed))
        for e in row.entries.order_by("number")
    )  # fmt: skip
    document = ShortageList(title="2021年江苏省技能人才评价紧缺技术资源目录", entries=entries, annex="附件2",
                            number=f"{row.document_number} {row.published_on}")  # fmt: skip
    world.keep("紧缺技术资源目录-2021.pdf", render(document, watermark=world.watermark))


def _norm(world: World) -> None:
    """As PDF, and as Word for `liangcai norm check`."""
    from liangcai.apps.resources.norm_content import norm_content, shape_of
    from liangcai.engines.norms import layout, to_word
    from liangcai.engines.typesetting.norm_document import NormDocument, render

    norm = world.made["norm"]
    shape, content = shape_of(norm.kind, norm.levels), norm_content(norm.kind, norm.levels, norm.content)
    document = NormDocument(norm.occupation_name, layout(shape, content), norm.get_kind_display(),
                            (f"职业编码：{norm.occupation_code}",), norm.document_number, str(norm.published_on))  # fmt: skip
    world.keep(f"{norm}.pdf", render(document, watermark=world.watermark))
    world.keep(f"{norm}.docx", to_word(shape, content, str(norm)))


def _places(world: World, plan: dict[str, Any]) -> None:
    from liangcai.apps.registrations.models import Place
    from liangcai.engines.typesetting import attendance_sheet, door_list, seat_labels

    row, title = plan["row"], f"{plan['title']}考核（演示）"
    places = list(Place.objects.filter(registration__plan=row).select_related("room", "registration__candidate"))
    session = row.sessions.order_by("starts_at").first()
    starts = session.starts_at.astimezone(ZONE)
    ends = starts + timedelta(minutes=session.minutes)
    rooms: dict[str, list[Place]] = {}
    for place in places:
        rooms.setdefault(place.room.name, []).append(place)
    common = [(name, here, {"exam_title": title, "site": row.body.name, "room": name, "subject": "理论知识",
                            "starts_at": starts, "ends_at": ends}) for name, here in rooms.items()]  # fmt: skip
    lists = [
        door_list.DoorList(**facts, seated=tuple(
            door_list.Seated(f"{p.seat:02d}", p.ticket_number, p.registration.candidate.name) for p in here))
        for _, here, facts in common
    ]  # fmt: skip
    sheets = [
        attendance_sheet.AttendanceSheet(**facts, attendees=tuple(
            attendance_sheet.Attendee(f"{p.seat:02d}", p.ticket_number, p.registration.candidate.name,
                                      f"**************{p.registration.candidate.identity_last4}") for p in here))
        for _, here, facts in common
    ]  # fmt: skip
    labels = [seat_labels.SeatLabel(f"{p.seat:02d}", p.ticket_number, p.registration.candidate.name, plan["title"],
                                    p.room.name, p.paper_code) for p in places]  # fmt: skip
    world.keep(f"门贴-{plan['number']}.pdf", door_list.render(*lists, watermark=world.watermark))
    world.keep(f"签到表-{plan['number']}.pdf", attendance_sheet.render(*sheets, watermark=world.watermark))
    world.keep(f"座位标签-{plan['number']}.pdf", seat_labels.render(labels, watermark=world.watermark))


def _results(world: World, plan: dict[str, Any]) -> None:
    from liangcai.apps.results.selectors import outcomes
    from liangcai.engines.typesetting.result_announcement import AnnouncedResult, ResultAnnouncement, render

    def printed(score: Any) -> str:
        return "缺考" if score is None else f"{score.normalize():f}"

    results = tuple(
        AnnouncedResult(r.place.ticket_number, f"{r.candidate.name[0]}**{r.candidate.name[-1]}",
                        (printed(scores.get("theory")), printed(scores.get("practical"))), "合格" if o.passed else "不合格")
        for r, o, scores in outcomes(plan["row"])
    )  # fmt: skip
    document = ResultAnnouncement(
        title="考核成绩公布（演示）", batch_number=plan["number"], target=plan["row"].occupation_name, level=plan["row"].level,
        subjects=("理论知识", "操作技能"), results=results, from_day=date(2021, 12, 16), to_day=date(2021, 12, 23),
        contact="演示电话", issuer="南京市职业技能鉴定中心（演示）", issued_on=date(2021, 12, 16),
    )  # fmt: skip
    world.keep(f"成绩公布-{plan['number']}.pdf", render(document, watermark=world.watermark))


def _inspection(world: World) -> None:
    from liangcai.apps.supervision.models import Inspection
    from liangcai.engines.typesetting.inspection_announcement import DrawnBatch, InspectionAnnouncement, render

    inspection = Inspection.objects.latest("drawn_at")
    record = inspection.draw
    drawn = tuple(
        DrawnBatch(v.plan.plan_number, v.plan.body.name, f"{v.plan.occupation_name}{v.plan.level}", date(2021, 12, 11),
                   "、".join(c.holder_name for c in v.inspectors.all()))
        for v in inspection.visits.select_related("plan__body").prefetch_related("inspectors")
    )  # fmt: skip
    document = InspectionAnnouncement(
        number="演示抽查〔2021〕1号", scope="全省本季度考核批次（演示）", drawn_at=inspection.drawn_at.astimezone(ZONE),
        batches_in_list=len(record["list"]), inspectors_in_list=len(record["assignment"]["inspectors"]),
        list_digest=record["list_sha256"], seed_commitment="（未设承诺方）", seed=record["seed"],
        beacon=f"{record['beacon']['source']}：{record['beacon']['value']}", drawn=drawn,
        replay_address="liangcai draw replay 抽取记录-双随机抽查.json", issuer="江苏省职业技能鉴定中心（演示）",
        issued_on=date(2021, 12, 27),
    )  # fmt: skip
    world.keep("双随机抽查公告.pdf", render(document, watermark=world.watermark))


def _slip(world: World) -> None:
    from liangcai.engines.typesetting.handover_slip import HandedItem, HandoverSlip, render

    slip = world.made["slip"]
    document = HandoverSlip(
        slip_number=slip.slip_number, purpose="题库移交（演示）", giver="江苏省职业技能鉴定中心（演示）",
        giver_person="演示经办人", receiver=slip.receiver, receiver_person="演示题库管理员甲", handed_over_at=moment(2021, 10, 20),
        items=(HandedItem(str(slip.bank), "光盘", "GP-演示-001", 1, slip.package_sha256),), code=slip.slip_number,
    )  # fmt: skip
    world.keep(f"交接单-{slip.slip_number}.pdf", render(document, watermark=world.watermark))


def _cards(world: World) -> None:
    """The supervisors' cards, and the text of the first one's code for `liangcai card verify`."""
    from liangcai.apps.organizations.card_printing import printed_cards
    from liangcai.apps.station.signing import CERTIFICATE, station_key
    from liangcai.engines.typesetting.staff_card import render

    issuer, on = world.users["demo-city"].display_name, date(2021, 12, 24)
    key = station_key(CERTIFICATE, on=on, owner=issuer)
    cards = printed_cards(world.made["cards"]["supervisor"], key=key, key_id=key.key_id, issuer=issuer, on=on)
    world.keep("质量督导员证卡.pdf", render(cards, watermark=world.watermark))
    world.keep("证卡二维码.txt", cards[0].code + "\n")
