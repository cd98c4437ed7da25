"""Steps in the hall around an examination: filings, plans, registration, review, places; later results and certificates."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from liangcai.cli.demonstration import generated
from liangcai.cli.demonstration.world import World, moment

EXAM_DAY = (2021, 12, 11)


def file_bodies(world: World) -> str:
    from liangcai.apps.organizations.actions.confirm_filing import confirm_filing
    from liangcai.apps.organizations.actions.draft_filing import draft_filing
    from liangcai.apps.organizations.actions.pass_on_filing import pass_on_filing
    from liangcai.apps.organizations.actions.record_department_opinion import record_department_opinion
    from liangcai.apps.organizations.actions.submit_filing import submit_filing

    u, scopes = world.users, {}
    for name, body, account, kind, scope, form in (
        ("theory", "association", "demo-association", "skill_level",
         {"occupation_code": "6-04-03-03", "occupation_name": "织布工", "level": "四级", "places": 30}, {"说明": "演示备案"}),
        ("special", "body", "demo-body", "special_ability",
         {"occupation_name": "纺织面料成分检测", "places": 30}, generated.FILING_FORM),
    ):  # fmt: skip
        at = moment(2021, 9, 6)
        filing = draft_filing(
            actor=u[account], at=at, body=world.made[body], kind=kind, form=form, scopes=[scope],
            documents=[{"kind": "venue_picture", "name": "考场影像（演示）.jpg"},
                       {"kind": "equipment_picture", "name": "设备影像（演示）.jpg"}],
        )  # fmt: skip
        submit_filing(actor=u[account], at=at + timedelta(hours=1), filing=filing)
        if kind == "special_ability":
            filing = pass_on_filing(actor=u["demo-county"], at=at + timedelta(days=2), filing=filing)
        record_department_opinion(actor=u["demo-city"], at=at + timedelta(days=3), filing=filing, opinion="同意（演示）",
                                  given_on=date(2021, 9, 8))  # fmt: skip
        filing = confirm_filing(actor=u["demo-city"], at=at + timedelta(days=4), filing=filing, opinion="予以备案（演示）",
                                filing_number=f"备〔2021〕{len(scopes) + 1}号（演示）", valid_from=date(2021, 9, 10),
                                valid_to=date(2029, 9, 9))  # fmt: skip
        scopes[name] = filing.scopes.get()
    world.made["scopes"] = scopes
    return "行业协会（技能等级）、考核机构（专项，经县级受理转报）两家备案已确认"


def plan_exams(world: World) -> str:
    from liangcai.apps.exams.actions.assign_panel import assign_panel
    from liangcai.apps.exams.actions.plan_exam import plan_exam

    per_plan = -(-world.candidates // 2)
    plans: dict[str, Any] = {}
    for name, account, body, standard, bank, number, theory, road in (
        ("theory", "demo-association", "association", world.made["standard"], world.made["bank"], "JS2021110001", "sheet", 1),
        ("special", "demo-body", "body", world.made["special_norm"], None, "ZX2021110002", "screen", 2),
    ):
        scope = world.made["scopes"][name]
        plan = plan_exam(
            actor=world.users[account], at=moment(2021, 10, 25), body=world.made[body], filing_scope=scope,
            standard=standard, bank=bank, plan_number=number, kind=scope.filing.kind,
            occupation_code=scope.occupation_code, occupation_name=scope.occupation_name, level=scope.level,
            registration_closes_on=date(2021, 11, 10), capacity=per_plan,
            sessions=[
                {"subject": "theory", "theory_mode": theory, "starts_at": moment(*EXAM_DAY, 9), "minutes": 90},
                {"subject": "practical", "practical_mode": "workpiece", "starts_at": moment(*EXAM_DAY, 14), "minutes": 120},
            ],
            rooms=[{"name": f"第{'一二三四五六七八九十'[n]}考场", "seats": min(30, per_plan - 30 * n), "address": f"演示路 {road} 号"}
                   for n in range(-(-per_plan // 30))],
        )  # fmt: skip
        panel = assign_panel(actor=world.users["demo-city"], at=moment(2021, 11, 25), plan=plan, size=3,
                             cards=world.made["cards"]["assessor"] + world.made["cards"]["lead_assessor"],
                             beacon_source="演示公开数（生成）", beacon_value=f"{world.chance.random():.12f}")  # fmt: skip
        world.keep(f"抽取记录-考评小组-{number}.json", json.dumps(panel.draw, ensure_ascii=False, indent=1))
        plans[name] = {"row": plan, "number": number, "title": f"{plan.occupation_name}{plan.level}", "account": account,
                       "panel": list(panel.members.select_related("card"))}  # fmt: skip
    world.made["plans"] = plans
    return "两个考核计划，考评小组各 3 人（组长 1 人）随机抽取"


def register(world: World) -> str:
    from liangcai.apps.registrations.actions.feed_back import feed_back
    from liangcai.apps.registrations.actions.import_registrations import import_registrations
    from liangcai.apps.registrations.actions.review_batch import review_batch
    from liangcai.apps.registrations.actions.submit_batch import submit_batch
    from liangcai.apps.registrations.workbook import fill_template

    first, due = 1, ""
    for plan in world.made["plans"].values():
        account, row = world.users[plan["account"]], plan["row"]
        people = generated.candidates(first, min(row.capacity, world.candidates - first + 1), world.chance)
        first += len(people)
        book = fill_template(people, demonstration=True)
        world.keep(f"报名表-{plan['number']}.xlsx", book)
        outcome = import_registrations(actor=account, at=moment(2021, 11, 1), plan=row, workbook=book,
                                       is_demonstration=True)  # fmt: skip
        batch = submit_batch(actor=account, at=moment(2021, 11, 1, 15), batch=outcome.batch)
        review_batch(actor=world.users["demo-city"], at=moment(2021, 11, 11), batch=batch)
        feed_back(actor=world.users["demo-city"], at=moment(2021, 11, 12), batch=batch)
        due = str(batch.due_on)
        _link_demonstration_account(world, batch)
    return f"{first - 1} 名考生由 Excel 导入，10 个工作日内审核（期限 {due}），一次性反馈"


def _link_demonstration_account(world: World, batch: Any) -> None:
    """The account demo-candidate belongs to the first of the generated people."""
    from liangcai.apps.registrations.actions.link_account import link_account

    user = world.users["demo-candidate"]
    row = batch.registrations.filter(candidate__name=user.display_name).select_related("candidate").first()
    if row is not None:
        link_account(actor=world.users["demo-city"], at=moment(2021, 11, 12, 10), candidate=row.candidate, user=user)


def seat_candidates(world: World) -> str:
    from liangcai.apps.registrations.actions.assign_places import assign_places
    from liangcai.apps.registrations.engine_io import tickets_of
    from liangcai.engines.typesetting.admission_ticket import tickets_pdf

    count = 0
    for plan in world.made["plans"].values():
        places = assign_places(actor=world.users[plan["account"]], at=moment(2021, 11, 26), plan=plan["row"], seed=20211126)
        plan["row"].refresh_from_db()
        tickets = tickets_of(plan["row"], authority="南京市职业技能鉴定中心（演示）")
        seating = plan["row"].seating
        world.keep(f"考场编排-{plan['number']}.json",
                   json.dumps({**seating.record, "digest": seating.digest}, ensure_ascii=False, indent=1))  # fmt: skip
        world.keep(f"准考证-{plan['number']}.pdf", tickets_pdf(tickets, watermark=world.watermark))
        count += len(places)
        plan["roster"] = [
            {"ticket_number": p.ticket_number, "name": p.registration.candidate.name,
             "identity_last4": p.registration.candidate.identity_last4, "seat": f"{p.room.name}{p.seat:02d}号",
             "paper_code": p.paper_code} for p in places
        ]  # fmt: skip
    return f"{count} 个座位按种子编排，准考证已打印"


def take_results(world: World) -> str:
    from liangcai.apps.results.actions.check_results import check_results
    from liangcai.apps.results.actions.publish_results import publish_results
    from liangcai.apps.results.actions.receive_results import receive_results
    from liangcai.apps.results.selectors import outcomes
    from liangcai.apps.station.signing import RECEIVER, published_keys, station_key
    from liangcai.engines.sealing.packages import inspect, open_package

    passed = total = 0
    for name, plan in world.made["plans"].items():
        package, keys = world.made["result_packages"][name], published_keys()
        at = moment(2021, 12, 14)
        files = open_package(package, station_key(RECEIVER, on=at.date(), owner="hall（演示）"), keys, at)
        rows = json.loads(files["results.json"])["rows"]
        release = receive_results(actor=world.users["demo-city"], at=at, plan=plan["row"], rows=rows,
                                  package_sha256=inspect(package, keys).digest)  # fmt: skip
        check_results(actor=world.users["demo-city-2"], at=moment(2021, 12, 15), release=release)
        publish_results(actor=world.users["demo-city"], at=moment(2021, 12, 16), release=release,
                        published_on=date(2021, 12, 16))  # fmt: skip
        found = outcomes(plan["row"])
        passed += sum(o.passed is True for _, o, _ in found)
        total += len(found)
    return f"成绩包验签接收，两人核对后公布：{total} 人中 {passed} 人两科均达 60 分"


def certify(world: World) -> str:
    from liangcai.apps.certificates.actions.issue_blank_stock import issue_blank_stock
    from liangcai.apps.certificates.actions.issue_certificates import issue_certificates
    from liangcai.apps.certificates.actions.publish_status_list import publish_status_list

    issue_blank_stock(actor=world.users["demo-province"], at=moment(2021, 12, 16), region_code="320100", count=5000)
    issued: list[Any] = []
    for plan in world.made["plans"].values():
        actor = world.users["demo-city"] if plan["row"].kind == "special_ability" else world.users[plan["account"]]
        issued += issue_certificates(actor=actor, at=moment(2021, 12, 24), plan=plan["row"],
                                     issued_on=date(2021, 12, 24), watermark=world.watermark)  # fmt: skip
    publish_status_list(actor="system", at=moment(2021, 12, 24, 12))
    for certificate in issued:
        with certificate.document.open("rb") as file:
            world.keep(f"证书/{certificate.certificate_number}.pdf", file.read())
    public = world.folder / "hall" / "public"
    world.keep("KEYS.json", (public / "KEYS.json").read_bytes())
    for name in ("KEYS.json", "STATUS.json"):
        world.keep(f"证书/{name}", (public / name).read_bytes())
    world.made["certificates"] = issued
    return f"{len(issued)} 张签名证书，编号连续，二维码可离线验真"


def verify_certificates(world: World) -> str:
    """Accepts what is genuine, rejects the same with one character changed."""
    from liangcai.apps.station.signing import published_keys
    from liangcai.engines.sealing.certificate_token import read_token
    from liangcai.kernel.refusals import Refused

    keys = published_keys()
    for certificate in world.made["certificates"]:
        claims = read_token(certificate.token, keys).claims
        if claims.certificate_number != certificate.certificate_number:
            raise RuntimeError("a certificate verifies as another")
    token = world.made["certificates"][0].token
    middle = len(token) // 2
    forged = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    try:
        read_token(forged, keys)
    except Refused as no:
        return f"{len(world.made['certificates'])} 张全部验真；改动一个字符即被拒绝（{no.code}）"
    raise RuntimeError("a forged certificate was accepted")


def inspect_at_random(world: World) -> str:
    from liangcai.apps.supervision.actions.draw_inspection import draw_inspection
    from liangcai.apps.supervision.actions.publish_inspection import publish_inspection
    from liangcai.apps.supervision.actions.record_visit import record_visit
    from liangcai.engines.draw.record import replay

    province, at = world.users["demo-province"], moment(2021, 12, 22)
    inspection = draw_inspection(
        actor=province, at=at, title="2021 年第四季度双随机抽查（演示）", count=1, per_target=2,
        plans=[p["row"] for p in world.made["plans"].values()], inspectors=world.made["cards"]["supervisor"],
        announced_at=_earlier(at), beacon_source="演示公开数（生成）", beacon_value=f"{world.chance.random():.12f}",
    )  # fmt: skip
    world.keep("抽取记录-双随机抽查.json", json.dumps(inspection.draw, ensure_ascii=False, indent=1))
    if not replay(inspection.draw).ok:
        raise RuntimeError("the draw does not replay")
    for visit in inspection.visits.all():
        record_visit(actor=province, at=moment(2021, 12, 24), visit=visit, finding="未发现问题（演示）",
                     checklist={"考场标识": True, "座位编号": True, "电子监控": True})  # fmt: skip
    publish_inspection(actor=province, at=moment(2021, 12, 27), inspection=inspection, published_on=date(2021, 12, 27))
    return f"抽中 {inspection.visits.get().plan.plan_number}，检查人员 2 人，复算一致，结果已公开"


def _earlier(at: datetime) -> datetime:
    return at - timedelta(days=1)
