"""Machine checks of a bank: run, list, one finding with its item, set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.actions.dismiss_finding import dismiss_finding
from liangcai.apps.item_quality.actions.record_check_run import record_check_run
from liangcai.apps.item_quality.engine_io import bank_state, check_in_steps, live_items, words_of
from liangcai.apps.item_quality.models import CheckFinding, Dismissal
from liangcai.apps.item_quality.selectors import findings_of, is_current, latest_check
from liangcai.engines.item_files import CHECKS, check_item
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.streaming import growing_page
from liangcai.web.vault.views.quality.frame import frame, shown_item

GRADES = [("must", gettext_lazy("必须修改")), ("advice", gettext_lazy("建议"))]
STATES = [("open", gettext_lazy("待处理")), ("dismissed", gettext_lazy("已排除"))]


def grade(finding: CheckFinding) -> Any:
    return _("必须修改") if finding.must else _("建议")


class FindingsTable(Table):
    """`key` opens the items of the page, so that what is found can be said in full."""

    name = "findings"
    title = gettext_lazy("机器检查")
    columns = (
        Column("subject", gettext_lazy("试题（鉴定点）"), sort="subject",
               link=lambda f: reverse("vault_finding", args=(f.run.bank.public_id, f.pk))),
        Column("code", gettext_lazy("检查项"), lambda f: CHECKS[f.code].name, sort="code"),
        Column("must", gettext_lazy("程度"), grade, sort="must",
               show=lambda f: status_badge("must", grade(f), tone="danger" if f.must else "warning")),
        Column("words", gettext_lazy("发现"), lambda f: getattr(f, "said", "") or f.words or CHECKS[f.code].why),
        Column("state", gettext_lazy("处理"), lambda f: _("已排除") if f.dismissed else _("待处理"),
               show=lambda f: status_badge("state", _("已排除") if f.dismissed else _("待处理"))),
    )  # fmt: skip
    search = ("subject",)
    filters = (
        ChoiceFilter("code", gettext_lazy("检查项"), [(code, check.name) for code, check in CHECKS.items()]),
        ChoiceFilter("grade", gettext_lazy("程度"), GRADES, apply=lambda rows, value: rows.filter(must=value == "must")),
        ChoiceFilter("state", gettext_lazy("处理"), STATES, apply=lambda rows, value: rows.filter(dismissed=value == "dismissed")),
    )  # fmt: skip
    order = ("-must", "subject")
    empty = gettext_lazy("没有发现")

    def __init__(self, queryset: Any, key: bytes | None) -> None:
        super().__init__(queryset.select_related("run__bank"))
        self.key = key

    @property
    def lines(self) -> Iterator[list[tuple[Column, Any]]]:
        rows = self.page.object_list
        if self.key:
            items = {i.pk: words_of(i, self.key) for i in Item.objects.filter(pk__in={f.item_id for f in rows if f.item_id})}
            for row in rows:
                row.said = items.get(row.item_id, {}).get(row.code, "")
        return super().lines


class DismissalForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("排除理由"), max_length=200)


@audience(CUSTODIAN)
def vault_findings(request: HttpRequest, public_id: str) -> HttpResponseBase:
    bank, opened = get_object_or_404(Bank, public_id=public_id), opened_bank(request)
    run = latest_check(bank)
    counts = sorted(run.counts.items(), key=lambda pair: (not CHECKS[pair[0]].must, -pair[1])) if run else []
    address = reverse("vault_findings", args=(bank.public_id,))
    context = frame(
        request, bank, _("机器检查"), "vault_findings", run=run, current=bool(run and is_current(run, bank)),
        tiles=[{"label": CHECKS[code].name, "value": n, "url": f"{address}?code={code}&state=open",
                "tone": "danger" if CHECKS[code].must else "warning"} for code, n in counts],
    )  # fmt: skip
    return table_page(request, FindingsTable(findings_of(bank), opened and opened.key), "vault/pages/quality/findings.html", context)


@audience(CUSTODIAN)
@require_POST
def vault_check(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Runs the checks over the whole bank on a page that shows how far they are."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    at, state, items = timezone.now(), bank_state(bank), live_items(bank).count()
    address = reverse("vault_findings", args=(bank.public_id,)) + "?state=open"

    def keep(found: Any) -> str:
        run = record_check_run(actor=request.user, at=at, bank=bank, found=found, items=items, bank_state=state)
        words = _("检查 %(items)d 题，待处理 %(n)d 项。") % {"items": items, "n": sum(run.counts.values())}
        return format_html('<div class="notice notice-success">{}</div><a class="btn btn-primary" href="{}">{}</a>',
                           words, address, _("查看结果"))  # fmt: skip

    steps = check_in_steps(bank, opened.key, timezone.localdate(at))
    return growing_page(request, frame(request, bank, _("正在检查"), "vault_findings"), steps, keep)


@audience(CUSTODIAN)
def vault_finding(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A finding with its item, why it is looked for, and the form that sets it aside."""
    bank, opened = get_object_or_404(Bank, public_id=public_id), opened_bank(request)
    finding = get_object_or_404(findings_of(bank).select_related("run__bank"), pk=number)
    form, refused = DismissalForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_finding(actor=request.user, at=timezone.now(), finding=finding, reason=form.cleaned_data["reason"])
            messages.success(request, _("已排除并记录理由；该题此版次不再提示。"))
            return redirect(reverse("vault_findings", args=(bank.public_id,)) + "?state=open")
        except Refused as no:
            refused = no
    shown = shown_item(request, finding.item, opened) if finding.item else {}
    said = [f.words for f in check_item(shown["parsed"]) if f.code == finding.code] if "parsed" in shown else [finding.words]
    others = [f for f in findings_of(bank).select_related("run__bank").filter(item=finding.item) if f.pk != finding.pk] if finding.item else []
    context = frame(
        request, bank, f"{finding.subject} · {CHECKS[finding.code].name}", "vault_findings", finding=finding, form=form,
        check=CHECKS[finding.code], shown=shown, said="".join(said), refused=refused,
        others=[(CHECKS[f.code].name, reverse("vault_finding", args=(bank.public_id, f.pk)), f.dismissed) for f in others],
        dismissal=Dismissal.objects.select_related("by").filter(
            bank=bank, subject=finding.subject, code=finding.code, version=finding.version).first(),
    )  # fmt: skip
    status = status_of(refused) if refused else 422 if form.errors else 200
    response = render(request, "vault/pages/quality/finding.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
