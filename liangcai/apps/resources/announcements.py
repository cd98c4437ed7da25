"""What was made public, newest first: lists, standards and norms, banks. A promulgation names what it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from liangcai.apps.resources.enums import StandardKind
from liangcai.apps.resources.models import ItemBankRecord, ShortageList, Standard
from liangcai.apps.resources.selectors import published_banks, published_lists, published_standards


@dataclass(frozen=True)
class Announcement:
    """`thing` is what the reader is led to; `kind` one of list, promulgation, standard, bank."""

    kind: str
    thing: ShortageList | Standard | ItemBankRecord
    title: str
    text: str
    on: date

    @property
    def public_id(self) -> UUID:
        return self.thing.public_id


def announcements(limit: int = 50) -> list[Announcement]:
    """The newest; what has no date cannot be placed and is left out. Three queries."""
    found = sorted([*_lists(limit), *_standards(limit), *_banks(limit)], key=lambda one: str(one.public_id))
    return sorted(found, key=lambda one: one.on, reverse=True)[:limit]


def _lists(limit: int) -> Iterator[Announcement]:
    for one in published_lists().exclude(published_on=None).order_by("-published_on")[:limit]:
        assert one.published_on is not None
        text = f"{one.document_number}，共 {len(one.entries.all())} 个职业"
        yield Announcement("list", one, f"发布{one}", text, one.published_on)


def _standards(limit: int) -> Iterator[Announcement]:
    newest = published_standards().annotate(ended_norms=Count("ended")).order_by("-published_on")[:limit]
    for one in newest:
        national = one.kind == StandardKind.NATIONAL
        parts = [one.document_number, one.owner.name if one.owner else "", "、".join(one.levels)]
        if one.ended_norms:
            parts.append(f"同时停止适用的标准（规范） {one.ended_norms} 部")
        yield Announcement("promulgation" if national else "standard", one, f"{'颁布' if national else '发布'}{one}",
                           "；".join(p for p in parts if p), one.published_on)  # fmt: skip


def _banks(limit: int) -> Iterator[Announcement]:
    for one in published_banks().order_by("-published_on")[:limit]:
        yield Announcement("bank", one, f"发布{one}", "；".join([f"依据{one.standard}", "、".join(one.levels)]).rstrip("；"),
                           one.published_on)  # fmt: skip
