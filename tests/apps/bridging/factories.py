"""Named situations of bridging. All names are generated for tests and hold no real person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.actions.check_evidence import check_evidence
from liangcai.apps.bridging.actions.decide_application import decide_application
from liangcai.apps.bridging.actions.submit_application import submit_application
from liangcai.apps.bridging.models import Application
from liangcai.apps.organizations.models import Body, Filing, FilingScope, Membership

WELDER = "6-31-01-10"
_number = count(1)


def at(day: str = "2022-06-30") -> datetime:
    found = date.fromisoformat(day)
    return datetime(found.year, found.month, found.day, 1, tzinfo=UTC)


def account(role: str, region: str = "") -> User:
    n = next(_number)
    return User.objects.create(username=f"{role}{n}", role=role, region_code=region, display_name=f"演示人员{n:03d}")


def candidate() -> User:
    return account("candidate")


def province() -> User:
    return account("province_centre", "320000")


def city(region: str = "320500") -> User:
    return account("city_centre", region)


def body(region: str = "320500") -> tuple[Body, User]:
    n = next(_number)
    made = Body.objects.create(name=f"演示单位{n:03d}", kind="employer", uscc=f"DEMO{n:014d}", region_code=region)
    user = account("body", region)
    Membership.objects.create(body=made, user=user)
    return made, user


def filed_body(level: str = "二级") -> tuple[Body, User]:
    made, user = body()
    filing = Filing.objects.create(body=made, kind="skill_level", state="confirmed", region_code="320500",
                                   valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1))  # fmt: skip
    FilingScope.objects.create(filing=filing, occupation_code=WELDER, occupation_name="电焊工", level=level)
    return made, user


def work() -> dict:
    return {"province": "32", "employer": "enterprise", "front_line": True, "technical_post": True,
            "occupation": WELDER}  # fmt: skip


def expert_facts() -> dict:
    """Directly 一级 by the province (003-034)."""
    return {"work": work(), "skills": [{"level": "三级", "kind": "level", "occupation": WELDER,
            "obtained_on": "2018-05-01"}], "honours": [{"name": "全国技术能手"}]}  # fmt: skip


def city_facts() -> dict:
    """An honour whose level city or county sets (003-035)."""
    return {**expert_facts(), "honours": [{"name": "演示市技术能手"}], "competitions": []}


def title_facts(obtained_on: str = "2019-05-01") -> dict:
    """三级 with two years of work: 助理级 (001-019)."""
    return {
        "work": work(),
        "skills": [{"level": "二级", "kind": "level", "occupation": WELDER, "obtained_on": obtained_on}],
        "skill_work": [{"from": "2010-01-01", "to": None}], "titles": [], "honours": [], "competitions": [],
        "appraisals": [{"year": y, "result": "合格"} for y in range(2018, 2023)],
        "access_qualified": True, "access_controlled": False, "basic_conditions_met": True,
    }  # fmt: skip


def file(fact: str, content: str = "", **more) -> dict:
    words = content or f"{fact} {next(_number)}"
    return {"fact": fact, "name": f"{fact}.pdf", "content": b"%PDF-1.7 " + words.encode(), **more}


def files(facts: dict) -> list[dict]:
    return [file(key) for key in ("skills", "titles", "skill_work", "appraisals", "honours", "competitions")
            if facts.get(key)]  # fmt: skip


def submitted(**changes) -> Application:
    made = {"actor": None, "at": at(), "target": "direct_recognition", "outcome": "一级", "facts": expert_facts(),
            "region_code": "320505"} | changes  # fmt: skip
    made["actor"] = made["actor"] or candidate()
    made["body"] = made.get("body") or body()[0]
    made.setdefault("evidence", files(made["facts"]))
    return submit_application(**made)


def checker(application: Application) -> User:
    return application.body.memberships.get().user


def checked(application: Application | None = None, good: bool = True, **changes) -> Application:
    application = application or submitted(**changes)
    return check_evidence(actor=checker(application), at=at("2022-07-01"), application=application,
                          checks={one.public_id: (good, "" if good else "与原件不符") for one in
                                  application.evidence.all()})  # fmt: skip


def granted(number: str = "", **changes) -> Application:
    return decide_application(actor=province(), at=at("2022-07-10"), application=checked(**changes), granted=True,
                              words="符合", result_number=number)  # fmt: skip
