"""The checks of `liangcai check`: each returns a name, whether it holds, and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models

from liangcai.apps.audit.models import Entry, Head
from liangcai.apps.audit.selectors import export_lines
from liangcai.engines.ledger.chain import verify_chain
from liangcai.engines.sealing.packages import inspect


def run_checks() -> list[dict[str, Any]]:
    checks: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("数据库", database),
        ("外键", foreign_keys),
        ("审计链", audit_chain),
        ("文件", files),
        ("密封包摘要", packages),
    ]
    found = []
    for name, check in checks:
        ok, detail = check()
        found.append({"name": name, "ok": ok, "detail": detail})
    return found


def database() -> tuple[bool, str]:
    if connection.vendor != "sqlite":
        return True, "PostgreSQL 由数据库自身校验"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answer = cursor.fetchone()[0]
    return answer == "ok", "完整" if answer == "ok" else str(answer)


def foreign_keys() -> tuple[bool, str]:
    if connection.vendor != "sqlite":
        return True, "由数据库约束保证"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchall()
    return not broken, "完整" if not broken else f"{len(broken)} 处悬空引用"


def audit_chain() -> tuple[bool, str]:
    """The chain follows, and its head is the newest entry (rows cut off at the end show here)."""
    report = verify_chain(export_lines())
    if not report.ok:
        return False, str(report.message)
    head = Head.objects.filter(pk=1).first()
    last = Entry.objects.order_by("-sequence").first()
    same = (head.sequence, head.hash) == (last.sequence, last.hash) if head and last else not (head and head.sequence)
    return same, f"{report.count} 条" if same else "末尾的记录与链首登记不符，可能被删去"


def files() -> tuple[bool, str]:
    """Every file that a row names is there."""
    total, missing = 0, []
    for name in stored_names():
        total += 1
        if not default_storage.exists(name):
            missing.append(name)
    return not missing, f"{total} 个" if not missing else f"缺 {len(missing)} 个：{missing[0]}"


def stored_names() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                rows = model._default_manager.exclude(**{field.name: ""})
                names = rows.values_list(field.name, flat=True).iterator()
                yield from (name for name in names if not name.startswith("discs/"))  # disc images are not backed up


def packages() -> tuple[bool, str]:
    """Sealed packages in store still have the digest that was entered when they were sealed."""
    total, wrong = 0, []
    for label, file, digest in (("papers.Dispatch", "package", "package_sha256"), ("marking.ResultPackage", "file", "sha256")):
        if not apps.is_installed(f"liangcai.apps.{label.split('.')[0]}"):
            continue
        for name, expected in apps.get_model(label)._default_manager.values_list(file, digest):
            total += 1
            if inspect(Path(default_storage.path(name))).digest != expected:
                wrong.append(name)
    return not wrong, f"{total} 个" if not wrong else f"{len(wrong)} 个摘要不符：{wrong[0]}"
