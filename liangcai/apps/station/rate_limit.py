"""How often something may be asked, counted in Django's cache."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import gettext as _

from liangcai.kernel.refusals import Refused


class TooManyRequests(Refused):
    """HTTP 429."""


def count_or_refuse(what: str, limit: int, seconds: int) -> None:
    """Counts one more `what` (a name with whom or what it is about); refuses the one after `limit` within
    `seconds` of the first."""
    key = f"rate:{what}"
    cache.add(key, 0, seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the window closed between the two calls
        cache.set(key, 1, seconds)
        return
    if count > limit:
        raise TooManyRequests("too_many_requests", _("查询过于频繁，已暂停。"),
                              hint=_("请在 %(minutes)d 分钟后再试。") % {"minutes": -(-seconds // 60)},
                              facts={"limit": limit, "seconds": seconds})  # fmt: skip
