"""The audit log, for the audit administrator alone: who did what to which thing, and when. The page shows the
beginning of long facts and says actions in words, exports hold all as it was written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.audit.models import Entry
from liangcai.apps.audit.selectors import actions_logged, entries
from liangcai.kernel import canonical_json
from liangcai.web.shared.access import audience
from liangcai.web.shared.action_words import action_word
from liangcai.web.shared.tables import ChoiceFilter, Column, DayFilter, Table, table_page


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def since(found: QuerySet[Entry], day: date) -> QuerySet[Entry]:
    return found.filter(at__gte=midnight(day))


def until(found: QuerySet[Entry], day: date) -> QuerySet[Entry]:
    return found.filter(at__lt=midnight(day) + timedelta(days=1))


def facts_of(entry: Entry) -> str:
    return canonical_json.encode(entry.facts).decode()


class LedgerTable(Table):
    name = "ledger"
    title = _("审计日志")
    columns = (
        Column("sequence", _("序号"), sort="sequence", numeric=True),
        Column("at", _("时间"), sort="sequence"),
        Column("actor", _("操作人"), sort="actor"),
        Column("action", _("操作"), show=lambda e: action_word(e.action), sort="action"),
        Column("subject", _("对象")),
        Column("facts", _("内容"), facts_of, show=lambda e: Truncator(facts_of(e)).chars(300)),
    )
    search = ("actor", "subject")
    search_label = _("操作人或对象")
    filters = (
        ChoiceFilter("action", _("操作"), lambda: [(name, action_word(name)) for name in actions_logged()]),
        DayFilter("from", _("起始日期"), since),
        DayFilter("to", _("截止日期"), until),
    )
    page_size = 50


@audience(frozenset({Role.AUDIT_ADMIN}))
def ledger(request: HttpRequest) -> HttpResponseBase:
    return table_page(request, LedgerTable(entries()))
