"""What a changed dated value would do to a population, tried at the province.

A screen proposes a change only as a file; what is uploaded to try one is read once and kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules import comparison
from liangcai.engines.rules.career import career_view
from liangcai.engines.rules.policy import Policy, Source
from liangcai.engines.rules.proposal import Change, changeable, proposed_file, value_from_text, with_value
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.act_panels import DayInput
from liangcai.web.hall.centre.views.rules import documents
from liangcai.web.hall.centre.views.screening import TARGET_WORDS
from liangcai.web.hall.exam_forms import LimitedFileField
from liangcai.web.shared.access import audience
from liangcai.web.shared.downloads import CSV, bytes_response

PROVINCE = frozenset({Role.PROVINCE_CENTRE})
TOML = "application/toml; charset=utf-8"
MOST_ERRORS = 50
TARGET_LABELS = {**TARGET_WORDS, "exemption": _("免理论与论文答辩")}
KIND_LABELS = {"gain": _("得"), "lose": _("失"), "may_gain": _("可能得"), "may_lose": _("可能失")}


def value_choices() -> list[tuple[str, str]]:
    return [(value.name, f"{value.name}（{value.history[-1][1]}）") for value in changeable(policy())]


class ChangeForm(forms.Form):
    name = forms.ChoiceField(label=_("数值"), choices=value_choices)
    value = forms.CharField(label=_("新数值"), max_length=20)
    from_on = forms.DateField(label=_("自何日起"), widget=DayInput())
    document = forms.ChoiceField(label=_("依据文件"), choices=documents)
    article = forms.CharField(label=_("依据条款"), max_length=60)
    on = forms.DateField(label=_("判定日"), required=False, widget=DayInput(),
                         help_text=_("不填则为今天；改动日更晚的取改动日。"))  # fmt: skip
    persons = LimitedFileField(
        label=_("人员表"), required=False, validators=[FileExtensionValidator(["csv", "xlsx", "parquet"])],
        help_text=_(
            "CSV、XLSX 或 Parquet，10 MB 以内；更大的表用命令 liangcai rules compare。文件读完即弃，不保存。"),
    )  # fmt: skip
    accept_valid = forms.BooleanField(label=_("有误的行略过，其余照比"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.data.get("toml") and not given.get("persons") and "persons" not in self.errors:
            self.add_error("persons", _("请选择人员表。"))
        on, start = given.get("on"), given.get("from_on")
        if on and start and on < start:
            self.add_error("on", _("判定日不能早于改动日。"))
        return given


@audience(PROVINCE)
def rule_change(request: HttpRequest) -> HttpResponseBase:
    posted = request.method == "POST"
    form = ChangeForm(request.POST, request.FILES) if posted else ChangeForm(initial={"name": request.GET.get("name")})
    difference = refused = None
    if posted and form.is_valid():
        try:
            if request.POST.get("toml"):
                return changed_file(change_of(form.cleaned_data))
            difference = tried(form.cleaned_data)
            if request.POST.get("csv"):
                return bytes_response(difference["file"], say("变化人员.csv"), CSV)
        except Refused as no:
            refused = briefly(no, form.cleaned_data["persons"])
    status = 422 if refused or (posted and not form.is_valid()) else 200
    return render(request, "hall/centre/pages/policy_change.html", {
        "title": _("试算政策改动"), "form": form, "difference": difference, "refused": refused,
        "breadcrumbs": [(_("政策规则"), reverse("rule_pages"))],
    }, status=status)  # fmt: skip


def change_of(given: dict[str, Any]) -> Change:
    value = value_from_text(policy(), given["name"], given["value"])
    return Change(given["name"], given["from_on"], value, Source(given["document"], given["article"]))


def proposed(change: Change) -> Policy:
    return with_value(policy(), change.name, change.from_on, change.value, change.citation)


def changed_file(change: Change) -> HttpResponseBase:
    """The policy file with the step added, to be proposed; nothing is changed here."""
    career_view(proposed(change), change.from_on)  # refuses what the rules could not read
    where = policy().values[change.name].where
    path = Path(settings.POLICY_ROOT) / Path(where).relative_to(Path(settings.POLICY_ROOT).name)
    text = proposed_file(path.read_text(encoding="utf-8"), change)
    return bytes_response(text.encode(), path.name, TOML)


def tried(given: dict[str, Any]) -> dict[str, Any]:
    """The difference over the uploaded persons as the page shows it, and the file of changes."""
    change = change_of(given)
    day = given["on"] or max(timezone.localdate(), change.from_on)
    before, after = career_view(policy(), day), career_view(proposed(change), day)
    with TemporaryDirectory() as folder:
        source = Path(folder) / f"persons{Path(given['persons'].name).suffix.lower()}"
        out = Path(folder) / "changes.csv"
        keep(given["persons"], source)
        found = comparison.compare(source, before, after, out=out, accept_valid=given["accept_valid"])
        content = out.read_bytes()
    return {"on": day, "found": found, "file": content, **tables(found)}


def keep(upload: UploadedFile, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def tables(found: comparison.Comparison) -> dict[str, Any]:
    """Counts by kind in one order, with labels."""
    titles = {one.id: one.title for one in policy().rules}

    def lines(counts: dict[str, Counter[str]], label: Any) -> list[tuple[Any, list[int]]]:
        return [(label(name), [by[kind] for kind in comparison.KINDS]) for name, by in counts.items()]

    return {
        "tiles": [{"label": label, "value": found.persons[kind]} for kind, label in KIND_LABELS.items()],
        "counts": [
            (_("结果"), lines(found.target, lambda name: TARGET_LABELS[name])),
            (_("规则"), lines(found.rule, lambda name: f"{name} {titles.get(name, '')}")),
            (_("城市"), lines(found.city, str)),
        ],
        "moves": [(TARGET_LABELS[target], move, n) for target, moves in found.moves.items()
                  for move, n in moves.most_common()],
        "examples": [{**row, "target": TARGET_LABELS[row["target"]], "change": KIND_LABELS[row["change"]]}
                     for row in found.examples],
        "kinds": list(KIND_LABELS.values()),
    }  # fmt: skip


def briefly(refused: Refused, upload: UploadedFile | None) -> Refused:
    """Names the uploaded file, not where it lay; only the first bad cells are listed."""
    if upload and (refused.where or "").startswith(("/", "\\")):
        refused.where = upload.name or ""
    if "errors" in refused.facts:
        refused.facts = {**refused.facts, "errors": refused.facts["errors"][:MOST_ERRORS]}
    return refused
