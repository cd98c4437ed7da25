"""The bank key: made once, divided among custodians, changed when one leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from liangcai.apps.accounts.models import User
from liangcai.apps.custody.actions.make_bank_key import make_bank_key
from liangcai.apps.custody.models import BankKey
from liangcai.apps.custody.selectors import holders_gone, key_in_force, on_duty
from liangcai.apps.papers.actions.rotate_bank_key import rotate_bank_key
from liangcai.engines.sealing.shares import SplitKey
from liangcai.engines.typesetting.key_share_sheets import ShareSheet
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.vault import rotation
from liangcai.web.vault.opened_bank import forget_all, opened_bank, require_opened
from liangcai.web.vault.second_person import SecondPersonForm
from liangcai.web.vault.share_sheets import keep_sheets, sheets_of


class HoldersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return f"{user.display_name}（{user.username}）"


class KeyForm(forms.Form):
    holders = HoldersField(User.objects.none(), label=gettext_lazy("份额保管人"), widget=forms.CheckboxSelectMultiple,
                           help_text=gettext_lazy("在岗且责任书有效的题库管理员，每人一份"))  # fmt: skip
    needed = forms.IntegerField(label=gettext_lazy("须到场人数"), min_value=2, max_value=15, initial=2)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        posts = on_duty(timezone.localdate()).values("user")
        self.fields["holders"].queryset = User.objects.filter(pk__in=posts).order_by("username")  # type: ignore[attr-defined]


class RotationForm(SecondPersonForm, KeyForm):
    reason = forms.CharField(label=gettext_lazy("轮换原因"), max_length=200)
    field_order = ["holders", "needed", "reason"]


@audience(CUSTODIAN)
@sensitive_post_parameters("second_password")
def vault_key(request: HttpRequest) -> HttpResponse:
    ring, refused, now = key_in_force(), None, timezone.now()
    form = (RotationForm if ring else KeyForm)(request.POST or None)
    if form.is_valid():
        try:
            if ring is None:
                return make(request, form)
            if second := form.second(request):  # type: ignore[attr-defined]
                return rotate(request, form, second)
        except Refused as no:
            refused = no
    context = {"title": _("题库密钥"), "ring": ring, "form": form, "refused": refused, "gone": holders_gone(now.date()),
               "holders": names_of(ring), "opened": opened_bank(request), "waiting_sheets": len(sheets_of(request)),
               "retired": BankKey.objects.filter(retired_at__isnull=False).order_by("-pk"), "rotation": rotation.newest()}  # fmt: skip
    return render(request, "vault/pages/bank_key.html", context, status=status_of(refused) if refused else 422 if form.errors else 200)


def names_of(ring: BankKey | None) -> list[str]:
    known = dict(User.objects.filter(username__in=ring.holders).values_list("username", "display_name")) if ring else {}
    return [known.get(name, name) for name in ring.holders] if ring else []


def make(request: HttpRequest, form: forms.Form) -> HttpResponse:
    people = list(form.cleaned_data["holders"])
    split = make_bank_key(actor=request.user, at=timezone.now(), needed=form.cleaned_data["needed"], total=len(people),
                          holders=[p.username for p in people])  # fmt: skip
    keep_sheets(str(request.session.session_key), sheets(split, people))
    messages.success(request, _("密钥已生成。请立即打印份额分发，打印后清除。"))
    return redirect("vault_key")


def rotate(request: HttpRequest, form: forms.Form, second: User) -> HttpResponse:
    given, actor, session = form.cleaned_data, request.user, str(request.session.session_key)
    people, opened, at = list(given["holders"]), require_opened(request), timezone.now()

    def finish(split: SplitKey) -> None:
        forget_all()  # nobody goes on with the old key
        keep_sheets(session, sheets(split, people))

    rotation.start(lambda progress: rotate_bank_key(
        actor=actor, at=at, second=second, key=opened.key, needed=given["needed"], holders=[p.username for p in people],
        reason=given["reason"], progress=progress), finish)  # fmt: skip
    return redirect("vault_key_progress")


def sheets(split: SplitKey, people: list[User]) -> list[ShareSheet]:
    (group,) = split.groups
    return [ShareSheet(_("题库（份额批号 %(mark)s）") % {"mark": group.set_mark}, _("题库管理员"), person.display_name, n, group.rule.needed,
                       group.rule.total, share) for n, (person, share) in enumerate(zip(people, group.shares, strict=True), start=1)]  # fmt: skip


@audience(CUSTODIAN)
def vault_key_progress(request: HttpRequest) -> HttpResponse:
    """How far the change is; the page asks again by itself until it is done."""
    state = rotation.newest()
    if state is None:
        return redirect("vault_key")
    if state.outcome == "done":
        messages.success(request, _("密钥已轮换，%(n)d 项内容已重新加密，旧份额作废。请立即打印新份额。") % {"n": state.of})
        return redirect("vault_key")
    context = {"title": _("轮换题库密钥"), "rotation": state, "refused": state.refused}
    response = render(request, "vault/pages/key_progress.html", context, status=409 if state.refused else 200)
    if not state.outcome:
        response["Refresh"] = "1"
    return response
