"""One report a bank: ready or not, and what is to be done; on the screen and as PDF."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liangcai.apps.item_bank.models import Bank
from liangcai.apps.item_quality.coverage import coverage
from liangcai.apps.item_quality.readiness import READY, TODO, UNKNOWN, Readiness, readiness
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.typesetting import bank_readiness
from liangcai.engines.typesetting.bank_readiness import BankReadiness, ReadinessLine, ScopeCoverage
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import pdf_response
from liangcai.web.vault.views.quality.frame import frame
from liangcai.web.vault.watermarks import print_watermark

TONES = {READY: "success", TODO: "danger", UNKNOWN: "warning"}
WAYS = {"审定与启用": "vault_bank", "机器检查": "vault_findings", "鉴定要素细目表": "vault_bank", "鉴定点试题数": "vault_coverage",
        "重要程度比例": "vault_findings", "近似题": "vault_pairs", "试题统计": "vault_statistics"}  # fmt: skip


def state_words(state: str) -> str:
    return {READY: _("合格"), TODO: _("待办"), UNKNOWN: _("待查")}[state]


def conclusion_words(report: Readiness) -> str:
    return {READY: _("就绪，可以组卷"), TODO: _("未就绪，有待办事项"), UNKNOWN: _("依据不足，尚不能判断")}[report.state]


@audience(CUSTODIAN)
def vault_readiness(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    report = readiness(bank, timezone.localdate())
    lines = [(line, state_words(line.state), TONES[line.state],
              reverse(WAYS[line.area], args=(bank.public_id,)) if line.area in WAYS else reverse("vault_papers"))
             for line in report.lines]  # fmt: skip
    context = frame(request, bank, _("就绪报告"), "vault_readiness", report=report, lines=lines, tone=TONES[report.state],
                    conclusion=conclusion_words(report), on=timezone.localdate())  # fmt: skip
    return render(request, "vault/pages/quality/readiness.html", context)


@audience(CUSTODIAN)
def vault_readiness_pdf(request: HttpRequest, public_id: str) -> HttpResponseBase:
    bank, on = get_object_or_404(Bank, public_id=public_id), timezone.localdate()
    pdf = bank_readiness.render(printed(bank, readiness(bank, on), on), watermark=print_watermark())
    return pdf_response(pdf, f"题库就绪报告-{bank}-{on}.pdf")


def printed(bank: Bank, report: Readiness, on: date) -> BankReadiness:
    return BankReadiness(
        bank=str(bank), on=on, items_in_use=report.items_in_use, conclusion=conclusion_words(report),
        lines=tuple(ReadinessLine(line.area, state_words(line.state), line.words, line.source) for line in report.lines),
        todo=tuple(f"{line.area}：{words}" for line in report.lines for words in line.todo),
        coverage=tuple(ScopeCoverage(row.scope, row.name, row.points, row.bare, row.items, row.needed)
                       for row in coverage(bank, setting_on("items_per_point", on)).rows),
    )  # fmt: skip
