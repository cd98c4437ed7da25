"""Who takes part: accounts, bodies and cards, with passwords made afresh for each run."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CITY, COUNTY = "320100", "320106"
ZONE = ZoneInfo("Asia/Shanghai")

# site, account, role, name, region
PEOPLE = [
    ("hall", "demo-province", "province_centre", "江苏省中心（演示）", "320000"),
    ("hall", "demo-city", "city_centre", "南京市中心（演示）", CITY),
    ("hall", "demo-city-2", "city_centre", "南京市中心第二人（演示）", CITY),
    ("hall", "demo-county", "county_centre", "鼓楼区（演示）", COUNTY),
    ("hall", "demo-association", "body", "行业协会经办人（演示）", ""),
    ("hall", "demo-body", "body", "专项考核机构经办人（演示）", ""),
    ("hall", "demo-supervisor", "supervisor", "演示督导员", CITY),
    ("hall", "demo-expert", "expert", "演示专家01", ""),
    ("hall", "demo-candidate", "candidate", "演示考生001", ""),
    ("hall", "demo-audit", "audit_admin", "审计管理员（演示）", "320000"),
    ("hall", "demo-system", "system_admin", "系统管理员（演示）", "320000"),
    ("vault", "demo-custodian-1", "custodian", "演示题库管理员甲", ""),
    ("vault", "demo-custodian-2", "custodian", "演示题库管理员乙", ""),
    ("vault", "demo-custodian-3", "custodian", "演示题库管理员丙", ""),
    ("vault", "demo-security", "security_admin", "安全管理员（演示）", ""),
    ("vault", "demo-item-writer", "item_writer", "演示命题员", ""),
    ("vault", "demo-reviewer-1", "item_reviewer", "演示审题员甲", ""),
    ("vault", "demo-reviewer-2", "item_reviewer", "演示审题员乙", ""),
    ("vault", "demo-reviewer-3", "item_reviewer", "演示审题员丙", ""),
    ("vault", "demo-system-vault", "system_admin", "系统管理员（演示）", ""),
    ("room", "demo-proctor", "invigilator", "演示主考", ""),
    ("room", "demo-proctor-2", "invigilator", "演示监考员乙", ""),
    ("room", "demo-assessor", "assessor", "演示现场考评员甲", ""),
    ("room", "demo-assessor-2", "assessor", "演示现场考评员乙", ""),
    ("room", "demo-assessor-3", "assessor", "演示现场考评员丙", ""),
    ("room", "demo-system-room", "system_admin", "系统管理员（演示）", ""),
]  # fmt: skip


@dataclass
class World:
    """What the steps share: the folder, the chance, the accounts by site and name, and what has been made."""

    folder: Path
    chance: random.Random
    candidates: int
    watermark: str = "演示 · 不作为凭证"
    users: dict[str, Any] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    def keep(self, name: str, data: bytes | str) -> Path:
        """Leave a document for the reader."""
        file = self.folder / "demo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def create_accounts(world: World, site: str, at: datetime) -> None:
    from liangcai.apps.accounts.actions.create_account import create_account

    for where, username, role, name, region in PEOPLE:
        if where == site:
            password = f"Demo-{secrets.token_hex(8)}"
            world.passwords[f"{site} {username}"] = password
            world.users[username] = create_account(
                actor="system", at=at, username=username, role=role, display_name=name, region_code=region,
                password=password,
            )  # fmt: skip


def register_people(world: World, at: datetime) -> None:
    """Bodies with their staff accounts, and the registers of experts, assessors, supervisors and invigilators."""
    from liangcai.apps.organizations.actions.add_member import add_member
    from liangcai.apps.organizations.actions.register_body import register_body
    from liangcai.apps.organizations.actions.register_staff_card import register_staff_card
    from liangcai.cli.demonstration.generated import uscc

    u = world.users
    for key, name, kind, n, region, account in (
        ("association", "江苏省纺织工业协会（演示）", "third_party", 1, CITY, "demo-association"),
        ("body", "演示专项考核机构", "special_ability", 2, COUNTY, "demo-body"),
    ):
        body = register_body(actor=u["demo-province"], at=at, name=name, kind=kind, uscc=uscc(n), region_code=region,
                             is_demonstration=True)  # fmt: skip
        add_member(actor=u["demo-province"], at=at, body=body, user=u[account])
        world.made[key] = body
    scope = ["织布工", "纺织面料成分检测"]
    cards: dict[str, list[Any]] = {}
    for kind, label, count, users in (
        ("expert", "专家", 9, {1: "demo-expert"}), ("assessor", "考评员", 6, {}), ("lead_assessor", "考评组长", 2, {}),
        ("supervisor", "督导员", 4, {1: "demo-supervisor"}), ("invigilator", "监考员", max(6, 4 * -(-world.candidates // 60)), {}),
    ):  # fmt: skip
        cards[kind] = [
            register_staff_card(
                actor=u["demo-city"], at=at, number=f"演示-{label}-{n:02d}", holder_name=f"演示{label}{n:02d}", kind=kind,
                scope=scope if "assessor" in kind else [], employer=f"演示单位{n % 4}", region_code=CITY,
                valid_from=date(2021, 1, 1), valid_to=date(2030, 12, 31), is_demonstration=True,
                user=u[users[n]] if n in users else None,
            ) for n in range(1, count + 1)
        ]  # fmt: skip
    world.made["cards"] = cards


def exchange_keys(world: World, at: datetime) -> None:
    """Each site learns the others' public keys, as custodians carry them over in practice."""
    from liangcai.apps.accounts.actions.trust_keys import trust_keys
    from liangcai.apps.station import signing
    from liangcai.apps.station.sites import SITES, at_site

    rings = {}
    for site in SITES:
        with at_site(site):
            for purpose in (signing.PACKAGE, signing.RECEIVER):
                signing.station_key(purpose, on=at.date(), owner=f"{site}（演示）")
            rings[site] = dict(signing.published_keys())
    for site in SITES:
        with at_site(site):
            others = [k for other, ring in rings.items() if other != site for k in ring.values()]
            trust_keys(actor="system", at=at, keys=others)
    world.made["keys"] = {site: {k.split("-")[1]: v for k, v in ring.items()} for site, ring in rings.items()}
