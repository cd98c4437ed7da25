"""The embedded database is set up to lose nothing and starve nobody."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.db import connection

from liangcai.config.database_url import database
from liangcai.kernel.refusals import BadInput


def test_the_settings_say_full_wal_and_immediate():
    options = database(None, Path("x.sqlite3"))["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"] and "journal_mode=WAL" in options["init_command"]


@pytest.mark.django_db
def test_the_running_connection_really_has_them():
    with connection.cursor() as cursor:
        values = {p: cursor.execute(f"PRAGMA {p}").fetchone()[0] for p in ("synchronous", "foreign_keys")}
    assert values == {"synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_another_kind_of_address_is_bad_input(url):
    with pytest.raises(BadInput):
        database(url, Path("x"))


def test_a_postgresql_address_is_read_with_its_escapes():
    found = database("postgresql://user:p%40ss@db:5433/liang%20cai", Path("x"))
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "user", "p@ss", "db", "5433", "liang cai")  # fmt: skip


def test_writers_killed_at_any_moment_lose_no_acknowledged_row_and_leave_no_lock(tmp_path):
    """Processes write and are killed; every row they acknowledged is there, and the next writer gets its turn."""
    worker = textwrap.dedent(
        """
        import sys, django
        from django.conf import settings
        from pathlib import Path
        from liangcai.config.database_url import database
        settings.configure(DATABASES={"default": database(None, Path(sys.argv[1]))}, INSTALLED_APPS=[])
        django.setup()
        from django.db import connection, transaction
        n = int(sys.argv[2])
        while True:
            with transaction.atomic(), connection.cursor() as c:
                c.execute("insert into answers values (%s, (select count(*) from answers where writer = %s))", [n, n])
                count = c.execute("select count(*) from answers where writer = %s", [n]).fetchone()[0]
            print(count, flush=True)
        """
    )
    import sqlite3
    import time

    file = tmp_path / "answers.sqlite3"
    with sqlite3.connect(file) as setup:
        setup.execute("create table answers (writer int, number int, unique (writer, number))")
    writers = [subprocess.Popen([sys.executable, "-c", worker, str(file), str(n)], stdout=subprocess.PIPE, text=True)
               for n in range(3)]  # fmt: skip
    with sqlite3.connect(file, timeout=30) as watch:
        for _ in range(600):  # a busy machine takes its time to start three interpreters
            counts = [n for (n,) in watch.execute("select count(*) from answers group by writer")]
            if len(counts) == 3 and min(counts) >= 20:
                break
            time.sleep(0.1)
    acknowledged = {}
    for n, writer in enumerate(writers):
        writer.kill()
        lines = writer.communicate()[0].split("\n")
        acknowledged[n] = int(lines[-2]) if len(lines) > 1 else 0
    with sqlite3.connect(file) as check:
        stored = dict(check.execute("select writer, count(*) from answers group by writer"))
        assert check.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert min(acknowledged.values()) > 0, "every writer gets its turn"
    assert all(stored[n] >= acknowledged[n] for n in acknowledged)
