"""What the rules say of a registration, as candidate, body and reviewer read it: the same words for all."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liangcai.apps.exams.enums import Subject
from liangcai.apps.registrations.models import Registration
from liangcai.engines.rules.application import LABELS
from liangcai.web.hall.exam_words import Section
from liangcai.web.shared.templatetags.components import citation_link, status_badge
from liangcai.web.shared.words import words

DECISIONS = {"eligible": gettext_lazy("符合"), "needs_evidence": gettext_lazy("待补证"), "not_eligible": gettext_lazy("不符合")}
TONES = {"eligible": "success", "needs_evidence": "warning", "not_eligible": "danger"}
TRUTHS = {True: (gettext_lazy("成立"), "success"), False: (gettext_lazy("不成立"), "danger"), None: (gettext_lazy("未知"), "warning")}


def decision_badge(registration: Registration) -> Any:
    said = registration.said
    return status_badge(said, DECISIONS[said], TONES[said]) if said in DECISIONS else status_badge("none", _("未判定"))


def missing_words(registration: Registration) -> str:
    return "、".join(LABELS.get(fact, fact) for fact in registration.decision.get("missing", ()))


def decision_cell(registration: Registration) -> SafeString:
    """The badge, and below it what is still missing."""
    missing = missing_words(registration)
    return format_html('<div class="wide-cell">{}{}</div>', decision_badge(registration),
                       format_html('<div class="soft">{}</div>', missing) if missing else "")  # fmt: skip


def material_words(registration: Registration) -> str:
    """How many files, and whether there is a photo."""
    photo = _("有照片") if registration.candidate.photo else _("无照片")
    return _("%(n)d 件") % {"n": registration.files} + " · " + photo if hasattr(registration, "files") else str(photo)


def decision_facts(registration: Registration) -> list[tuple[Any, Any]]:
    """The answer and on what it rests; empty lines are left out."""
    said = registration.decision
    by = next((one["title"] for one in said.get("reasons", ()) if one["rule"] == said.get("by")), "")
    exempt = "、".join(str(Subject(s).label) for s in registration.exempt_subjects)
    lines = [
        (_("申报条件判定"), decision_badge(registration)), (_("符合的条款"), by), (_("还缺什么"), missing_words(registration)),
        (_("适用的申报条件"), said.get("rule_set", "")), (_("免考科目"), f"{exempt}（001-077）" if exempt else ""),
        (_("判定日"), said.get("on", "")), (_("规则版本"), str(said.get("policy_version", ""))[:19]),
    ]  # fmt: skip
    return [line for line in lines if line[1]]


def claim_facts(registration: Registration) -> list[tuple[Any, Any]]:
    claims = registration.facts.get("claims", {})
    return [(LABELS[key], words(value) or _("无")) for key, value in claims.items() if key in LABELS]


def reason_section(registration: Registration) -> Section:
    """Every way into the level: whether it holds, its conditions with what was found, its article."""
    rows = [(one["title"], status_badge(str(one["truth"]), *TRUTHS[one["truth"]]), conditions(one["conditions"]),
             citation_link(one["citation"])) for one in registration.decision.get("reasons", ())]  # fmt: skip
    return Section(_("逐条判定"), (_("申报条件"), _("结果"), _("条件：需要 / 现有"), _("依据")), rows, _("没有等级条件，只看年龄"))


def conditions(held: list[dict[str, Any]]) -> SafeString:
    lines = ((c["name"], c["required"].replace(">=", "≥").replace("<=", "≤"), c["actual"]) for c in held)
    return format_html("<div>{}</div>", format_html_join("", "<div>{} {}：{}</div>", lines))


def evidence_section(registration: Registration) -> Section:
    rows = [(LABELS.get(one.fact, one.fact), format_html(
        '<a href="{}" target="_blank" rel="noopener">{}</a>',
        reverse("registration_evidence", args=(registration.public_id, one.public_id)), one.name), one.uploaded_at)
        for one in registration.evidence.all()]  # fmt: skip
    return Section(_("证明材料"), (_("证明事项"), _("文件"), _("上传时间")),
                   [(fact, file, words(at)) for fact, file, at in rows], _("还没有上传材料"))  # fmt: skip


def photo_shown(registration: Registration) -> Any:
    if not registration.candidate.photo:
        return status_badge("none", _("未上传"), "warning")
    return format_html('<img class="photo-shown" src="{}" alt="{}" width="100" height="140">',
                       reverse("registration_photo", args=(registration.public_id,)), _("照片"))  # fmt: skip
