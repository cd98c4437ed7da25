"""Steps in the hall up to a published bank and norm: lists, development, review, publication, hand-over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from liangcai.cli.demonstration.generated import NORM, SPECIAL_NORM
from liangcai.cli.demonstration.world import World, moment


def publish_lists(world: World) -> str:
    from liangcai.apps.resources.actions.publish_shortage_list import publish_shortage_list
    from liangcai.apps.resources.models import KeyProject, ShortageList

    shortage = ShortageList.objects.get(year=2021, batch=1)
    publish_shortage_list(actor=world.users["demo-province"], at=moment(2021, 6, 1), shortage_list=shortage,
                          document_number="演示文号〔2021〕1号", published_on=date(2021, 6, 1))  # fmt: skip
    world.made["projects"] = {p.number: p for p in KeyProject.objects.filter(year=2021, batch=1)}
    return f"{shortage}：{shortage.entries.count()} 个职业，重点开发项目 {len(world.made['projects'])} 个"


def enter_standards(world: World) -> str:
    """What was in force before: the national standard the bank rests on, the norm of the special ability."""
    from liangcai.apps.resources.actions.promulgate_national_standard import promulgate_national_standard
    from liangcai.apps.resources.actions.register_filed_norm import register_filed_norm
    from liangcai.apps.resources.models import Standard

    province = world.users["demo-province"]
    promulgate_national_standard(
        actor=province, at=moment(2021, 6, 1, 10), occupation_code="6-04-03-03", occupation_name="织布工",
        levels=["五级", "四级", "三级"], document_number="演示文号〔2020〕1号", promulgated_on=date(2021, 6, 1),
    )  # fmt: skip
    world.made["standard"] = Standard.objects.get(kind="national", occupation_code="6-04-03-03")
    world.made["special_norm"] = register_filed_norm(
        actor=province, at=moment(2021, 6, 1, 11), project_name="纺织面料成分检测", filed_on=date(2019, 11, 18),
        document_number="已列入 2019-11-18 公布的目录",
    )  # fmt: skip
    return "织布工国家职业技能标准、纺织面料成分检测考核规范已登记"


def develop_norm(world: World) -> str:
    """Key project 1: 纺织印花制版工, an industry norm within three months."""
    key_project = world.made["projects"][1]
    project = _develop(world, kind="industry_norm", code="6-04-06-04", name="纺织印花制版工", month=6,
                       levels=["五级", "四级", "三级"], key_project=key_project, content=NORM, beacon="0601")  # fmt: skip
    norm = _publish(world, project, date(2021, 8, 20), 0, "")
    world.made["norm"] = norm
    return f"{norm} 评审通过并发布（期限 {project.deadline_on}）"


def develop_bank(world: World, items: Sequence[dict[str, Any]], digest: str) -> str:
    """Key project 4: 织布工, a bank within six months. The hall learns counts and a digest, never an item."""
    facts = {"item_count": len(items), "content_sha256": digest}
    project = _develop(world, kind="item_bank", code="6-04-03-03", name="织布工", month=6,
                       levels=["五级", "四级", "三级"], key_project=world.made["projects"][4], content=facts,
                       beacon="0604")  # fmt: skip
    bank = _publish(world, project, date(2021, 10, 15), len(items), digest)
    world.made["bank"] = bank
    return f"{bank} 评审通过并发布，{len(items)} 题（期限 {project.deadline_on}）"


def begin_special_norm(world: World) -> str:
    """A special-ability norm in the middle of its work: what the editor shows is neither finished nor handed in."""
    from liangcai.apps.resources.actions.accept_application import accept_application
    from liangcai.apps.resources.actions.apply_for_development import apply_for_development
    from liangcai.apps.resources.actions.import_norm_text import import_norm_text
    from liangcai.apps.resources.actions.select_developer import select_developer
    from liangcai.apps.resources.actions.sign_pledge import sign_pledge
    from liangcai.apps.resources.norm_content import working_text
    from liangcai.apps.resources.permissions import role_for

    handlers = {"province_centre": world.users["demo-province"], "city_centre": world.users["demo-city"]}
    writer, at = world.users["demo-body"], moment(2021, 9, 1)
    project = apply_for_development(
        actor=writer, at=at, applicant=world.made["body"], kind="special_ability", action="develop", occupation_code="",
        occupation_name=SPECIAL_NORM["overview"]["名称"], levels=[], form={"说明": "演示申请"},
    )  # fmt: skip
    accept_application(actor=handlers[str(role_for(project, "intake"))], at=at + timedelta(days=2), project=project)
    select_developer(actor=handlers[str(role_for(project, "selection"))], at=at + timedelta(days=5), project=project,
                     mode="social", reasons={"研发能力": "演示：有同类成果", "实践经验": "演示：行业一线经验"})  # fmt: skip
    sign_pledge(actor=writer, at=at + timedelta(days=6), project=project, person_name=writer.display_name, duty="编写",
                signed_on=(at + timedelta(days=6)).date(), user=writer)  # fmt: skip
    import_norm_text(actor=writer, at=at + timedelta(days=8), project=project, content=SPECIAL_NORM, sections=list(SPECIAL_NORM),
                     seen=working_text(project).digest, source="演示文本")  # fmt: skip
    return f"{project} 在编辑器中编写，尚未提交"


def _develop(world: World, *, kind: str, code: str, name: str, month: int, levels: list[str], key_project: Any,
             content: dict[str, Any], beacon: str) -> Any:  # fmt: skip
    from liangcai.apps.resources.actions.accept_application import accept_application
    from liangcai.apps.resources.actions.apply_for_development import apply_for_development
    from liangcai.apps.resources.actions.conclude_review import conclude_review
    from liangcai.apps.resources.actions.convene_review import convene_review
    from liangcai.apps.resources.actions.give_opinion import give_opinion
    from liangcai.apps.resources.actions.select_developer import select_developer
    from liangcai.apps.resources.actions.sign_pledge import sign_pledge
    from liangcai.apps.resources.actions.submit_draft import submit_draft
    from liangcai.apps.resources.actions.submit_for_review import submit_for_review
    from liangcai.apps.resources.permissions import role_for

    u, at = world.users, moment(2021, month, 10)
    developer = u["demo-association"]
    project = apply_for_development(
        actor=developer, at=at, applicant=world.made["association"], kind=kind, action="develop", occupation_code=code,
        occupation_name=name, levels=levels, key_project=key_project, form={"说明": "演示申请", "seeking_registration": True},
    )  # fmt: skip
    handlers = {"province_centre": u["demo-province"], "city_centre": u["demo-city"]}
    handler = {step: handlers[str(role_for(project, step))] for step in ("intake", "selection", "review")}
    accept_application(actor=handler["intake"], at=at + timedelta(days=3), project=project)
    select_developer(actor=handler["selection"], at=at + timedelta(days=7), project=project, mode="social",
                     reasons={"研发能力": "演示：有同类成果", "实践经验": "演示：行业一线经验"})  # fmt: skip
    sign_pledge(actor=developer, at=at + timedelta(days=8), project=project, person_name=developer.display_name,
                duty="开发", signed_on=(at + timedelta(days=8)).date(), user=developer)  # fmt: skip
    submit_draft(actor=developer, at=at + timedelta(days=40), project=project, content=content, note="第一稿（演示）")
    submit_for_review(actor=developer, at=at + timedelta(days=45), project=project)
    held = at + timedelta(days=60)
    review = convene_review(actor=handler["review"], at=at + timedelta(days=50), project=project, held_on=held.date(),
                            experts=world.made["cards"]["expert"], count=5, beacon_source="演示公开数（生成）",
                            beacon_value=hashlib.sha256(f"{beacon}-{world.chance.random()}".encode()).hexdigest()[:12])  # fmt: skip
    for opinion in review.opinions.select_related("expert__user").order_by("pk"):
        if kind == "item_bank":
            sign_pledge(actor=handler["review"], at=held, project=project, person_name=opinion.expert.holder_name,
                        duty="评审", signed_on=held.date(), user=opinion.expert.user)  # fmt: skip
        give_opinion(actor=opinion.expert.user or handler["review"], at=held, review=review, expert=opinion.expert,
                     verdict="pass", text="演示意见：符合要求")  # fmt: skip
    conclude_review(actor=handler["review"], at=held + timedelta(hours=2), review=review)
    project.refresh_from_db()
    return project


def _publish(world: World, project: Any, on: date, item_count: int, digest: str) -> Any:
    from liangcai.apps.resources.actions.publish_resource import publish_resource

    return publish_resource(actor=world.users["demo-province"], at=moment(on.year, on.month, on.day), project=project,
                            document_number=f"演示文号〔2021〕{on.month}号", published_on=on, item_count=item_count,
                            content_sha256=digest)  # fmt: skip


def hand_over(world: World) -> str:
    from liangcai.apps.resources.actions.hand_over_bank import hand_over_bank

    bank = world.made["bank"]
    slip = hand_over_bank(actor=world.users["demo-province"], at=moment(2021, 10, 20), bank=bank,
                          receiver="题库工作站（演示）", slip_number="JJ-2021-001", package_sha256=bank.content_sha256)  # fmt: skip
    world.made["slip"] = slip
    return f"交接单 {slip.slip_number} → {slip.receiver}"
