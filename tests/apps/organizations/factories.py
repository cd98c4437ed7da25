"""Named situations of bodies, filings and cards. All names are generated for tests and hold no real person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.models import Entry
from liangcai.apps.organizations.actions.confirm_filing import confirm_filing
from liangcai.apps.organizations.actions.draft_filing import draft_filing
from liangcai.apps.organizations.actions.pass_on_filing import pass_on_filing
from liangcai.apps.organizations.actions.record_department_opinion import record_department_opinion
from liangcai.apps.organizations.actions.submit_filing import submit_filing
from liangcai.apps.organizations.filing_form import COMMITMENTS, LISTS, MANAGEMENT_RULES, PART_A, PART_B
from liangcai.apps.organizations.models import Body, Filing, Membership, StaffCard

PROVINCE, CITY, COUNTY, OTHER_CITY, OTHER_COUNTY = "320000", "320100", "320106", "320500", "320505"
PROJECT = "纺织面料成分检测"
SCOPE = {"occupation_name": PROJECT, "places": 30}
PICTURES = [{"kind": "venue_picture", "name": "考场.jpg"}, {"kind": "equipment_picture", "name": "设备.jpg"}]
VALID_FROM, VALID_TO = date(2021, 9, 10), date(2024, 9, 9)
_number = count(1)


def at(day: date | str, hour: int = 9) -> datetime:
    """An instant of that day, by the clock of China."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)


def account(role: str, region: str = "", name: str = "") -> User:
    number = next(_number)
    return User.objects.create(username=f"user{number}", role=role, region_code=region,
                               display_name=name or f"演示人员{number:03d}")  # fmt: skip


def province() -> User:
    return account("province_centre", PROVINCE)


def city(region: str = CITY) -> User:
    return account("city_centre", region)


def county(region: str = COUNTY) -> User:
    return account("county_centre", region)


def body(kind: str = "special_ability", region: str = COUNTY, name: str = "") -> Body:
    number = next(_number)
    made = Body.objects.create(name=name or f"演示机构{number:03d}", kind=kind, uscc=f"DEMO{number:014d}",
                               region_code=region, is_demonstration=True)  # fmt: skip
    Membership.objects.create(user=account("body"), body=made)
    return made


def worker(body: Body) -> User:
    return body.memberships.select_related("user").first().user


def complete_form() -> dict[str, Any]:
    return {
        **{key: f"演示{label}" for key, label in {**PART_A, **PART_B}.items()},
        **{key: [{"name": f"演示{label}", "count": 30}] for key, label in LISTS.items()},
        "management_rules": {name: f"{name}.pdf" for name in MANAGEMENT_RULES},
        "commitments": dict.fromkeys(COMMITMENTS, True),
    }


def drafted(owner: Body | None = None, form: dict[str, Any] | None = None, pictures=PICTURES, scope=SCOPE,
            kind: str = "special_ability") -> Filing:  # fmt: skip
    owner = owner or body()
    return draft_filing(actor=worker(owner), at=at("2021-09-06"), body=owner, kind=kind,
                        form=complete_form() if form is None else form, scopes=[scope], documents=pictures)  # fmt: skip


def submitted(owner: Body | None = None, **more: Any) -> Filing:
    filing = drafted(owner, **more)
    return submit_filing(actor=worker(filing.body), at=at("2021-09-06", 10), filing=filing)


def passed_on(owner: Body | None = None) -> Filing:
    filing = submitted(owner)
    return pass_on_filing(actor=county(filing.region_code), at=at("2021-09-07"), filing=filing)


def with_opinion(filing: Filing | None = None) -> Filing:
    filing = filing or passed_on()
    return record_department_opinion(actor=county(filing.region_code), at=at("2021-09-08"), filing=filing, opinion="同意",
                                     given_on=date(2021, 9, 8))  # fmt: skip


def confirmed(owner: Body | None = None, valid_from: date = VALID_FROM, valid_to: date = VALID_TO, **more: Any) -> Filing:
    filing = with_opinion(submitted(owner, **more))
    return confirm_filing(actor=city(filing.region_code[:4] + "00"), at=at("2021-09-10"), filing=filing, opinion="予以备案",
                          filing_number=f"备{filing.pk}", valid_from=valid_from, valid_to=valid_to)  # fmt: skip


def card(kind: str = "assessor", *, scope=(PROJECT,), employer: str = "", valid_to: date = date(2030, 12, 31),
         region: str = CITY, user: User | None = None, valid_from: date = date(2020, 1, 1)) -> StaffCard:  # fmt: skip
    number = next(_number)
    return StaffCard.objects.create(number=f"演示{number:05d}", holder_name=f"演示人员{number:03d}", kind=kind,
                                    scope=list(scope), employer=employer, region_code=region, valid_from=valid_from,
                                    valid_to=valid_to, user=user)  # fmt: skip


def entries(action: str) -> int:
    return Entry.objects.filter(action=action).count()
