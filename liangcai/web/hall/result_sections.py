"""How outcomes read: a score as it is, a pass only where every subject has 60."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liangcai.apps.exams.enums import Subject
from liangcai.apps.results.pass_rule import Outcome
from liangcai.web.hall.exam_words import Section
from liangcai.web.shared.templatetags.components import status_badge


def outcome_badge(outcome: Outcome) -> SafeString:
    state, label = {True: ("passed", _("合格")), False: ("failed", _("不合格"))}.get(outcome.passed, ("late", _("待补考")))
    return status_badge(state, label)


def score_words(score: Decimal | None) -> str:
    return _("无成绩") if score is None else f"{score.normalize():f}"


def result_section(found: list[tuple[Any, Outcome, dict[str, Decimal | None]]]) -> Section:
    subjects = [s for s in Subject.values if any(s in scores for _r, _o, scores in found)]
    rows = [
        (r.place.ticket_number, r.candidate.name, *(score_words(scores[s]) if s in scores else "—" for s in subjects),
         outcome_badge(o)) for r, o, scores in sorted(found, key=lambda row: row[0].place.ticket_number)
    ]  # fmt: skip
    return Section(_("成绩"), (_("准考证号"), _("姓名"), *(Subject(s).label for s in subjects), _("结论")), rows)
