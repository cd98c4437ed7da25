"""The career adviser: a few questions, an answer with its articles, nothing stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from liangcai.apps.catalogue.selectors import policy
from liangcai.engines.rules.career import decide
from liangcai.engines.typesetting.career_advice import render as career_pdf
from liangcai.kernel.refusals import BadInput
from liangcai.web.hall.career_form import CareerForm
from liangcai.web.hall.public.career_timeline import timeline_svg
from liangcai.web.hall.public.career_words import Advice, advice_of, printed
from liangcai.web.shared.access import PUBLIC, audience
from liangcai.web.shared.downloads import pdf_response

PAGE = "hall/public/pages/career.html"


@audience(PUBLIC)
def career_adviser(request: HttpRequest) -> HttpResponseBase:
    form = CareerForm(request.POST if request.method == "POST" else None)
    advice = advise(form) if form.is_bound and form.is_valid() else None
    if advice and "print" in request.POST:
        watermark = "演示" if settings.DEMONSTRATION else ""
        return pdf_response(career_pdf(printed(advice, said(form)), watermark=watermark), _("职业发展建议.pdf"))
    context = {
        "title": _("发展贯通测算"),
        "subtitle": _("回答几个问题，看现在能报什么、还差什么。答案不保存；不清楚的留空，不会当作“否”。"),
        "form": form, "advice": advice, "drawing": timeline_svg(advice.on, advice.later) if advice else "",
    }  # fmt: skip
    return render(request, PAGE, context, status=422 if form.errors else 200)


def advise(form: CareerForm) -> Advice | None:
    """The advice, or None with the refusal beside the field that it is about."""
    try:
        return advice_of(decide(form.facts(), policy(), form.cleaned_data["on"] or form.today))
    except BadInput as no:
        form.add_error(form.field_of(no.where), f"{no.message}{no.hint}")
        return None


def said(form: CareerForm) -> tuple[tuple[str, str], ...]:
    """The answers given, in the words of the form."""
    pairs: list[tuple[str, str]] = []
    for name, field in form.fields.items():
        value: Any = form.cleaned_data.get(name)
        if value in (None, "", []) or name.endswith(("_complete", "_role")):
            continue
        words = dict(getattr(field, "choices", []))
        texts = [str(words.get(one, one)) for one in (value if isinstance(value, list) else [value])]
        label = f"{field.label}年度考核" if name.startswith("appraisal_") else str(field.label)
        pairs.append((label, "、".join(texts)))
    return tuple(pairs)
