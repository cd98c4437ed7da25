"""What the layout needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liangcai.apps.station.sites import current_site
from liangcai.web.shared.navigation import address, home_of, public_links, role_links

DESK_PAGES = ("/printing/", "/tokens/", "/notices/")  # pages of work that several roles share
SITE_NAMES = {"hall": _("办事大厅"), "vault": _("题库工作站"), "room": _("考场机")}


def page(request: HttpRequest) -> dict[str, object]:
    site = current_site()
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    desk = home_of(user) if signed_in else ""
    desk_pages = (desk, *DESK_PAGES) if desk != address("home") else ()
    at_work = signed_in and (site != "hall" or request.path.startswith(desk_pages))
    return {
        "site": site,
        "site_label": SITE_NAMES[site],
        "demonstration": settings.DEMONSTRATION,
        "public_links": public_links(request.path) if site == "hall" and not at_work else [],
        "role_links": role_links(user, request.path) if at_work else [],
        "home_url": address("home"),
        "role_home_url": desk,
        "policy_url": address("policy_documents"),
        "notices_url": address("notices") if signed_in else "",
        "unread_notices": lambda: unread_notices(user),
    }


def unread_notices(user: Any) -> int:
    """Asked only by pages that show the bell: one query. Only the hall has notices."""
    from liangcai.apps.notices.selectors import unread_count

    return unread_count(user)
