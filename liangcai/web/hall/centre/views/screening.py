"""Career rules over a whole table: counts by rule, city, series and outcome, and the files. Nothing is kept."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.catalogue.selectors import cities, policy
from liangcai.engines.rules.bulk_files import Screening, expected, screen
from liangcai.engines.rules.career import career_view
from liangcai.engines.rules.facts import TARGETS
from liangcai.engines.rules.table import FILE_COLUMNS
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.act_panels import DayInput
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import bytes_response

PAGE = "hall/centre/pages/screening.html"
KINDS = (".csv", ".xlsx", ".parquet")
TARGET_WORDS = {"title_review": _("职称评审"), "skill_evaluation": _("技能评价"), "direct_recognition": _("直接认定"),
                "authority_recognition": _("由机关确定等级")}  # fmt: skip
MOST_SHOWN = 50


class ScreeningForm(forms.Form):
    table = forms.FileField(label=_("人员表"), help_text=_("CSV、XLSX 或 Parquet，一人一行；列名见下"))
    on = forms.DateField(label=_("判定日"), widget=DayInput(), required=False, help_text=_("不填即今天"))
    accept_valid = forms.BooleanField(label=_("有误的行列出，其余照判"), required=False)

    def clean_table(self) -> Any:
        if Path(self.cleaned_data["table"].name).suffix.lower() not in KINDS:
            raise forms.ValidationError(_("须为 CSV、XLSX 或 Parquet 文件。"))
        return self.cleaned_data["table"]


@audience(CENTRE)
def screening(request: HttpRequest) -> HttpResponseBase:
    """The counts as a page, or (`files`) the outcomes and those one step away as one archive."""
    sent = request.method == "POST"
    form = ScreeningForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {
        "title": say("批量测算"), "form": form, "columns": [(c, expected(c)) for c in FILE_COLUMNS],
        "subtitle": say("与单人判定同一套规则；文件只用于这次计算，不保存"),
    }  # fmt: skip
    if not (sent and form.is_valid()):
        return render(request, PAGE, context, status=422 if sent else 200)
    with tempfile.TemporaryDirectory() as folder:
        try:
            found, on = run(form.cleaned_data, Path(folder))
        except BadInput as no:
            no.where = ""  # the place of the temporary file says nothing to the officer
            no.facts["errors"] = no.facts.get("errors", [])[:MOST_SHOWN]
            return render(request, PAGE, context | {"refused": no}, status=422)
        if "files" in request.POST:
            return bytes_response(archive(Path(folder)), f"批量测算-{on}.zip", "application/zip")
    counted = counts(found, on)
    return render(request, PAGE, context | {"found": found, "on": on, "counted": counted, "refused": None,
                                            "bad_rows": found.refused[:MOST_SHOWN]})  # fmt: skip


def run(given: dict[str, Any], folder: Path) -> tuple[Screening, Any]:
    on = given["on"] or timezone.localdate()
    source = folder / f"in{Path(given['table'].name).suffix.lower()}"
    with source.open("wb") as out:
        for chunk in given["table"].chunks():
            out.write(chunk)
    view = career_view(policy(), on)
    found = screen(source, folder / "outcomes.parquet", view, accept_valid=given["accept_valid"],
                   near=folder / "one_step_away.csv")  # fmt: skip
    return found, on


def archive(folder: Path) -> bytes:
    """Outcomes as Parquet and CSV, and those one condition away."""
    pl.scan_parquet(folder / "outcomes.parquet").sink_csv(folder / "outcomes.csv", include_bom=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for name in ("outcomes.csv", "outcomes.parquet", "one_step_away.csv"):
            files.write(folder / name, name)
    return out.getvalue()


def counts(found: Screening, on: Any) -> dict[str, Any]:
    """Tables for the page: (heading, columns, rows)."""
    tally, names = found.counts, dict(cities())
    targets = [name for name in TARGETS if name != "exemption"]
    rules = {clause.rule.id: clause.rule for clause in career_view(policy(), on).clauses}
    return {
        "outcomes": [(TARGET_WORDS[name], sorted(tally.outcome.get(name, {}).items(), key=lambda pair: -pair[1]))
                     for name in targets],
        "groups": [(heading, [TARGET_WORDS[name] for name in targets], [
            (words.get(key[:4], key) if words else key, row["persons"], [row[name] for name in targets])
            for key, row in sorted(held.items())]) for heading, held, words in (
                (_("按城市"), tally.city, names), (_("按职称系列"), tally.series, None))],
        "rules": [(rules[key], n["true"], n["unknown"]) for key, n in tally.rule.items() if n["true"] or n["unknown"]],
    }  # fmt: skip
