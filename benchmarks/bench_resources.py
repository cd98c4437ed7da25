"""Pages of technical resources with 10,000 projects and 200,000 log entries, against the bare SQL they need.

    DJANGO_SETTINGS_MODULE=liangcai.config.settings.test python benchmarks/bench_resources.py [projects]

Prints the median milliseconds of each page (rendered, one core), of its bare SQL (the statements the page sends,
sent again without Django), and the ratio; then a promulgation with 500 dependants.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangcai.config.settings.test")
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

ROUNDS = 9
PAGES = ("/centre/year-board/?year=2023", "/centre/projects/", "/centre/projects/?state=developing",
         "/centre/projects/?mark=late", "/centre/projects/?q=演示&page=40", "/centre/key-projects/", "/centre/resources/",
         "/centre/resources/banks/", "/centre/shortage-lists/")  # fmt: skip


def world(projects: int) -> None:
    from liangcai.apps.audit.models import Entry
    from liangcai.apps.catalogue.models import Occupation, Region
    from liangcai.apps.organizations.models import Body
    from liangcai.apps.resources.models import DevelopmentProject, ItemBankRecord, KeyProject, Standard

    Region.objects.bulk_create(Region(code=f"32{n:02d}00", name=f"演示市{n}", kind="city", source="演示") for n in range(1, 14))
    Body.objects.bulk_create(Body(name=f"演示单位{i:04d}", kind="industry", uscc=f"DEMO{i:014d}",
                                  region_code=f"32{1 + i % 13:02d}00") for i in range(400))  # fmt: skip
    bodies = list(Body.objects.all())
    keys = KeyProject.objects.bulk_create(
        KeyProject(year=2021 + i % 5, batch=1 + i // 200, number=i, name=f"演示重点项目{i}", unit_name=bodies[i % 400].name,
                   occupation_code="6-04-03-03", occupation_name="演示职业", target=("standard", "bank")[i % 2],
                   listed_on=date(2021 + i % 5, 6, 30)) for i in range(500))  # fmt: skip
    states = ("applied", "accepted", "developing", "submitted", "reviewing", "revising", "passed", "published", "failed",
              "stopped")  # fmt: skip
    DevelopmentProject.objects.bulk_create((
        DevelopmentProject(
            kind=("industry_norm", "item_bank")[i % 2], occupation_code=f"6-{i % 30:02d}-03-03", occupation_name=f"演示职业{i % 700}",
            applicant=bodies[i % 400], key_project=keys[i % 500] if i % 3 else None, state=states[i % 10],
            region_code="320000", applied_at=datetime(2021 + i % 5, 1 + i % 12, 3, tzinfo=UTC),
            deadline_on=date(2021 + i % 5, 9, 30) if i % 3 else None,
            passed_on=date(2021 + i % 5, 1 + i % 12, 9) if states[i % 10] in ("passed", "published") else None,
            admissibility={"priority": i % 4 == 0, "intake": "province_centre"},
        ) for i in range(projects)), batch_size=1000)  # fmt: skip
    Entry.objects.bulk_create((
        Entry(sequence=1_000_000 + i, at=datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=i), actor="demo", action="demo",
              subject=f"resources.DevelopmentProject:{i % projects}", facts={}, previous="0" * 64, hash=f"{i:064d}")
        for i in range(20 * projects)), batch_size=2000)  # fmt: skip
    Occupation.objects.create(code="6-04-03-03", name="演示职业", edition="2015", source="演示")
    norms = Standard.objects.bulk_create(
        Standard(kind="enterprise", occupation_code="6-04-03-03", occupation_name="演示职业", owner=bodies[i],
                 published_on=date(2021, 1, 1)) for i in range(250))  # fmt: skip
    ItemBankRecord.objects.bulk_create(
        ItemBankRecord(kind="skill_level", occupation_code="6-04-03-03", occupation_name="演示职业", standard=norms[i],
                       published_on=date(2021, 2, 1)) for i in range(250))  # fmt: skip


def milliseconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return median(times)


def compare(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    queries = len(captured)
    statements = [query["sql"] for query in captured if query["sql"].lstrip("( ").upper().startswith("SELECT")]

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.replace("%", "%%"), [])
                cursor.fetchall()

    ours, sql = milliseconds(lambda: client.get(address).content), milliseconds(bare)
    print(f"{address:42} {ours:8.1f} ms  bare SQL {sql:8.1f} ms  ratio {ours / sql:5.1f}  {queries:2d} queries")


def main() -> None:
    from liangcai.apps.accounts.models import User
    from liangcai.apps.resources.actions.promulgate_national_standard import promulgate_national_standard

    projects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    call_command("migrate", verbosity=0)
    world(projects)
    user = User.objects.create(username="bench", role="province_centre", region_code="320000", display_name="演示")
    client = Client()
    client.force_login(user)
    print(f"{connection.vendor}, {projects} projects, {20 * projects} log entries, median of {ROUNDS}")
    for address in PAGES:
        compare(client, address)
    start = time.perf_counter()
    done = promulgate_national_standard(
        actor=user, at=datetime(2023, 9, 1, 1, tzinfo=UTC), occupation_code="6-04-03-03", occupation_name="演示职业",
        levels=["五级"], document_number="演示", promulgated_on=date(2023, 9, 1),
    )  # fmt: skip
    dependants = len(done.lapsed) + len(done.banks) + len(done.stopped)
    print(f"promulgation with {dependants} dependants: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
