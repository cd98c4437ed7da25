"""Components that every page shares. They are built in: no `{% load %}` needed.

    {% status_badge state label %}            {% status_badge state label tone="warning" %}
    {% due_clock due_on start=listed_on done=passed_on today=today %}
    {% timeline events %}                      events: [{"at", "label", "by", "note", "tone"}]
    {% definitions pairs %}                    pairs: [(label, value)], values may be safe HTML
    {% empty_state title text url label %}     {% error_state message hint %}
    {% refusal refused %}                      a Refused, wherever a page shows one inside itself
    {% citation_link citation %}               a Citation, a Source or a stored {"document", "article"}
    {% progress_line value maximum label %}
    {% stat_tiles tiles %}                     tiles: [{"label", "value", "url", "note", "tone"}]
    {% form_fields form %}  {% form_field form.name %}  {% form_buttons label back_url %}
    {% confirm_form preview=pairs label=… back_url=… %}   a POST form with what will happen
    {% data_table table %}                     see liangcai.web.shared.tables
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.forms import BaseForm
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liangcai.kernel.citations import Citation
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.clock import clock
from liangcai.web.shared.policy_links import citation_url
from liangcai.web.shared.words import words

register = template.Library()

TONES: dict[str, str] = {
    **dict.fromkeys(("in_force", "approved", "confirmed", "passed", "pass", "published", "accepted", "done", "issued",
                     "valid", "completed", "finished"), "success"),
    **dict.fromkeys(("submitted", "under_review", "reviewing", "in_progress", "developing", "open", "sealed",
                     "planned", "assigned"), "info"),
    **dict.fromkeys(("suspended", "to_be_revised", "returned", "revise", "supplement", "doubtful", "late"), "warning"),
    **dict.fromkeys(("refused", "rejected", "failed", "fail", "lapsed", "revoked", "overdue", "cancelled"), "danger"),
}  # fmt: skip


@register.simple_tag
def status_badge(state: Any, label: Any = "", tone: str = "") -> SafeString:
    """A state with its label; the tone follows from the state unless given (info success warning danger)."""
    known = tone or TONES.get(str(state), "")
    return format_html('<span class="badge-state{}">{}</span>', f" tone-{known}" if known else "", label or state)


@register.simple_tag
def due_clock(due: date | None, start: date | None = None, done: date | None = None,
              today: date | None = None) -> SafeString:  # fmt: skip
    """The deadline with the days left or overdue."""
    if due is None:
        return format_html('<span class="soft">{}</span>', _("未设期限"))
    now = clock(due, today or timezone.localdate(), start, done)
    words = '<span class="clock"><time datetime="{0}">{0}</time> <span class="badge-state tone-{1}">{2}</span></span>'
    return format_html(words, due.isoformat(), now.tone, now.label)


@register.inclusion_tag("shared/components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"events": events}


READABLE = (date, bool, list, tuple)  # written as lists write them; everything else is a template's business


@register.inclusion_tag("shared/components/definitions.html")
def definitions(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    return {"pairs": [(label, words(value) if isinstance(value, READABLE) else value) for label, value in pairs]}


@register.inclusion_tag("shared/components/empty_state.html")
def empty_state(title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("shared/components/error_state.html")
def error_state(message: Any, hint: Any = "") -> dict[str, Any]:
    return {"message": message, "hint": hint}


FACT_LABELS = {
    "found": "现有", "needed": "需要", "available": "可用", "short": "缺少", "state": "当前状态", "possible": "可转为",
    "region": "事项辖区", "yours": "您的辖区", "row": "行", "field": "栏目", "expected": "应为", "errors": "问题",
}  # fmt: skip


@register.inclusion_tag("shared/components/refusal.html")
def refusal(refused: Refused) -> dict[str, Any]:
    facts = {key: value for key, value in refused.facts.items() if key != "errors" and key in FACT_LABELS}
    return {
        "refused": refused,
        "facts": [(FACT_LABELS[key], value) for key, value in facts.items()],
        "errors": refused.facts.get("errors", []),
    }


@register.simple_tag
def citation_link(citation: Citation | Mapping[str, str] | Any) -> SafeString | str:
    """The citation in words, leading to its article where this site has that page."""
    if not citation:
        return ""
    words = f"{citation.get('document', '')} {citation.get('article', '')}" if isinstance(citation, Mapping) else (
        citation if isinstance(citation, Citation) else f"{citation.document} {citation.article}")
    url = citation_url(citation)
    return format_html('<a class="citation" href="{}">{}</a>', url, words) if url else str(words)


@register.inclusion_tag("shared/components/progress_line.html")
def progress_line(value: float, maximum: float, label: Any = "") -> dict[str, Any]:
    return {"value": value, "maximum": maximum, "label": label or f"{value} / {maximum}"}


@register.inclusion_tag("shared/components/stat_tiles.html")
def stat_tiles(tiles: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"tiles": tiles}


@register.inclusion_tag("shared/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field with its label, mark, help and errors, after a summary that leads to each fault."""
    return {"form": form}


@register.inclusion_tag("shared/components/form_field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    widget = field.field.widget
    if getattr(field.field, "empty_label", None) == BLANK_CHOICE_DASH[0][1]:
        field.field.empty_label = _("请选择")
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    checkbox = isinstance(widget, CheckboxInput)
    style = "form-check-input" if checkbox else "" if grouped else (
        "form-select" if isinstance(widget, Select) else "form-control")
    described = " ".join(
        name for name, there in ((f"{field.id_for_label}_help", field.help_text),
                                 (f"{field.id_for_label}_error", field.errors)) if there)
    extra: dict[str, str | bool] = {"class": f"{widget.attrs.get('class', '')} {style}".strip()}
    if described and not grouped:
        extra["aria-describedby"] = described
    return {"field": field, "control": field.as_widget(attrs=extra), "grouped": grouped, "checkbox": checkbox,
            "file": isinstance(widget, FileInput)}  # fmt: skip


@register.inclusion_tag("shared/components/form_buttons.html")
def form_buttons(label: Any = "", back_url: str = "") -> dict[str, Any]:
    return {"label": label, "back_url": back_url}


@register.inclusion_tag("shared/components/confirm_form.html", takes_context=True)
def confirm_form(context: template.Context, preview: Iterable[tuple[Any, Any]] = (), label: Any = "",
                 back_url: str = "", warning: Any = "", form: BaseForm | None = None) -> dict[str, Any]:  # fmt: skip
    """What an act will do, and the button that does it: a POST to the same address with `confirmed=yes`."""
    return {"preview": preview, "label": label, "back_url": back_url, "warning": warning, "form": form,
            "csrf_token": context.get("csrf_token")}  # fmt: skip


@register.inclusion_tag("shared/components/data_table.html", takes_context=True)
def data_table(context: template.Context, table: Any) -> dict[str, Any]:
    return {"table": table, "request": context.get("request")}
