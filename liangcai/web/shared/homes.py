"""The page a role sees first: what waits, and the way to everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from liangcai.web.shared.access import (
    ADMINISTRATOR,
    ANYONE_SIGNED_IN,
    CANDIDATE,
    CENTRE,
    EXAMINER,
    EXPERT,
    ORGANIZATION,
    SUPERVISOR,
    View,
    audience,
)
from liangcai.web.shared.navigation import home_of
from liangcai.web.shared.waiting import waiting_tiles


def role_home(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/role_home.html", {"title": _("工作台"), "tiles": waiting_tiles(request.user)})


def home_for(roles: frozenset[str]) -> View:
    return audience(roles)(role_home)


centre_home = home_for(CENTRE)
organization_home = home_for(ORGANIZATION)
candidate_home = home_for(CANDIDATE)
expert_home = home_for(EXPERT)
supervisor_home = home_for(SUPERVISOR)
examiner_home = home_for(EXAMINER)
administrator_home = home_for(ADMINISTRATOR)
anyone_home = home_for(ANYONE_SIGNED_IN)


@audience(ANYONE_SIGNED_IN)
def desk(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the role's own page."""
    return redirect(home_of(request.user))
