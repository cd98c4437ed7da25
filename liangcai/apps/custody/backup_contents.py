"""What a backup must hold: counted and named when it is made, compared when it is brought back.

Read with plain SQL from a copy of the database, so that a drill needs no second Django."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from liangcai.apps.custody.models import LedgerRow
from liangcai.engines.ledger.chain import ChainReport, verify_chain

AUDIT = "audit"


def contents_of(database: Path) -> dict[str, Any]:
    """{"tables": {name: rows}, "chains": {name: {"count", "head", "ok"}}} of a SQLite file."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'")]
        tables = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}
        reports = {AUDIT: verify_chain(audit_entries(copy))}
        reports |= {kind: verify_chain(ledger_entries(copy, kind)) for kind, _label in LedgerRow.KINDS}
        return {"tables": tables, "chains": {name: summary(report) for name, report in reports.items()}}


def summary(report: ChainReport) -> dict[str, Any]:
    return {"count": report.count, "head": report.head, "ok": report.ok}


def is_sound(database: Path) -> bool:
    """Whether SQLite finds the file whole and every reference kept."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return whole and not copy.execute("PRAGMA foreign_key_check").fetchall()


def audit_entries(copy: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    rows = copy.execute("SELECT sequence, at, actor, action, subject, facts, previous, hash FROM audit_entry ORDER BY sequence")
    for sequence, at, actor, action, subject, facts, previous, digest in rows:
        yield {"sequence": sequence, "at": moment(at), "actor": actor, "action": action, "subject": subject,
               "facts": json.loads(facts), "previous": previous, "hash": digest}  # fmt: skip


def ledger_entries(copy: sqlite3.Connection, kind: str) -> Iterator[dict[str, Any]]:
    rows = copy.execute("SELECT sequence, at, ended_at, persons, purpose, facts, previous, hash FROM custody_ledgerrow "
                        "WHERE kind = ? ORDER BY sequence", (kind,))  # fmt: skip
    for sequence, at, ended, persons, purpose, facts, previous, digest in rows:
        stored = json.loads(facts)
        actor = stored.pop("actor", "")
        yield {"sequence": sequence, "at": moment(at), "actor": actor, "action": kind, "subject": f"custody:{kind}",
               "facts": {"persons": json.loads(persons), "purpose": purpose, "ended_at": moment(ended) if ended else None, **stored},
               "previous": previous, "hash": digest}  # fmt: skip


def moment(stored: str) -> str:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).isoformat(timespec="microseconds")
