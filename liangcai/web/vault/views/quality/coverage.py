"""The heat map: scopes × types or difficulties, each cell a way into the list behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.coverage import LEVELS, CoverageCell, CoverageRow, coverage
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import BadInput
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.vault.views.quality.frame import frame

BY = ("type", "difficulty")
PLENTY = 4  # papers without a common item: as dark as it gets


@audience(CUSTODIAN)
def vault_coverage(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    level, by = request.GET.get("level", "2"), request.GET.get("by", "type")
    if level not in map(str, LEVELS) or by not in BY:
        raise BadInput("coverage", _("覆盖图只有二级、三级鉴定范围，按题型或难度。"), where="level, by")
    per_point = setting_on("items_per_point", timezone.localdate())
    found = coverage(bank, per_point, int(level), by)
    address, list_address = request.path, reverse("vault_items")
    choices = [(label, f"{address}?{urlencode({'level': n, 'by': kind})}", str(n) == level and kind == by)
               for n, kind, label in ((2, "type", _("二级范围 × 题型")), (3, "type", _("三级范围 × 题型")),
                                      (2, "difficulty", _("二级范围 × 难度")), (3, "difficulty", _("三级范围 × 难度")))]  # fmt: skip
    rows = [(row, [shown(cell, row, bank, list_address, by) for cell in row.cells], total(row),
             f"{list_address}?{urlencode({'bank': bank.pk, 'state': 'in_use', 'q': row.scope})}") for row in found.rows]  # fmt: skip
    context = frame(
        request, bank, _("覆盖"), "vault_coverage", rows=rows, columns=[label for _value, label in found.columns], choices=choices,
        per_point=per_point, has_table=bool(bank.scope_table.get("points")), by=by,
        bare=sum(row.bare for row in found.rows), points=sum(row.points for row in found.rows),
    )  # fmt: skip
    return render(request, "vault/pages/quality/coverage.html", context)


def shown(cell: CoverageCell, row: CoverageRow, bank: Bank, address: str, by: str) -> dict[str, Any]:
    """A cell's number, colour and the list behind it. Asked for and short is red; asked for and there is the greener
    the more papers it fills; not asked for is grey by how much lies there."""
    query = {"bank": bank.pk, "state": "in_use", "q": row.scope} | ({"type": cell.column} if by == "type" else {})
    if cell.needed:
        tone = "short" if cell.papers == 0 else f"fills-{min(cell.papers or 0, PLENTY)}"
        words = _("在用 %(items)d 题，每卷需 %(needed)d 题，可组互不重题的 %(papers)d 卷") % {
            "items": cell.items, "needed": cell.needed, "papers": cell.papers}  # fmt: skip
    else:
        tone = "unasked" if cell.items else "none"
        words = _("在用 %(items)d 题，方案未要求") % {"items": cell.items}
    return {"items": cell.items, "needed": cell.needed, "tone": tone, "words": words, "url": f"{address}?{urlencode(query)}"}


def total(row: CoverageRow) -> dict[str, Any]:
    """The row's items against what its points need."""
    share = row.items / row.needed if row.needed else 0.0
    tone = "none" if not row.needed else "short" if row.bare or not row.items else "fills-1" if share < 1 else "fills-3"
    return {"percent": min(100, round(100 * share)), "tone": tone}
