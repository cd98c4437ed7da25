"""What waits for whom. An audience's web module registers a question; the role's home page asks it.

    waiting_for(CENTRE, _("待审报名批次"), "centre_batches", count=lambda user: batches_to_review(user).count(),
                query="?state=submitted", urgent=lambda user: overdue_batches(user).count())

`count(user)` and `urgent(user)` are selectors limited to what the user may see, one query each. A question
whose page this site does not have is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liangcai.apps.accounts.models import User
from liangcai.web.shared.navigation import address

Count = Callable[[User], int]


@dataclass(frozen=True, slots=True)
class Question:
    roles: frozenset[str]
    label: Any
    url_name: str
    count: Count
    query: str
    urgent: Count | None


_questions: dict[tuple[frozenset[str], str, str], Question] = {}


def waiting_for(roles: Iterable[str], label: Any, url_name: str, count: Count, query: str = "",
                urgent: Count | None = None) -> None:  # fmt: skip
    """Registers (or replaces) one question of the home pages of these roles."""
    held = frozenset(roles)
    _questions[(held, url_name, query)] = Question(held, label, url_name, count, query, urgent)


def waiting_tiles(user: User) -> list[dict[str, Any]]:
    """Tiles for `{% stat_tiles %}`: what waits for this user, in the order of registration."""
    return [tile_of(question, url, user) for question in _questions.values()
            if user.role in question.roles and (url := address(question.url_name))]  # fmt: skip


def tile_of(question: Question, url: str, user: User) -> dict[str, Any]:
    count = question.count(user)
    urgent = question.urgent(user) if question.urgent and count else 0
    return {
        "label": question.label,
        "value": count,
        "url": url + question.query,
        "tone": "danger" if urgent else "info" if count else "",
        "note": _("其中 %(urgent)d 项已到期或逾期") % {"urgent": urgent} if urgent else "",
    }
