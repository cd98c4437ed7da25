"""Checking 5,000 registration rows from Excel, against the floor: openpyxl only loading the same workbook.

Reads the workbook, checks identity numbers, ages, duplicates, clashes and application conditions as the import does;
the database is an embedded one in a temporary folder. Run: python benchmarks/bench_registrations.py [--rows 5000]
"""

from __future__ import annotations

import argparse
import io
import os
import random
import time
from datetime import UTC, date, datetime

import django
from openpyxl import load_workbook

TARGET_CPU_SECONDS = 5.0


def workbook_of(rows: int) -> bytes:
    from liangcai.apps.registrations.workbook import fill_template
    from liangcai.cli.demonstration.generated import candidates

    people = candidates(1, rows, random.Random(1))
    for n, person in enumerate(people):
        person |= {"phone": f"199{n:08d}", "work_since": "2010-01-01", "education": "大专", "related_major": "是"}
        if n % 20 == 0:  # professionals, decided by the career rules as well
            person |= {"title": "中级", "title_series": "工程", "title_on": f"201{n % 10}-03-01", "employer_kind": "企业",
                       "in_jiangsu": "是", "technical_post": "是"}  # fmt: skip
    return fill_template(people)


def plan():
    from liangcai.apps.exams.models import ExamPlan, ExamSession
    from liangcai.apps.organizations.models import Body, Filing
    from liangcai.apps.resources.models import Standard

    body = Body.objects.create(name="演示机构", kind="third_party", uscc="DEMO", region_code="320100")
    filing = Filing.objects.create(body=body, kind="skill_level", state="confirmed", region_code="320100")
    standard = Standard.objects.create(kind="national", occupation_code="6-31-01-10", occupation_name="演示工", levels=["四级"],
                                       published_on=date(2020, 1, 1))  # fmt: skip
    made = ExamPlan.objects.create(plan_number="P1", body=body, filing=filing, kind="skill_level", occupation_code="6-31-01-10",
                                   occupation_name="演示工", level="四级", standard=standard, region_code="320100", state="open",
                                   registration_closes_on=date(2027, 1, 1), capacity=9999)  # fmt: skip
    ExamSession.objects.create(plan=made, subject="theory", starts_at=datetime(2027, 2, 1, tzinfo=UTC), minutes=90)
    return made


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=5000)
    rows = arguments.parse_args().rows
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "liangcai.config.settings.test"
    django.setup()
    from django.core.management import call_command

    from liangcai.apps.registrations.row_checks import check_rows
    from liangcai.apps.registrations.workbook import read_rows

    call_command("migrate", verbosity=0)
    data, held = workbook_of(rows), plan()
    started = time.process_time()
    load_workbook(io.BytesIO(data))
    floor = time.process_time() - started
    started = time.process_time()
    found, faults = read_rows(data)
    entrants, errors = check_rows(found, held, date(2026, 6, 1))
    ours = time.process_time() - started
    print(f"{rows} rows: {len(entrants)} good, {len(errors) + len(faults)} faults")
    print(f"ours {ours:.2f} CPU-s   openpyxl, load only {floor:.2f} CPU-s   ratio {ours / floor:.2f}")
    print(f"target {TARGET_CPU_SECONDS} CPU-s for 5,000: {'met' if ours * 5000 / rows <= TARGET_CPU_SECONDS else 'MISSED'}")


if __name__ == "__main__":
    main()
