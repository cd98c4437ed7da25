"""An application's page and its files, alike for every audience; each names its own acts and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from liangcai.apps.accounts.models import User
from liangcai.apps.bridging.selectors import application_for
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.application_words import PAGE, page_of
from liangcai.web.shared.downloads import file_response


def application_page(
    request: HttpRequest, public_id: UUID, acts: Sequence[Act], *, evidence_url: str, crumb: tuple[Any, str]
) -> HttpResponse:
    """`crumb`: label and url name of the list it came from."""
    actor: User = request.user  # type: ignore[assignment]
    found = application_for(actor, public_id)
    panels = act_panels(request, acts, found)
    if panels.done:
        return redirect(request.path)
    context = page_of(found, evidence_url) | {"breadcrumbs": [(crumb[0], reverse(crumb[1]))], "panels": panels}
    return render(request, PAGE, context, status=panels.status)


def evidence_file(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    actor: User = request.user  # type: ignore[assignment]
    one = get_object_or_404(application_for(actor, public_id).evidence, public_id=evidence_id)
    return file_response(one.file, one.name)
