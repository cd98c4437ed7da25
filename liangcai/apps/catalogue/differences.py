"""What would change if the files were applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liangcai.apps.catalogue.reference_files import Table


@dataclass(frozen=True)
class Difference:
    """One row: `kind` is added, changed or removed; `before` and `after` hold only the fields that differ."""

    table: str
    key: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]


def differences(table: Table) -> list[Difference]:
    """Added, changed and removed rows of one official list, in the files' order."""
    fields = list(table.rows[0]) if table.rows else list(table.key)
    stored = {tuple(r[k] for k in table.key): r for r in table.model._default_manager.values(*fields)}
    label = str(table.model._meta.verbose_name)
    found: list[Difference] = []
    for row in table.rows:
        key = tuple(row[k] for k in table.key)
        old = stored.pop(key, None)
        if old is None:
            found.append(Difference(label, _text(key), "added", {}, row))
        elif old != row:
            changed = [f for f in fields if old[f] != row[f]]
            found.append(
                Difference(label, _text(key), "changed", {f: old[f] for f in changed}, {f: row[f] for f in changed})
            )
    found += [Difference(label, _text(key), "removed", old, {}) for key, old in stored.items()]
    return found


def _text(key: tuple[Any, ...]) -> str:
    return " ".join(map(str, key))
