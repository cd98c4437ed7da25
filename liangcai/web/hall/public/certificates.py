"""Certificate look-up: the number and something only people who hold the certificate know."""

from __future__ import annotations

import hashlib

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.certificates.selectors import PublicCertificate, folded, public_certificate
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.rate_limit import count_or_refuse
from liangcai.web.shared.templatetags.components import status_badge

PER_ADDRESS = (30, 600)  # questions from one address in ten minutes
PER_CERTIFICATE = (10, 3600)  # wrong keys for one number in an hour: the last four digits have 10,000 values


class LookupForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("证书编号"), max_length=40)
    key = forms.CharField(label=gettext_lazy("姓名或证件号码后四位"), max_length=80,
                          help_text=gettext_lazy("填持证人姓名，或其证件号码的后四位（X 大小写均可）。"))  # fmt: skip


@audience(PUBLIC)
def certificate_lookup(request: HttpRequest) -> HttpResponse:
    form = LookupForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    context: dict[str, object] = {"title": _("证书查询"), "form": form}
    if request.method == "POST" and form.is_valid():
        found = ask(request, form.cleaned_data["number"], form.cleaned_data["key"])
        context |= {"asked": True, "found": found, "facts": facts(found) if found else []}
    return render(request, "hall/public/pages/certificates.html", context)


def ask(request: HttpRequest, number: str, key: str) -> PublicCertificate | None:
    """The answer, or a refusal when one address asks too often or a number is being guessed at."""
    count_or_refuse(f"certificate:{request.META.get('REMOTE_ADDR', '')}", *PER_ADDRESS)
    found = public_certificate(number, key)
    if found is None:
        digest = hashlib.sha256(folded(number).encode()).hexdigest()
        count_or_refuse(f"certificate-number:{digest}", *PER_CERTIFICATE)
    return found


def facts(found: PublicCertificate) -> list[tuple[object, object]]:
    state = status_badge("valid", _("有效")) if found.valid else status_badge("revoked", _("已作废"))
    lines: list[tuple[object, object]] = [
        (_("状态"), state),
        (_("证书编号"), found.certificate_number),
        (_("姓名"), found.holder),
        (_("证书类别"), found.kind_label),
        (_("职业（项目）"), f"{found.occupation_name} {found.occupation_code}".strip()),
        (_("等级"), found.level or _("不分等级")),
        (_("发证机构"), found.issuer),
        (_("发证日期"), found.issued_on),
    ]
    return lines if found.valid else [*lines, (_("作废日期"), found.revoked_on), (_("作废原因"), found.revoked_reason)]
