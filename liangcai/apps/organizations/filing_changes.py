"""What a renewal or change alters against the filing it follows, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liangcai.apps.organizations.filing_form import LISTS, PART_A, PART_B
from liangcai.apps.organizations.models import Filing

LEVEL_FORM = {"contact": "联系人及电话", "note": "说明"}


def changes_between(old: Filing, new: Filing) -> list[tuple[str, str, str]]:
    """(field, before, now) for everything that differs; an empty text stands for nothing."""
    before, now = _as_words(old), _as_words(new)
    return [(label, before.get(label, ""), now.get(label, "")) for label in dict.fromkeys((*before, *now))
            if before.get(label, "") != now.get(label, "")]  # fmt: skip


def _as_words(filing: Filing) -> dict[str, str]:
    form = filing.form
    words = {label: str(form.get(key) or "") for key, label in {**PART_A, **PART_B, **LEVEL_FORM}.items()}
    words |= {label: _entries(form.get(key)) for key, label in LISTS.items()}
    words |= {f"管理制度：{name}": str(file or "") for name, file in (form.get("management_rules") or {}).items()}
    words["备案范围"] = "；".join(sorted(
        f"{s.occupation_code} {s.occupation_name}{s.level}（{s.places}）".strip() for s in filing.scopes.all()
    ))  # fmt: skip
    words["材料"] = "；".join(sorted(d.name for d in filing.documents.all()))
    return words


def _entries(entries: Any) -> str:
    return "；".join(" ".join(str(v) for v in e.values()) if isinstance(e, Mapping) else str(e) for e in entries or ())
