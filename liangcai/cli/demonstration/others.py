"""What else goes on in the year: bodies of other cities apply for the remaining key projects, at different stages."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from liangcai.cli.demonstration.generated import NORM
from liangcai.cli.demonstration.world import World, moment

APPLICANTS = [  # city, name, key project, how far it comes
    ("320500", "苏州纺织技术服务中心（演示）", 5, "accepted"),
    ("320600", "南通纺织培训学校（演示）", 5, "applied"),
    ("320200", "无锡检验检测评价中心（演示）", 6, "developing"),
    ("320400", "常州服装设计评价中心（演示）", 7, "developing"),
    ("320700", "连云港道路运输评价中心（演示）", 2, "submitted"),
    ("320900", "盐城染整技术评价中心（演示）", 8, "rejected"),
    ("320300", "徐州建设教育评价中心（演示）", 9, "developing"),
    ("321300", "宿迁装配式建筑评价中心（演示）", 10, "applied"),
]


def apply_elsewhere(world: World) -> str:
    for n, (city, name, number, until) in enumerate(APPLICANTS, start=1):
        _carry(world, _applied(world, n, city, name, number), until)
    return f"{len(APPLICANTS)} 家单位申请了 {len({a[2] for a in APPLICANTS})} 个重点项目，进度不一，见年度看板"


def _applied(world: World, n: int, city: str, name: str, number: int) -> Any:
    from liangcai.apps.accounts.actions.create_account import create_account
    from liangcai.apps.catalogue.selectors import region_name
    from liangcai.apps.organizations.actions.add_member import add_member
    from liangcai.apps.organizations.actions.register_body import register_body
    from liangcai.apps.resources.actions.apply_for_development import apply_for_development
    from liangcai.cli.demonstration.generated import uscc

    at, province, key_project = moment(2021, 6, 12), world.users["demo-province"], world.made["projects"][number]
    body = register_body(actor=province, at=at, name=name, kind="third_party", uscc=uscc(100 + n), region_code=city,
                         is_demonstration=True)  # fmt: skip
    user, world.users[f"demo-centre-{city}"] = (
        create_account(actor=world.users["demo-system"], at=at, username=username, role=role, region_code=region, display_name=label,
                       password=f"Demo-{secrets.token_hex(8)}")
        for username, role, region, label in (
            (f"demo-developer-{n}", "body", "", f"{name}经办人"),
            (f"demo-centre-{city}", "city_centre", city, f"{region_name(city)}中心（演示）"))
    )  # fmt: skip
    add_member(actor=province, at=at, body=body, user=user)
    return apply_for_development(
        actor=user, at=moment(2021, 6, 12 + n), applicant=body, action="develop",
        kind="item_bank" if key_project.target == "bank" else "industry_norm",
        occupation_code=key_project.occupation_code, occupation_name=key_project.occupation_name,
        levels=key_project.levels, key_project=key_project,
        form={"开发依据": "演示：2021 年紧缺目录", "工作基础": f"演示：同类资源 {n} 项", "seeking_registration": True},
    )  # fmt: skip


def _carry(world: World, project: Any, until: str) -> None:
    from liangcai.apps.resources.actions.accept_application import accept_application
    from liangcai.apps.resources.actions.reject_application import reject_application
    from liangcai.apps.resources.actions.select_developer import select_developer
    from liangcai.apps.resources.actions.sign_pledge import sign_pledge
    from liangcai.apps.resources.actions.submit_draft import submit_draft
    from liangcai.apps.resources.actions.submit_for_review import submit_for_review
    from liangcai.apps.resources.permissions import role_for

    centres = {"province_centre": world.users["demo-province"],
               "city_centre": world.users[f"demo-centre-{project.applicant.region_code}"]}  # fmt: skip
    intake, selection = (centres[role_for(project, step)] for step in ("intake", "selection"))
    developer = project.applicant.memberships.get().user
    if until == "applied":
        return
    if until == "rejected":
        reject_application(actor=intake, at=moment(2021, 6, 25), project=project, reason="演示：开发团队尚不具备条件")
        return
    accept_application(actor=intake, at=moment(2021, 6, 25), project=project)
    if until == "accepted":
        return
    select_developer(actor=selection, at=moment(2021, 6, 28), project=project, mode="social",
                     reasons={"研发能力": "演示：有同类成果"})  # fmt: skip
    sign_pledge(actor=developer, at=moment(2021, 6, 29), project=project, person_name=developer.display_name,
                duty="开发", signed_on=date(2021, 6, 29), user=developer)  # fmt: skip
    if until == "submitted":
        submit_draft(actor=developer, at=moment(2021, 11, 1), project=project, content=NORM, note="第一稿（演示）")
        submit_for_review(actor=developer, at=moment(2021, 11, 3), project=project)
