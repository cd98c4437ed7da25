"""The directory of evaluation bodies whose filing holds today."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.catalogue.selectors import cities
from liangcai.apps.organizations.enums import BodyKind
from liangcai.apps.organizations.selectors import published_bodies, published_scopes
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page


class BodyTable(Table):
    name = "bodies"
    title = gettext_lazy("评价机构")
    columns = (
        Column("name", gettext_lazy("单位名称"), sort="name",
               link=lambda row: reverse("public_body", args=(row.public_id,))),
        Column("kind", gettext_lazy("机构类别"), "get_kind_display", sort="kind"),
        Column("region", gettext_lazy("所在地"), "region_name", sort="region_code"),
        Column("uscc", gettext_lazy("统一社会信用代码")),
        Column("phone", gettext_lazy("联系电话")),
    )  # fmt: skip
    search = ("name", "uscc")
    search_label = gettext_lazy("名称或信用代码")
    filters = (
        ChoiceFilter("city", gettext_lazy("设区市"), cities, "region_code__startswith"),
        ChoiceFilter("kind", gettext_lazy("机构类别"), BodyKind.choices),
    )


@audience(PUBLIC)
def body_list(request: HttpRequest) -> HttpResponseBase:
    context = {"subtitle": _("备案在有效期内的评价机构"), "tabs": tabs()}
    table = BodyTable(published_bodies(timezone.localdate()))
    return table_page(request, table, "hall/public/pages/tabbed_list.html", context)


def tabs() -> list[tuple[str, str]]:
    return [(_("评价机构"), reverse("public_bodies")), (_("历次公布的名录"), reverse("public_body_lists"))]


@audience(PUBLIC)
def body_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    body = get_object_or_404(published_bodies(today), public_id=public_id)
    context = {
        "title": body.name,
        "subtitle": body.get_kind_display(),
        "breadcrumbs": [(_("评价机构"), reverse("public_bodies"))],
        "body": body,
        "facts": [
            (_("机构类别"), body.get_kind_display()),
            (_("统一社会信用代码"), body.uscc),
            (_("所在地"), body.region_name),
            (_("详细地址"), body.address),
            (_("联系电话"), body.phone),
        ],
        "scopes": published_scopes(body, today),
    }
    return render(request, "hall/public/pages/body.html", context)
