"""What one was told: unread first."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.notices.actions.mark_notice_read import mark_notice_read
from liangcai.apps.notices.models import Notice
from liangcai.apps.notices.selectors import notices_of
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.shared.access import ANYONE_SIGNED_IN, audience
from liangcai.web.shared.navigation import address


@audience(ANYONE_SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        mark_notice_read(actor=request.user, at=timezone.now(), notice=own_notice(request))
        return redirect(request.get_full_path())
    page = Paginator(notices_of(request.user), 25).get_page(request.GET.get("page"))
    rows = [(notice, address(notice.page, *filter(None, [notice.page_key])) if notice.page else "") for notice in page]
    return render(request, "hall/notices/pages/notices.html", {"title": _("通知"), "rows": rows, "page": page})


def own_notice(request: HttpRequest) -> Notice:
    try:
        found = notices_of(request.user).filter(public_id=UUID(request.POST.get("notice", ""))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotPermitted("no_such_notice", say("没有这条通知。"))
    return found
