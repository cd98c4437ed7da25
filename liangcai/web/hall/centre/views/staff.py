"""The register of examination staff at the centre: cards entered, imported, printed (004-016, 004-038)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.enums import Role
from liangcai.apps.organizations.actions.import_staff_cards import import_staff_cards
from liangcai.apps.organizations.actions.register_staff_card import register_staff_card
from liangcai.apps.organizations.card_printing import printed_cards
from liangcai.apps.organizations.enums import StaffKind
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.organizations.selectors import staff_visible_to
from liangcai.apps.organizations.staff_workbook import template, with_errors
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.signing import CERTIFICATE, station_key
from liangcai.engines.typesetting.staff_card import render as render_cards
from liangcai.web.hall.act_panels import Act, DayInput, act_panels, marked_workbook
from liangcai.web.hall.exam_forms import LimitedFileField
from liangcai.web.hall.exam_words import list_page
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.access import CENTRE, audience
from liangcai.web.shared.downloads import XLSX, bytes_response, pdf_response
from liangcai.web.shared.tables import ChoiceFilter, Column, Table
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.shared.waiting import waiting_for

MOST_CARDS = 2000  # printed in one go


def card_badge(card: StaffCard) -> Any:
    today = localdate()
    if card.valid_to < today:
        return status_badge("lapsed", _("已过期"))
    return status_badge("valid", _("有效")) if card.valid_from <= today else status_badge("planned", _("未生效"))


def expiring(cards: QuerySet[StaffCard]) -> QuerySet[StaffCard]:
    """Valid today and no longer than the warning of the settings."""
    today = localdate()
    return cards.filter(valid_to__gte=today, valid_to__lte=today + timedelta(days=setting_on("card_expiry_warning_days", today)))


def by_validity(cards: QuerySet[StaffCard], value: str) -> QuerySet[StaffCard]:
    today = localdate()
    if value == "soon":
        return expiring(cards)
    return cards.filter(valid_from__lte=today, valid_to__gte=today) if value == "yes" else cards.filter(valid_to__lt=today)


class StaffTable(Table):
    name = "staff"
    title = _("人员证卡")
    columns = (
        Column("number", _("证卡编号"), sort="number"),
        Column("holder_name", _("姓名"), sort="holder_name"),
        Column("kind", _("类别"), "get_kind_display", sort="kind"),
        Column("purpose", _("事由"), "get_purpose_display", sort="purpose"),
        Column("scope", _("可考评职业（项目）"), lambda c: "、".join(c.scope)),
        Column("employer", _("所在单位"), sort="employer"),
        Column("valid_to", _("有效期止"), sort="valid_to"),
        Column("state", _("状态"), lambda c: "有效" if c.valid_to >= localdate() else "已过期", show=card_badge),
    )
    search = ("number", "holder_name", "employer")
    filters = (
        ChoiceFilter("kind", _("类别"), StaffKind.choices),
        ChoiceFilter("valid", _("有效期"), [("yes", _("有效")), ("soon", _("将到期")), ("no", _("已过期"))], apply=by_validity),
    )
    empty = _("没有证卡")


class CardForm(forms.Form):
    number = forms.CharField(label=_("证卡编号"), max_length=40)
    holder_name = forms.CharField(label=_("姓名"), max_length=80)
    kind = forms.ChoiceField(label=_("类别"), choices=StaffKind.choices)
    scope = forms.CharField(label=_("可考评职业（项目）"), required=False, help_text=_("多项以顿号隔开"))
    employer = forms.CharField(label=_("所在单位"), max_length=120, required=False, help_text=_("用于回避判定"))
    valid_from = forms.DateField(label=_("有效期起"), widget=DayInput())
    valid_to = forms.DateField(label=_("有效期止"), widget=DayInput())


class ImportForm(forms.Form):
    workbook = LimitedFileField(label=_("证卡工作簿（.xlsx）"), help_text=_("请用本页提供的模板填写"))
    accept_valid = forms.BooleanField(label=_("只登记无误的行，其余退回修改"), required=False)

    def clean_workbook(self) -> bytes:
        return self.cleaned_data["workbook"].read()


def run_card(user: Any, at: Any, thing: Any, given: Any) -> Any:
    scope = [part.strip() for part in given.pop("scope").split("、") if part.strip()]
    card = register_staff_card(actor=user, at=at, scope=scope, region_code=user.region_code, **given)
    return _("证卡 %(number)s 已登记。") % {"number": card.number}


def run_import(user: Any, at: Any, thing: Any, given: Any) -> Any:
    taken, errors = import_staff_cards(actor=user, at=at, **given)
    return _("已登记 %(n)d 张证卡，%(bad)d 处有误未登记。") % {"n": taken, "bad": len(errors)}


def upper(user: Any, _thing: Any = None) -> bool:
    return user.role in (Role.CITY_CENTRE, Role.PROVINCE_CENTRE)


STAFF_ACTS = (
    Act("card", _("登记证卡"), run_card, upper, CardForm),
    Act("import", _("从工作簿登记"), run_import, upper, ImportForm, warning=_("有误的行逐格标出；不勾选时全部不登记。")),
)


@audience(CENTRE)
def staff(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, STAFF_ACTS, None)
    if panels.done:
        return redirect(request.path)
    return list_page(request, StaffTable(staff_visible_to(request.user)), panels, template="hall/centre/pages/staff.html",
                     error_workbook=marked_workbook(panels, with_errors))  # fmt: skip


@audience(CENTRE)
def staff_template(request: HttpRequest) -> HttpResponseBase:
    return bytes_response(template(), "人员证卡模板.xlsx", XLSX)


@audience(CENTRE)
def staff_cards(request: HttpRequest) -> HttpResponseBase:
    """Cards to print, those of the list as it is narrowed; an expired card is not printed."""
    today = localdate()
    table = StaffTable(staff_visible_to(request.user).filter(valid_to__gte=today)).bind(request)
    chosen = list(table.rows_chosen[:MOST_CARDS])
    if not chosen:
        messages.warning(request, now_in("没有可打印的有效证卡，请调整筛选条件。"))
        return redirect("centre_staff")
    key = station_key(CERTIFICATE, on=today, owner=request.user.display_name)
    cards = printed_cards(chosen, key=key, key_id=key.key_id, issuer=request.user.display_name, on=today)
    return pdf_response(render_cards(cards, watermark=watermark()), f"人员证卡-{today}.pdf")


waiting_for({Role.CITY_CENTRE, Role.PROVINCE_CENTRE}, _("将到期的证卡"), "centre_staff", query="?valid=soon",
            count=lambda user: expiring(staff_visible_to(user)).count())  # fmt: skip
