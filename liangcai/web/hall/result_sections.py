"""How outcomes read: a score as it is, a pass only where every subject has 60; absence, breach and deferral are no 0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liangcai.apps.exams.enums import Subject
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.marks import score_text
from liangcai.apps.results.models import Release, Score, ScoreReview
from liangcai.apps.results.pass_rule import Outcome
from liangcai.web.hall.exam_words import Section
from liangcai.web.shared.templatetags.components import due_clock, status_badge


def outcome_badge(outcome: Outcome) -> SafeString:
    state, label = {True: ("passed", _("合格")), False: ("failed", _("不合格"))}.get(outcome.passed, ("late", _("待补考")))
    return status_badge(state, label)


def score_words(mark: Score) -> Any:
    """The score, or why there is none; where it comes from when it was carried over."""
    if mark.status == ScoreStatus.BREACH:
        return format_html("{}<div class=\"soft\">{}；{}</div>", mark.get_status_display(), mark.details.get("kind", ""),
                           mark.details.get("consequence", ""))  # fmt: skip
    if mark.score is None:
        return mark.get_status_display()
    if mark.status == ScoreStatus.CARRIED:
        return format_html("{}<div class=\"soft\">{}</div>", score_text(mark.score),
                           _("沿用 %(plan)s") % {"plan": mark.details.get("plan", "")})  # fmt: skip
    return score_text(mark.score)


def result_section(found: list[tuple[Any, Outcome, dict[str, Score]]]) -> Section:
    subjects = [s for s in Subject.values if any(s in marks or s in r.exempt_subjects for r, _o, marks in found)]

    def cell(registration: Any, marks: dict[str, Score], subject: str) -> Any:
        return score_words(marks[subject]) if subject in marks else _("免考") if subject in registration.exempt_subjects else "—"

    rows = [(r.place.ticket_number, r.candidate.name, *(cell(r, marks, s) for s in subjects), outcome_badge(o))
            for r, o, marks in sorted(found, key=lambda row: row[0].place.ticket_number)]  # fmt: skip
    return Section(_("成绩"), (_("准考证号"), _("姓名"), *(Subject(s).label for s in subjects), _("结论")), rows)


def publication_words(release: Release, today: Any) -> Any:
    """Until when objections are taken."""
    if not release.objections_until:
        return ""
    over = today > release.objections_until
    return f"{release.objections_until}（{_('已结束') if over else _('公示中')}）"


def review_section(reviews: Iterable[ScoreReview]) -> Section:
    rows = [(r.registration.candidate.name, r.get_subject_display(), r.reason,
             r.answer or due_clock(r.due_on)) for r in reviews]  # fmt: skip
    return Section(_("成绩复核"), (_("姓名"), _("科目"), _("申请理由"), _("答复")), rows, _("没有复核申请"))
