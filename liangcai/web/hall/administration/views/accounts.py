"""Accounts: made, locked and unlocked by the system administrator."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from liangcai.apps.accounts.actions.create_account import create_account
from liangcai.apps.accounts.actions.lock_account import lock_account
from liangcai.apps.accounts.actions.unlock_account import unlock_account
from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.accounts.selectors import accounts_visible_to
from liangcai.apps.audit.selectors import history_of
from liangcai.kernel.refusals import NotPermitted
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.shared.access import audience
from liangcai.web.shared.action_words import action_word
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page

SYSTEM_ADMIN = frozenset({Role.SYSTEM_ADMIN})


class AccountsTable(Table):
    name = "accounts"
    title = _("账号")
    columns = (
        Column("username", _("账号名"), sort="username",
               link=lambda u: reverse("administration_account", args=(u.public_id,))),
        Column("display_name", _("姓名"), sort="display_name"),
        Column("role", _("角色"), "get_role_display", sort="role"),
        Column("region_code", _("辖区代码"), sort="region_code"),
        Column("email", _("邮箱")),
        Column("last_login", _("最近登录"), sort="last_login"),
        Column("is_active", _("可登录"), sort="is_active"),
    )  # fmt: skip
    search = ("username", "display_name", "email")
    filters = (
        ChoiceFilter("role", _("角色"), Role.choices),
        ChoiceFilter("active", _("可登录"), (("1", _("是")), ("0", _("否"))),
                     apply=lambda found, value: found.filter(is_active=value == "1")),
    )  # fmt: skip


class AccountForm(forms.Form):
    username = forms.RegexField(r"^[\w.@+-]+\Z", label=_("账号名"), max_length=150)
    display_name = forms.CharField(label=_("姓名"), max_length=80)
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    region_code = forms.RegexField(r"^[0-9]{6}\Z", label=_("辖区代码"), required=False,
                                   help_text=_("六位行政区划代码；中心账号必填"))  # fmt: skip
    email = forms.EmailField(label=_("邮箱"), required=False)
    password = forms.CharField(label=_("初始口令"), widget=forms.PasswordInput(), strip=False,
                               help_text=_("至少 8 位，含大写、小写、数字、符号中的三类"))  # fmt: skip

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("role", "").endswith("_centre") and not given.get("region_code"):
            self.add_error("region_code", say("中心账号须填写辖区代码。"))
        if password := given.get("password"):
            try:
                validate_password(password, User(username=given.get("username", "")))
            except forms.ValidationError as wrong:
                self.add_error("password", wrong)
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


def run_create(user, at, _thing, given):
    made = create_account(actor=user, at=at, **given)
    return say("账号 %(name)s 已建立。") % {"name": made.username}


def run_lock(user, at, account, given):
    lock_account(actor=user, at=at, account=account, **given)
    return say("账号已停用。")


def run_unlock(user, at, account, given):
    unlock_account(actor=user, at=at, account=account, **given)
    return say("账号已恢复。")


CREATE = (Act("create", _("新建账号"), run_create, form=AccountForm),)
ACTS = (
    Act("lock", _("停用账号"), run_lock, lambda u, account: account.is_active and account.pk != u.pk, ReasonForm),
    Act("unlock", _("恢复账号"), run_unlock, lambda u, account: not account.is_active, ReasonForm),
)


@audience(SYSTEM_ADMIN)
def accounts(request: HttpRequest) -> HttpResponseBase:
    panels = act_panels(request, CREATE, None)
    if panels.done:
        return redirect(request.path)
    response = table_page(request, AccountsTable(accounts_visible_to(request.user)), "hall/pages/table_and_acts.html",
                          {"panels": panels})  # fmt: skip
    response.status_code = panels.status
    return response


@audience(SYSTEM_ADMIN)
def account(request: HttpRequest, public_id: str) -> HttpResponse:
    found = accounts_visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_account", say("没有这个账号。"))
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    facts = [(_("账号名"), found.username), (_("姓名"), found.display_name), (_("角色"), found.get_role_display()),
             (_("辖区代码"), found.region_code or "—"), (_("邮箱"), found.email or "—"),
             (_("最近登录"), found.last_login), (_("可登录"), found.is_active)]  # fmt: skip
    return render(request, "hall/administration/pages/account.html", {
        "title": found.username, "facts": facts, "panels": panels, "history": [(entry, action_word(entry.action)) for entry in history_of(found)[:50]],
        "breadcrumbs": [(_("账号"), reverse("administration_accounts"))]}, status=panels.status)  # fmt: skip
