"""A file of evidence, added by the candidate or the body."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.registrations.actions.attach_evidence import attach_evidence
from liangcai.apps.registrations.models import Registration
from liangcai.engines.rules.application import LABELS


class EvidenceForm(forms.Form):
    fact = forms.ChoiceField(label=_("证明事项"), choices=[(key, words) for key, words in LABELS.items() if key != "rule_set"])
    file = forms.FileField(label=_("文件"), help_text=_("PDF、JPEG 或 PNG，不超过 10 MB"))


def run_evidence(user: Any, at: Any, row: Registration, given: dict[str, Any]) -> Any:
    attach_evidence(actor=user, at=at, registration=row, fact=given["fact"], name=given["file"].name,
                    data=given["file"].read())  # fmt: skip
    return now_in("材料已上传，审核人员可以看到。")
