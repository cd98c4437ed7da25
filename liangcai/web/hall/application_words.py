"""An application as every side reads it: facts, evidence, the rules that carry it, its course."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liangcai.apps.audit.selectors import history_of
from liangcai.apps.bridging.evidence_files import FACT_WORDS
from liangcai.apps.bridging.models import Application, Evidence
from liangcai.apps.bridging.states import APPLICATION
from liangcai.web.shared.action_words import action_word
from liangcai.web.shared.templatetags.components import status_badge

PAGE = "hall/pages/application.html"


def state_badge(application: Application) -> Any:
    tone = {"granted": "success", "refused": "danger", "void": "danger", "reopened": "warning"}
    return status_badge(application.state, APPLICATION.labels[application.state], tone.get(application.state, ""))


def facts_of(application: Application) -> list[tuple[Any, Any]]:
    lines: list[tuple[Any, Any]] = [
        (_("状态"), state_badge(application)),
        (_("申请人"), application.candidate.display_name),
        (_("申请"), f"{application.get_target_display()}：{application.outcome}"),
        (_("职称系列"), application.series),
        (_("核验单位"), application.body.name),
        (_("决定机关"), application.get_authority_display()),
        (_("判定日"), application.decided_for),
        (_("政策版本"), application.policy_version[:19]),
        (_("退回理由"), "；".join(application.return_reasons)),
        (_("决定"), application.decision_words),
        (_("结果编号"), application.result_number),
    ]
    return [line for line in lines if line[1] not in (None, "")]


def carrying(application: Application) -> list[dict[str, Any]]:
    """The rules behind the outcome asked for, as they stood when it was submitted: those that held, or, where the
    authority still had to record something, those left open."""
    asked = [one for one in application.answer["reasons"]
             if one["target"] in (application.target, "authority_recognition") and one["truth"] is not False]
    held = [one for one in asked if one["truth"]]
    return held or [one for one in asked if one["outcome"] == application.outcome]


def evidence_lines(application: Application, url_name: str) -> list[dict[str, Any]]:
    """`url_name` is the audience's own address of a file."""
    return [{"evidence": one, "fact": FACT_WORDS.get(one.fact, one.fact), "result": checked_badge(one),
             "url": reverse(url_name, args=(application.public_id, one.public_id))}
            for one in application.evidence.all()]  # fmt: skip


def checked_badge(one: Evidence) -> Any:
    if one.checked is None:
        return status_badge("open", _("未核验"))
    return status_badge("yes", _("相符"), "success") if one.checked else status_badge("no", _("不符"), "danger")


def course(application: Application) -> list[dict[str, Any]]:
    return [{"at": entry.at, "label": action_word(entry.action), "by": entry.actor,
             "note": entry.facts.get("words") or entry.facts.get("reason") or "；".join(entry.facts.get("reasons", ()))}
            for entry in history_of(application)]  # fmt: skip


def page_of(application: Application, file_url: str) -> dict[str, Any]:
    return {
        "title": str(application), "application": application, "facts": facts_of(application),
        "rules": carrying(application), "lines": evidence_lines(application, file_url), "events": course(application),
        "findings": application.findings.all(),
    }  # fmt: skip

