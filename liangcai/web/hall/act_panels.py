"""Acts on one thing, shown as panels of its page: a form each, sent to the page's own address with `act=<key>`.

    ACTS = (Act("accept", _("受理"), run=accept, when=lambda user, project: …, form=NoteForm),)

    panels = act_panels(request, ACTS, project)
    if panels.done: return redirect(request.path)

What was typed stays in the form when the act is refused, and the refusal stands above it with its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import DateInput, Form
from django.http import HttpRequest
from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors
from liangcai.web.shared.downloads import as_link


class NoFields(Form):
    """An act that needs nothing but the button."""


class DayInput(DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@dataclass(frozen=True)
class Act:
    """`run(user, at, thing, cleaned)` calls one action and returns the message; `when` says whether to offer it.
    `form` is a form class, or a function of the thing that returns one."""

    key: str
    label: Any
    run: Callable[[User, datetime, Any, dict[str, Any]], Any]
    when: Callable[[User, Any], bool] = lambda user, thing: True
    form: type[Form] | Callable[[Any], type[Form]] = NoFields
    warning: Any = ""


@dataclass(frozen=True)
class Panel:
    act: Act
    form: Form
    refused: Refused | None = None

    @property
    def open(self) -> bool:
        return self.form.is_bound


@dataclass(frozen=True)
class Panels:
    panels: tuple[Panel, ...]
    done: bool = False
    status: int = 200

    def __iter__(self):
        return iter(self.panels)

    def __bool__(self) -> bool:
        return bool(self.panels)


def act_panels(request: HttpRequest, acts: Sequence[Act], thing: Any) -> Panels:
    """The panels of the acts offered; a POST runs the one it names. An act that is not offered is refused by the
    action itself, which knows why: so it is tried as well."""
    chosen = request.POST.get("act", "") if request.method == "POST" else ""
    if chosen and chosen not in {act.key for act in acts}:
        raise BadInput("unknown_act", f"没有“{chosen[:40]}”这项操作。", where="act")
    panels, status = [], 200
    for act in acts:
        if act.key == chosen:
            panel, done, status = perform(request, act, thing)
            if done:
                return Panels((), True)
            panels.append(panel)
        elif act.when(request.user, thing):
            panels.append(Panel(act, form_class(act, thing)(prefix=act.key)))
    return Panels(tuple(panels), False, status)


def perform(request: HttpRequest, act: Act, thing: Any) -> tuple[Panel, bool, int]:
    form = form_class(act, thing)(request.POST, request.FILES, prefix=act.key)
    if not form.is_valid():
        return Panel(act, form), False, 422
    try:
        message = act.run(request.user, timezone.now(), thing, form.cleaned_data)
    except NotPermitted:
        raise
    except Refused as no:
        return Panel(act, form, no), False, 422 if isinstance(no, BadInput) else 409
    messages.success(request, str(message))
    return Panel(act, form), True, 200


def form_class(act: Act, thing: Any) -> type[Form]:
    return act.form if isinstance(act.form, type) else act.form(thing)


def marked_workbook(panels: Panels, with_errors: Callable[[bytes, Sequence[Any]], bytes]) -> str:
    """The field `workbook` of the act that was refused row by row, each fault a comment in its cell, inside the page
    itself; empty where no act was. `with_errors(data, errors)` writes the comments."""
    for panel in panels:
        if isinstance(panel.refused, RowErrors):
            return as_link(with_errors(panel.form.cleaned_data["workbook"], panel.refused.errors))
    return ""
