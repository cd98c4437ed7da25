"""Statistics from past sittings: take responses in, a sitting, an item's history, drift, equating."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.actions.take_in_responses import take_in_responses
from liangcai.apps.item_quality.models import ItemFigures, ResponseSet
from liangcai.apps.item_quality.responses import kept_forms
from liangcai.apps.item_quality.statistics import (
    option_shares,
    scales_of,
    seen_shares,
    stored_calibration,
)
from liangcai.engines.psychometrics import Calibration, drift, equated_scores, link, probabilities
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.shared.access import CUSTODIAN, audience
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import Column, Table, table_page
from liangcai.web.shared.templatetags.components import status_badge
from liangcai.web.vault.disc_files import DiscFileField
from liangcai.web.vault.opened_bank import opened_bank, require_opened
from liangcai.web.vault.plots import Plot
from liangcai.web.vault.views.quality.frame import frame

FLAGS = {
    "constant": (gettext_lazy("全对或全错"), gettext_lazy("全部答对或全部答错，不能区分考生"), "warning"),
    "reversed": (gettext_lazy("区分度为负"), gettext_lazy("得分高的人反而答错，请核对答案"), "danger"),
    "weak": (gettext_lazy("区分度低"), gettext_lazy("区分度低于 0.2"), "warning"),
    "hard": (gettext_lazy("过难"), gettext_lazy("答对率低于 20%"), "warning"),
    "easy": (gettext_lazy("过易"), gettext_lazy("答对率高于 95%"), "info"),
    "idle_distractor": (gettext_lazy("干扰项闲置"), gettext_lazy("有干扰项不到 5% 的人选"), "info"),
    "distractor_draws_the_best": (gettext_lazy("高分者选错项"), gettext_lazy("有错项高分组选的比低分组多，请核对答案"), "danger"),
    "misfit": (gettext_lazy("不拟合"), gettext_lazy("拟合均方在 0.7–1.3 之外"), "warning"),
}  # short, in full, tone


def number(value: float | None, digits: int = 2) -> str:
    return "—" if value is None else f"{value:.{digits}f}"


def with_error(value: float | None, error: float | None) -> str:
    return "—" if value is None else f"{value:.2f} ± {error or 0:.2f}"


def flag_words(row: ItemFigures) -> str:
    return "；".join(str(FLAGS[flag][1]) for flag in row.flags)


def flag_badges(row: ItemFigures) -> SafeString:
    return format_html_join(" ", '<span title="{}">{}</span>',
                            ((FLAGS[flag][1], status_badge(flag, FLAGS[flag][0], tone=FLAGS[flag][2])) for flag in row.flags))  # fmt: skip


class FiguresTable(Table):
    name = "figures"
    title = gettext_lazy("试题统计")
    columns = (
        Column("item", gettext_lazy("试题"), "item__item_number", sort="item__item_number",
               link=lambda f: reverse("vault_item_history", args=(f.item.public_id,))),
        Column("forms", gettext_lazy("卷别"), "forms"),
        Column("answered", gettext_lazy("作答"), sort="answered", numeric=True),
        Column("difficulty", gettext_lazy("答对率"), lambda f: number(f.difficulty, 3), sort="difficulty", numeric=True),
        Column("held", gettext_lazy("题库难度"), lambda f: number(f.item.difficulty, 3), sort="item__difficulty", numeric=True),
        Column("discrimination", gettext_lazy("区分度"), lambda f: number(f.discrimination), sort="discrimination", numeric=True),
        Column("slope", gettext_lazy("斜率"), lambda f: with_error(f.slope, f.slope_error), sort="slope", numeric=True),
        Column("logit", gettext_lazy("难度参数"), lambda f: with_error(f.logit, f.logit_error), sort="logit", numeric=True),
        Column("infit", gettext_lazy("拟合"), lambda f: f"{number(f.infit)} / {number(f.outfit)}", sort="infit", numeric=True),
        Column("flags", gettext_lazy("标记"), flag_words, show=flag_badges),
    )  # fmt: skip
    search = ("item__item_number",)
    order = ("item__item_number",)


class ResponsesForm(forms.Form):
    file = DiscFileField(label=gettext_lazy("匿名作答包（.lcp）"), suffixes=(".lcp",),
                         help_text=gettext_lazy("考场机“匿名作答封装”生成，只含卷别和选项字母。"))  # fmt: skip


@audience(CUSTODIAN)
def vault_statistics(request: HttpRequest, public_id: str) -> HttpResponse:
    bank = get_object_or_404(Bank, public_id=public_id)
    form, refused = ResponsesForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = take_in(request, form.cleaned_data["file"])
            messages.success(request, _("已接收 %(n)d 人的匿名作答，题库未作任何改动。") % {"n": made.candidates})
            return redirect("vault_sitting", made.public_id)
        except Refused as no:
            refused = no
    sets = list(bank.response_sets.select_related("received_by").prefetch_related("proposals"))
    context = frame(request, bank, _("试题统计"), "vault_statistics", sets=sets, form=form, refused=refused)
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "vault/pages/quality/statistics.html", context, status=status)


def take_in(request: HttpRequest, file: Any) -> ResponseSet:
    """The engine reads packages from a file; the upload lies in one for as long as that takes, still sealed."""
    opened = require_opened(request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "responses.lcp"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        return take_in_responses(actor=request.user, at=timezone.now(), package=path, key=opened.key)


def the_set(public_id: str) -> ResponseSet:
    return get_object_or_404(ResponseSet.objects.select_related("bank", "dispatch__run"), public_id=public_id)


@audience(CUSTODIAN)
def vault_sitting(request: HttpRequest, public_id: str) -> HttpResponseBase:
    one = the_set(public_id)
    rows = one.figures.select_related("item").defer("item__sealed_content")
    flagged = sum(bool(flags) for flags in one.figures.values_list("flags", flat=True))
    suspicious = sum(bool({"reversed", "distractor_draws_the_best"} & set(flags)) for flags in one.figures.values_list("flags", flat=True))
    summaries = [(code, s["candidates"], s["items"], number(s["mean"], 1), number(s["sd"], 1), number(s["alpha"], 3),
                  number(s["measurement_error"])) for code, s in one.forms.items()]  # fmt: skip
    context = frame(
        request, one.bank, str(one), "vault_statistics", one=one, forms=summaries, plot=scatter(list(rows)),
        proposals=one.proposals.count(),
        tiles=[{"label": _("作答人数"), "value": one.candidates}, {"label": _("试题"), "value": rows.count()},
               {"label": _("有标记的试题"), "value": flagged, "tone": "warning" if flagged else "success"},
               {"label": _("须核对答案"), "value": suspicious, "tone": "danger" if suspicious else "success"}],
    )  # fmt: skip
    return table_page(request, FiguresTable(rows), "vault/pages/quality/sitting.html", context)


def scatter(rows: list[ItemFigures]) -> SafeString:
    """Difficulty against discrimination: weak and reversed items lie low."""
    plot = Plot(_("答对率与区分度"), (0, 1), (-0.4, 1), _("答对率"), _("区分度"))
    plot.line([(0, 0.2), (1, 0.2)], colour=3, words=_("区分度 0.2"), dash=1)
    for row in rows:
        if row.difficulty is not None and row.discrimination is not None:
            colour = 1 if row.discrimination < 0 else 3 if row.discrimination < 0.2 else 0
            plot.point(row.difficulty, row.discrimination, f"{row.item.item_number}：{row.difficulty:.2f}，{row.discrimination:.2f}",
                       colour, url=reverse("vault_item_history", args=(row.item.public_id,)))  # fmt: skip
    return plot.svg([0, 0.2, 0.4, 0.6, 0.8, 1], [-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1])


@audience(CUSTODIAN)
def vault_item_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that sittings say about an item, with the curves of the newest: the model's at all times, what candidates
    chose only while the bank is open, since it gives the answer away."""
    item = get_object_or_404(Item.objects.select_related("bank").defer("sealed_content"), public_id=public_id)
    rows = list(item.figures.select_related("response_set__dispatch__run").order_by("-response_set__held_on", "-pk"))
    opened = opened_bank(request)
    context = frame(
        request, item.bank, item.item_number, "vault_statistics", item=item,
        rows=[(row, number(row.difficulty, 3), number(row.discrimination), with_error(row.slope, row.slope_error),
               with_error(row.logit, row.logit_error), f"{number(row.infit)} / {number(row.outfit)}", flag_badges(row),
               row.item_version == item.version) for row in rows],
        plots=plots_of(rows[0], item, opened.key if opened else None) if rows else [],
        proposals=item.difficulty_proposals.select_related("response_set", "decided_by").order_by("-pk"),
    )  # fmt: skip
    response = render(request, "vault/pages/quality/item_history.html", context)
    response["Cache-Control"] = "no-store"
    return response


def plots_of(row: ItemFigures, item: Item, key: bytes | None) -> list[SafeString]:
    forms = [form for form in kept_forms(row.response_set, key) if form.code in row.forms.split("、")] if key else []
    plots = [characteristic(row, item, forms)] if row.logit is not None else []
    return plots + [plot for form in forms if (plot := distractors(form, item.item_number))]


def characteristic(row: ItemFigures, item: Item, forms: list[Any]) -> SafeString:
    plot = Plot(_("特征曲线"), (-4, 4), (0, 1), _("能力（logit）"), _("答对概率"))
    calibration = stored_calibration(row.response_set, row.scale)
    one = [entry for entry in calibration.items if entry.item == item.item_number]
    theta = [n / 10 for n in range(-40, 41)]
    plot.line(zip(theta, probabilities(one, theta)[:, 0].tolist(), strict=True), words=_("模型"), heavy=True)  # type: ignore[arg-type]
    group = [form for form in forms if form.code in row.scale.split("+")]
    for ability, share, n in seen_shares(group, calibration, item.item_number) if group else []:
        half = 1.96 * (share * (1 - share) / n) ** 0.5
        plot.bar(ability, max(0, share - half), min(1, share + half), colour=1)
        plot.point(ability, share, _("%(n)d 人，答对 %(share)s") % {"n": n, "share": f"{share:.0%}"}, colour=1)
    if group:
        plot.legend.append((_("实测（95% 区间）"), "#b3261e", ""))
    return plot.svg([-4, -3, -2, -1, 0, 1, 2, 3, 4], [0, 0.25, 0.5, 0.75, 1])


def distractors(form: Any, name: str) -> SafeString | None:
    shares = option_shares(form, name)
    if not shares:
        return None
    key = form.key[[i.item_number for i in form.items].index(name)]
    plot = Plot(_("%(code)s 卷：各选项在五个得分组中的比例") % {"code": form.code}, (0.7, 5.3), (0, 1), _("得分组"), _("选择比例"))
    for option, line in enumerate(shares):
        letter = "ABCDEFGH"[option]
        plot.line(list(enumerate(line, start=1)), colour=option, words=f"{letter}（{_('答案')}）" if option == key else letter,
                  heavy=option == key, dash=0 if option == key else option % 3 + 1)  # fmt: skip
    return plot.svg([1, 2, 3, 4, 5], [0, 0.25, 0.5, 0.75, 1], [_("最低"), "2", "3", "4", _("最高")])


def scale_choices(bank: Bank) -> list[tuple[str, str]]:
    """(value, words) of every calibrated scale of the bank's sittings, the newest first."""
    return [(f"{one.public_id}:{scale}", f"{one} · {scale} · {one.get_model_display()}")
            for one in bank.response_sets.all() for scale in scales_of(one)]  # fmt: skip


class TwoScalesForm(forms.Form):
    before = forms.ChoiceField(label=gettext_lazy("基准（较早）"))
    after = forms.ChoiceField(label=gettext_lazy("比较（较晚）"))


def chosen(bank: Bank, value: str) -> Calibration:
    public_id, _colon, scale = value.partition(":")
    return stored_calibration(get_object_or_404(bank.response_sets, public_id=public_id), scale)


def two_scales(request: HttpRequest, bank: Bank) -> tuple[TwoScalesForm, tuple[Calibration, Calibration] | None]:
    choices = scale_choices(bank)
    form = TwoScalesForm(request.GET if "before" in request.GET else None,
                         initial={"before": choices[-1][0], "after": choices[0][0]} if choices else {})  # fmt: skip
    for field in ("before", "after"):
        form.fields[field].choices = choices  # type: ignore[attr-defined]
    if not form.is_bound or not form.is_valid():
        return form, None
    if form.cleaned_data["before"] == form.cleaned_data["after"]:
        raise BadInput("same_scale", _("请选择两个不同的标定。"), where="after")
    return form, (chosen(bank, form.cleaned_data["before"]), chosen(bank, form.cleaned_data["after"]))


@audience(CUSTODIAN)
def vault_drift(request: HttpRequest, public_id: str) -> HttpResponse:
    """How items changed between two sittings, on the earlier one's scale."""
    bank = get_object_or_404(Bank, public_id=public_id)
    form, pair = two_scales(request, bank)
    context: dict[str, Any] = frame(request, bank, _("难度漂移"), "vault_statistics", form=form)
    if pair:
        try:
            found = drift(*pair)
        except Refused as no:
            return render(request, "vault/pages/quality/drift.html", {**context, "refused": no}, status=status_of(no))
        items = {i.item_number: i.public_id for i in bank.items.filter(item_number__in=[d.item for d in found]).defer("sealed_content")}
        context |= {"rows": [(d, f"{d.before:.2f}", f"{d.after:.2f}", f"{d.change:+.2f}", f"{d.z:+.1f}",
                              reverse("vault_item_history", args=(items[d.item],))) for d in found if d.item in items],
                    "drifted": sum(d.drifted for d in found), "plot": drift_plot(found)}  # fmt: skip
    return render(request, "vault/pages/quality/drift.html", context, status=422 if form.errors else 200)


def drift_plot(found: list[Any]) -> SafeString:
    most = max([3.0, *(abs(v) for d in found for v in (d.before, d.after))])
    plot = Plot(_("两次难度参数"), (-most, most), (-most, most), _("较早"), _("较晚"))
    plot.line([(-most, -most), (most, most)], colour=7, words=_("未变"), dash=1)
    for one in found:
        plot.point(one.before, one.after, f"{one.item}：{one.before:.2f} → {one.after:.2f}", 1 if one.drifted else 0)
    ticks = [round(-most + most * n / 2, 1) for n in range(5)]
    return plot.svg(ticks, ticks)


@audience(CUSTODIAN)
def vault_equating(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which raw score on the other papers is as good as which on the reference: true-score equating by common items."""
    bank = get_object_or_404(Bank, public_id=public_id)
    form, pair = two_scales(request, bank)
    context: dict[str, Any] = frame(request, bank, _("试卷等值"), "vault_statistics", form=form)
    if pair:
        try:
            drifted = [one.item for one in drift(*pair) if one.drifted]
            to = link(*pair, without=drifted)
            scores = equated_scores(*pair, to)
        except Refused as no:
            return render(request, "vault/pages/quality/equating.html", {**context, "refused": no}, status=status_of(no))
        plot = Plot(_("等值曲线"), (0, len(scores) - 1), (0, len(pair[0].items)), _("比较卷答对题数"), _("相当于基准卷"))
        plot.line(list(enumerate(scores.tolist())), heavy=True)
        context |= {"rows": [(raw, f"{score:.1f}") for raw, score in enumerate(scores.tolist())], "common": len(to.common), "drifted": drifted,
                    "slope": f"{to.slope:.3f}", "intercept": f"{to.intercept:.3f}",
                    "plot": plot.svg(ticks_to(len(scores) - 1), ticks_to(len(pair[0].items)))}  # fmt: skip
    return render(request, "vault/pages/quality/equating.html", context, status=422 if form.errors else 200)


def ticks_to(most: int) -> list[float]:
    return [round(most * n / 4) for n in range(5)]
