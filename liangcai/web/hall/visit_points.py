"""What an inspector looks at on a visit, and the form that records it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

VISIT_POINTS = {
    "signs": _("考场标识与考场安排张贴"),
    "numbered": _("座位、工位编号"),
    "recorded": _("现场监控或录像"),
    "identity": _("考生身份核验"),
    "panel": _("考评人员与派遣名单一致"),
    "sealed": _("试卷启封与封存手续"),
}


class VisitForm(forms.Form):
    finding = forms.CharField(label=_("检查结果"), widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("没有问题也要写明"))  # fmt: skip

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for key, label in VISIT_POINTS.items():
            self.fields[key] = forms.BooleanField(label=label, required=False)
        self.order_fields(self.field_order or [*VISIT_POINTS, "finding"])


def checklist_words(checklist: dict[str, Any]) -> str:
    """A key that is no point of the form is a label of its own: paper lists come in with their own words."""
    return "；".join(f"{VISIT_POINTS.get(key, key)}{'✓' if good else '✗'}" for key, good in checklist.items()) or "—"
