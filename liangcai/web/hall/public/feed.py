"""The feed of what was published, for readers of Atom."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from liangcai.apps.resources.announcements import Announcement, announcements
from liangcai.web.shared.access import PUBLIC, audience


class ResourceFeed(Feed):
    feed_type = Atom1Feed

    def title(self) -> str:
        return _("量才：目录、技术资源与标准颁布")

    def subtitle(self) -> str:
        return _("新发布的紧缺目录、评价标准（规范）、题库和新颁布的国家职业技能标准")

    def link(self) -> str:
        return reverse("public_open_data")

    def items(self) -> list[Announcement]:
        return announcements()

    def item_title(self, item: Announcement) -> str:
        return printable(item.title)

    def item_description(self, item: Announcement) -> str:
        return printable(item.text)

    def item_link(self, item: Announcement) -> str:
        if item.kind == "list":
            return reverse("public_shortage_list", args=(item.thing.year, item.thing.batch))  # type: ignore[union-attr]
        return reverse("public_banks") if item.kind == "bank" else reverse("public_standard", args=(item.public_id,))

    def item_guid(self, item: Announcement) -> str:
        return f"urn:uuid:{item.public_id}"

    def item_pubdate(self, item: Announcement) -> datetime:
        return timezone.make_aware(datetime.combine(item.on, time()))

    item_updateddate = item_pubdate

    def item_categories(self, item: Announcement) -> tuple[str]:
        return ({"list": _("紧缺目录"), "bank": _("评价题库"), "promulgation": _("国家标准颁布")}.get(item.kind)
                or _("评价标准（规范）"),)  # fmt: skip


def printable(text: str) -> str:
    """XML has no control characters; a name that holds one is not to shut the feed."""
    return "".join(c for c in text if c.isprintable())


@audience(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    return ResourceFeed()(request)
