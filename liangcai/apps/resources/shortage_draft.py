"""The next list, consolidated from demands and from what earlier lists still lack; and how two lists differ."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from liangcai.apps.catalogue.models import Occupation
from liangcai.apps.resources.enums import StandardKind
from liangcai.apps.resources.models import Demand, ItemBankRecord, ShortageEntry, ShortageList, Standard
from liangcai.apps.resources.states import GONE


@dataclass(frozen=True, slots=True)
class Row:
    """An occupation with what it lacks; `urgency` is the highest that anyone gave."""

    occupation_code: str
    occupation_name: str
    green: bool = False
    needs_standard: bool = False
    needs_bank: bool = False
    urgency: int = 0
    note: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)


def consolidated(year: int) -> list[Row]:
    """One row an occupation, most urgent first. Left out: what has been built since, and what an earlier batch of
    the same year already lists."""
    rows: dict[str, Row] = {}
    listed = set(ShortageEntry.objects.filter(list__year=year).values_list("occupation_code", flat=True))
    green = set(Occupation.objects.filter(green=True).values_list("code", flat=True))
    for entry in ShortageEntry.objects.filter(list__year__lt=year).order_by("list__year"):
        row = Row(entry.occupation_code, entry.occupation_name, entry.green, note=f"{year - 1} 年及以前目录未解决")
        rows[entry.occupation_code] = replace(row, needs_standard=entry.needs_standard, needs_bank=entry.needs_bank)
    for demand in Demand.objects.filter(year=year):
        row = rows.get(demand.occupation_code) or Row(demand.occupation_code, demand.occupation_name)
        field = f"needs_{demand.target}"
        rows[demand.occupation_code] = replace(
            row, **{field: True}, urgency=max(row.urgency, demand.urgency), green=demand.occupation_code in green
        )
    still = (_without_built(row) for code, row in rows.items() if code not in listed)
    return sorted((r for r in still if r.needs_standard or r.needs_bank), key=lambda r: (-r.urgency, r.occupation_code))


def _without_built(row: Row) -> Row:
    has_standard = row.needs_standard and Standard.objects.filter(
        occupation_code=row.occupation_code, kind__in=(StandardKind.NATIONAL, StandardKind.INDUSTRY)
    ).exclude(state__in=GONE).exists()  # fmt: skip
    has_bank = row.needs_bank and ItemBankRecord.objects.filter(
        occupation_code=row.occupation_code, kind="skill_level", state="in_force"
    ).exists()  # fmt: skip
    return replace(row, needs_standard=row.needs_standard and not has_standard,
                   needs_bank=row.needs_bank and not has_bank)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: added, gone or changed; `was` and `now` say what is lacked, in words."""

    kind: str
    occupation_code: str
    occupation_name: str
    was: str
    now: str


def compared(newer: ShortageList, older: ShortageList) -> list[Change]:
    """What a draft adds to, drops from and changes in an earlier list."""
    new, old = ({e.occupation_code: e for e in one.entries.all()} for one in (newer, older))
    changes = []
    for code in sorted(new.keys() | old.keys()):
        was, now = needs_words(old.get(code)), needs_words(new.get(code))
        if was != now:
            kind = "added" if not was else "gone" if not now else "changed"
            changes.append(Change(kind, code, (new.get(code) or old[code]).occupation_name, was, now))
    return changes


def needs_words(entry: ShortageEntry | Row | None) -> str:
    if entry is None:
        return ""
    return "、".join(w for w, needed in (("评价标准", entry.needs_standard), ("评价题库", entry.needs_bank)) if needed)
