"""A custodian's acts on a selection of items: into use, rest, retirement, export."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.actions.export_items import export_items
from liangcai.apps.item_bank.actions.put_items_in_use import put_items_in_use
from liangcai.apps.item_bank.actions.rest_items import rest_items
from liangcai.apps.item_bank.actions.retire_items import retire_items
from liangcai.apps.item_bank.enums import ItemState, ItemType
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.kernel.refusals import Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.downloads import DOCX, PDF, XLSX, bytes_response
from liangcai.web.vault.opened_bank import require_opened
from liangcai.web.vault.watermarks import print_watermark

MEDIA = {"docx": DOCX, "xlsx": XLSX, "zip": "application/zip", "pdf": PDF}
ANY = [("", gettext_lazy("全部"))]
ACTS = [("use", gettext_lazy("投入使用")), ("rest", gettext_lazy("轮休")), ("retire", gettext_lazy("停用"))]
FROM = {"use": (ItemState.REVIEWED, ItemState.RESTING), "rest": (ItemState.IN_USE,),
        "retire": (ItemState.DRAFT, ItemState.REVIEWED, ItemState.IN_USE, ItemState.RESTING)}  # fmt: skip


class SelectionForm(forms.Form):
    type = forms.ChoiceField(label=gettext_lazy("题型"), required=False, choices=ANY + ItemType.choices)
    scope = forms.CharField(label=gettext_lazy("鉴定范围或鉴定点"), required=False, max_length=40, help_text=gettext_lazy("如 A-B，含其下各级"))
    numbers = forms.CharField(label=gettext_lazy("题号"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}),
                              help_text=gettext_lazy("留空为全部；多个题号用空格或逗号隔开"))  # fmt: skip

    def chosen(self, items: QuerySet[Item]) -> QuerySet[Item]:
        given = self.cleaned_data
        if given["type"]:
            items = items.filter(type=given["type"])
        if given["scope"]:
            items = items.filter(point__startswith=given["scope"].strip().upper())
        if numbers := given["numbers"].replace("，", ",").replace(",", " ").split():
            items = items.filter(item_number__in=numbers)
        return items


class ExportForm(SelectionForm):
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=ANY + ItemState.choices)
    kind = forms.ChoiceField(label=gettext_lazy("格式"), choices=[
        ("docx", "Word"), ("xlsx", "Excel"), ("zip", "QTI 3.0"), ("pdf", gettext_lazy("PDF（带水印）"))])  # fmt: skip
    purpose = forms.CharField(label=gettext_lazy("事由"), max_length=150)

    def chosen(self, items: QuerySet[Item]) -> QuerySet[Item]:
        items = super().chosen(items)
        return items.filter(state=self.cleaned_data["state"]) if self.cleaned_data["state"] else items


class ActForm(SelectionForm):
    act = forms.ChoiceField(label=gettext_lazy("办理"), choices=ACTS)
    reason = forms.CharField(label=gettext_lazy("理由（停用必填）"), required=False, max_length=200)


def crumbs(bank: Bank) -> list[tuple[str, str]]:
    return [(_("题库"), reverse("vault_banks")), (str(bank), reverse("vault_bank", args=(bank.public_id,)))]


@audience(CUSTODIAN)
def vault_export(request: HttpRequest, public_id: str) -> HttpResponseBase:
    bank, opened = get_object_or_404(Bank, public_id=public_id), require_opened(request)
    form, refused = ExportForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            made = export_items(actor=request.user, at=timezone.now(), bank=bank, items=form.chosen(bank.items.all()), kind=kind,
                                purpose=form.cleaned_data["purpose"], key=opened.key, watermark=print_watermark())  # fmt: skip
            return bytes_response(made, f"{bank}试题.{kind}", MEDIA[kind])
        except Refused as no:
            refused = no
    context = {"title": _("导出试题"), "subtitle": str(bank), "form": form, "refused": refused, "breadcrumbs": crumbs(bank),
               "go": _("导出（记入台账）"), "words": _("导出的文件只能刻录到光盘带出；每次导出记入计算机使用台账和审计日志。")}  # fmt: skip
    return render(request, "vault/pages/item_selection.html", context, status=409 if refused else 422 if form.errors else 200)


@audience(CUSTODIAN)
def vault_item_acts(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a selection would move, shown before it is confirmed."""
    bank = get_object_or_404(Bank, public_id=public_id)
    form, refused, count = ActForm(request.POST or None), None, None
    if request.method == "POST" and form.is_valid():
        act = form.cleaned_data["act"]
        items = form.chosen(bank.items.filter(state__in=FROM[act])).only("pk")
        count = items.count()
        if request.POST.get("confirmed"):
            try:
                moved = done(request, act, items, form.cleaned_data["reason"])
                messages.success(request, _("已办理 %(n)d 道试题。") % {"n": moved})
                return redirect("vault_bank", bank.public_id)
            except Refused as no:
                refused = no
    context = {"title": _("试题状态"), "subtitle": str(bank), "form": form, "refused": refused, "count": count, "breadcrumbs": crumbs(bank),
               "go": _("查看涉及的试题"), "words": _("投入使用：已审定、轮休的试题；轮休：使用中的试题；轮休后才能修改。")}  # fmt: skip
    return render(request, "vault/pages/item_selection.html", context, status=409 if refused else 422 if form.errors else 200)


def done(request: HttpRequest, act: str, items: QuerySet[Item], reason: str) -> int:
    if act == "retire":
        return retire_items(actor=request.user, at=timezone.now(), items=items, reason=reason)
    return {"use": put_items_in_use, "rest": rest_items}[act](actor=request.user, at=timezone.now(), items=items)
