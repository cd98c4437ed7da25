"""Who keeps the bank: posts, pledges, hand-overs of a post; and the checklist of the secure room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.custody.actions.check_room import CHECKLIST, check_room
from liangcai.apps.custody.actions.hand_over_post import hand_over_post
from liangcai.apps.custody.actions.name_custodian import name_custodian
from liangcai.apps.custody.models import Custodian, PostHandover, RoomCheck
from liangcai.apps.custody.selectors import custodian_accounts, holders_gone, key_in_force, pledge_state
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of

SECURITY = frozenset({Role.SECURITY_ADMIN})
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PLEDGES = {"valid": (gettext_lazy("有效"), "success"), "ending": (gettext_lazy("即将到期"), "warning"), "ended": (gettext_lazy("已到期"), "danger"),
           "missing": (gettext_lazy("未签署"), "danger"), "left": (gettext_lazy("已离岗"), "")}  # fmt: skip


class NameForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("题库管理员账号"))
    post = forms.CharField(label=gettext_lazy("岗位"), max_length=80)
    pledged_on = forms.DateField(label=gettext_lazy("保密责任书签署日期"), widget=DAY)
    pledge_ended_on = forms.DateField(label=gettext_lazy("责任书终止日期"), widget=DAY, required=False)


class HandoverForm(forms.Form):
    leaving = forms.ModelChoiceField(Custodian.objects.none(), label=gettext_lazy("移交人"))
    taking = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("接任人账号"))
    pledged_on = forms.DateField(label=gettext_lazy("接任人责任书签署日期"), widget=DAY)
    things = forms.CharField(label=gettext_lazy("交接内容"), widget=forms.Textarea(attrs={"rows": 3}),
                             help_text=gettext_lazy("计算机、光盘（编号）、台账、门禁卡等，逐项写明"))  # fmt: skip
    witness = forms.CharField(label=gettext_lazy("监交人"), max_length=80)


@audience(CUSTODIAN | SECURITY)
def vault_custodians(request: HttpRequest) -> HttpResponse:
    """Everybody sees who is on the post; the security administrator names and hands over."""
    now, today, refused = timezone.now(), timezone.localdate(), None
    act, may = request.POST.get("act", ""), request.user.role == Role.SECURITY_ADMIN
    name, hand = NameForm(request.POST if act == "name" else None), HandoverForm(request.POST if act == "hand" else None)
    people = custodian_accounts()
    name.fields["user"].queryset, hand.fields["taking"].queryset = people, people  # type: ignore[attr-defined]
    hand.fields["leaving"].queryset = Custodian.objects.filter(left_on__isnull=True).select_related("user")  # type: ignore[attr-defined]
    hand.fields["leaving"].label_from_instance = lambda post: f"{post.user.display_name}（{post.post}）"  # type: ignore[attr-defined]
    try:
        if act == "name" and name.is_valid():
            name_custodian(actor=request.user, at=now, **name.cleaned_data)
            messages.success(request, _("已指定。"))
            return redirect("vault_custodians")
        if act == "hand" and hand.is_valid():
            hand_over_post(actor=request.user, at=now, **hand.cleaned_data)
            messages.success(request, _("岗位已交接。移交人持有的密钥份额须随密钥轮换作废。"))
            return redirect("vault_custodians")
    except Refused as no:
        refused = no
    posts = [(post, *PLEDGES[pledge_state(post, today)]) for post in Custodian.objects.select_related("user").order_by("left_on", "pk")]
    context: dict[str, Any] = {"title": _("题库管理员"), "posts": posts, "name_form": name if may else None, "hand_form": hand if may else None,
                               "gone": holders_gone(today), "ring": key_in_force(), "refused": refused,
                               "handovers": PostHandover.objects.select_related("leaving__user", "taking__user")}  # fmt: skip
    failed = bool(name.errors or hand.errors)
    return render(request, "vault/pages/custodians.html", context, status=status_of(refused) if refused else 422 if failed else 200)


@audience(CUSTODIAN)
def vault_checklist(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        check = check_room(actor=request.user, at=timezone.now(), answers={k: request.POST.get(k) == "yes" for k in CHECKLIST})
        messages.success(request, _("检查已记录，全部合格。") if check.passed else _("检查已记录，有不合格项，须整改。"))
        return redirect("vault_checklist")
    context = {"title": _("保密场所检查"), "checklist": CHECKLIST.items(), "checks": checks_made()}
    return render(request, "vault/pages/checklist.html", context)


def checks_made() -> list[tuple[RoomCheck, list[str]]]:
    rows = RoomCheck.objects.select_related("checked_by").order_by("-pk")[:20]
    return [(row, [CHECKLIST[k] for k, good in row.answers.items() if not good and k in CHECKLIST]) for row in rows]
