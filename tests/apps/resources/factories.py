"""Named situations of technical resources. All names are generated for tests and hold no real person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from django.conf import settings

from liangcai.apps.accounts.models import User
from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.organizations.models import Body, Filing, Membership, StaffCard
from liangcai.apps.resources.actions.accept_application import accept_application
from liangcai.apps.resources.actions.apply_for_development import apply_for_development
from liangcai.apps.resources.actions.conclude_review import conclude_review
from liangcai.apps.resources.actions.convene_review import convene_review
from liangcai.apps.resources.actions.give_opinion import give_opinion
from liangcai.apps.resources.actions.load_annexes import load_annexes
from liangcai.apps.resources.actions.publish_resource import publish_resource
from liangcai.apps.resources.actions.publish_shortage_list import publish_shortage_list
from liangcai.apps.resources.actions.select_developer import select_developer
from liangcai.apps.resources.actions.sign_pledge import sign_pledge
from liangcai.apps.resources.actions.submit_draft import submit_draft
from liangcai.apps.resources.actions.submit_for_review import submit_for_review
from liangcai.apps.resources.models import DevelopmentProject, KeyProject, Review, ShortageList, Standard

WEAVER = ("6-04-03-03", "织布工")
PRINTER = ("6-04-06-04", "纺织印花制版工")
LEVELS = ["五级", "四级"]
SHA = "ab" * 32
BEACON = {"beacon_source": "演示公开数", "beacon_value": "12345"}
_number = count(1)


def at(day: date | str, hour: int = 1) -> datetime:
    """An instant of that day in China (09:00 by default)."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def account(role: str, region: str = "320000", name: str = "") -> User:
    number = next(_number)
    return User.objects.create(username=f"user{number}", role=role, region_code=region,
                               display_name=name or f"演示人员{number:03d}")  # fmt: skip


def province() -> User:
    return account("province_centre", "320000")


def city(region: str = "320500") -> User:
    return account("city_centre", region)


def body(kind: str = "industry", region: str = "320000", name: str = "") -> tuple[Body, User]:
    number = next(_number)
    made = Body.objects.create(name=name or f"演示单位{number:03d}", kind=kind, uscc=f"DEMO{number:014d}",
                               region_code=region, is_demonstration=True)  # fmt: skip
    user = account("body", region)
    Membership.objects.create(user=user, body=made)
    return made, user


def registered_third_party(region: str = "320500") -> tuple[Body, User]:
    made, user = body("third_party", region)
    Filing.objects.create(body=made, kind="skill_level", state="confirmed", region_code=region,
                          valid_from=date(2021, 1, 1), valid_to=date(2026, 12, 31))  # fmt: skip
    return made, user


def occupations(*pairs: tuple[str, str]) -> None:
    for code, name in pairs or (WEAVER, PRINTER):
        Occupation.objects.create(code=code, name=name, edition="2015", source="测试")


def experts(number: int = 7, employer: str = "", accounts: bool = True) -> list[StaffCard]:
    made = []
    for _ in range(number):
        serial = next(_number)
        user = account("expert", "", f"演示专家{serial:03d}") if accounts else None
        made.append(StaffCard.objects.create(
            number=f"ZJ{serial:05d}", holder_name=f"演示专家{serial:03d}", kind="expert", user=user,
            employer=employer or f"演示院校{serial:03d}", region_code="320000", valid_from=date(2020, 1, 1),
            valid_to=date(2030, 12, 31), is_demonstration=True,
        ))  # fmt: skip
    return made


def annexed_lists() -> ShortageList:
    """The real annexes with the classification they name, not yet published."""
    from liangcai.apps.catalogue.actions.sync_reference import sync_reference

    folder = Path(settings.REFERENCE_ROOT)
    sync_reference(actor="system", at=at("2021-06-01"), folder=folder)
    return load_annexes(actor="system", at=at("2021-06-01"), folder=folder)[0]


def published_lists(on: str = "2021-06-30") -> ShortageList:
    return publish_shortage_list(actor=province(), at=at(on), shortage_list=annexed_lists(),
                                 document_number="演示发〔2021〕1号", published_on=date.fromisoformat(on))  # fmt: skip


def norm_content(levels: list[str] | None = None, theory_total: int = 100) -> dict:
    levels = levels or LEVELS
    table = {"职业道德": 10, "专业知识": theory_total - 10}
    return {
        "overview": {"职业定义": "演示内容"},
        "basic": {"ethics": ["演示守则"], "knowledge": ["演示知识"]},
        "work": {level: [{"function": "准备", "tasks": [{"content": "检查", "skills": ["能检查"]}]}] for level in levels},
        "weights": {"theory": dict.fromkeys(levels, table), "skill": {level: {"操作": 100} for level in levels}},
        "technical_rules": [{"name": "演示技术规程", "number": "DEMO/T 1—2021"}],
    }


def special_content(name: str) -> dict:
    return {"name": name, "definition": "演示", "conditions": "达到法定劳动年龄",
            "modules": [{"name": "制作", "weight": 60}, {"name": "成品", "weight": 40}],
            "technical_rules": [{"name": "演示技术规程"}]}  # fmt: skip


def bank_content() -> dict:
    return {"item_count": 1200, "content_sha256": SHA}


def national_standard(pair: tuple[str, str] = WEAVER, on: str = "2019-01-01") -> Standard:
    return Standard.objects.create(kind="national", occupation_code=pair[0], occupation_name=pair[1], levels=LEVELS,
                                   published_on=date.fromisoformat(on), document_number="演示颁布文")  # fmt: skip


def applied_norm(day: str = "2021-07-01", *, key_project: KeyProject | None = None, who=None, kind="industry_norm",
                 pair=PRINTER) -> DevelopmentProject:  # fmt: skip
    applicant, user = who or body("industry" if kind == "industry_norm" else "employer",
                                  "320000" if kind == "industry_norm" else "320500")  # fmt: skip
    return apply_for_development(
        actor=user, at=at(day), applicant=applicant, kind=kind, action="develop", occupation_code=pair[0],
        occupation_name=pair[1], levels=LEVELS, key_project=key_project,
    )  # fmt: skip


def applied_bank(day: str = "2021-07-01", *, who=None, key_project=None, pair=WEAVER) -> DevelopmentProject:
    applicant, user = who or registered_third_party()
    return apply_for_development(
        actor=user, at=at(day), applicant=applicant, kind="item_bank", action="develop", occupation_code=pair[0],
        occupation_name=pair[1], levels=LEVELS, key_project=key_project,
    )  # fmt: skip


def member(project: DevelopmentProject) -> User:
    return project.applicant.memberships.get().user


def centre(project: DevelopmentProject, step: str) -> User:
    """The centre whose step it is."""
    from liangcai.apps.resources.permissions import role_for

    role = role_for(project, step)
    return account(role, "320000" if role == "province_centre" else project.applicant.region_code[:4] + "00")


def developing(project: DevelopmentProject, day: str = "2021-07-05") -> DevelopmentProject:
    project = accept_application(actor=centre(project, "intake"), at=at(day), project=project)
    return select_developer(actor=centre(project, "selection"), at=at(day), project=project,
                            reasons={"研发能力": "演示理由"})  # fmt: skip


def drafted(project: DevelopmentProject, day: str = "2021-07-20", content: dict | None = None) -> DevelopmentProject:
    project = developing(project)
    if project.kind in ("item_bank", "special_ability"):
        sign_pledge(actor=member(project), at=at(day), project=project, person_name="演示开发员", duty="题库开发",
                    signed_on=date.fromisoformat(day))  # fmt: skip
    made = content or {"item_bank": bank_content(), "special_ability": special_content(project.occupation_name)}.get(
        project.kind, norm_content())  # fmt: skip
    submit_draft(actor=member(project), at=at(day), project=project, content=made)
    project.refresh_from_db()
    return project


def submitted(project: DevelopmentProject, day: str = "2021-07-25", content: dict | None = None) -> DevelopmentProject:
    project = drafted(project, content=content)
    return submit_for_review(actor=member(project), at=at(day), project=project)


def reviewing(project: DevelopmentProject, day: str = "2021-08-02") -> Review:
    project = submitted(project)
    review = convene_review(actor=centre(project, "review"), at=at("2021-07-28"), project=project,
                            held_on=date.fromisoformat(day), experts=experts(), **BEACON)  # fmt: skip
    if project.kind in ("item_bank", "special_ability"):
        for opinion in review.opinions.select_related("expert"):
            sign_pledge(actor=centre(project, "review"), at=at("2021-07-28"), project=project,
                        person_name=opinion.expert.holder_name, duty="评审", signed_on=date(2021, 7, 28))  # fmt: skip
    return review


def vote(review: Review, verdicts: list[str]) -> None:
    for opinion, verdict in zip(review.opinions.select_related("expert__user").order_by("pk"), verdicts, strict=False):
        give_opinion(actor=opinion.expert.user, at=at(review.held_on), review=review, expert=opinion.expert,
                     verdict=verdict, text="演示意见")  # fmt: skip


def concluded(project: DevelopmentProject, verdicts: list[str] | None = None, day: str = "2021-08-02") -> Review:
    review = reviewing(project, day)
    vote(review, verdicts or ["pass"] * 5)
    return conclude_review(actor=centre(project, "review"), at=at(review.held_on), review=review)


def passed(project: DevelopmentProject, day: str = "2021-08-02") -> DevelopmentProject:
    return concluded(project, day=day).project


def published(project: DevelopmentProject, on: str = "2021-08-10", **extra):
    project = passed(project)
    return publish_resource(actor=province(), at=at(on), project=project, document_number="演示发〔2021〕8号",
                            published_on=date.fromisoformat(on), **extra)  # fmt: skip


def days(number: int) -> timedelta:
    return timedelta(days=number)
