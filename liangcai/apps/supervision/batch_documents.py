"""What the archive of a batch consists of: each document made from the rows, or the words of what is missing.

The governing texts name what must be done and recorded, not an archive list as such; the list below is drawn from
those duties (S004 三, 四) and from common practice, each row with its source. Papers with signatures (attendance
sheets, scoring records) are kept on paper: the index names them, so that both parts are found together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from liangcai.apps.audit.selectors import history_of
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.exams.models import ExamPlan, PanelMember, RoomDuty
from liangcai.apps.registrations.models import Batch
from liangcai.apps.results.enums import ScoreStatus
from liangcai.apps.results.marks import score_text
from liangcai.apps.results.models import Ruling, Score, ScoreReview, ScoreSheet
from liangcai.apps.results.selectors import result_lines
from liangcai.apps.supervision.models import Inspection, SupervisorDuty
from liangcai.engines.typesetting.result_announcement import AnnouncedResult, ResultAnnouncement, render
from liangcai.kernel.spreadsheets import list_workbook

ON_PAPER = ("签到表（考生签名）", "考场情况记录", "操作技能评分记录原件", "答题卡或试卷原件")


@dataclass(frozen=True)
class Document:
    """`content` is None where there is nothing to put in; then `missing` says why where it must be there."""

    number: int
    title: str
    source: str
    file: str
    content: bytes | None
    missing: str = ""


def documents_of(plan: ExamPlan, watermark: str = "") -> list[Document]:
    """Every document of the list, in its order."""
    makers: Sequence[tuple[str, str, str, Callable[[], bytes | None], str]] = (
        ("考核计划与适用标准判定", "X-11", "考核计划.json", lambda: plan_facts(plan), ""),
        ("考场检查记录", "004-023…004-027", "考场检查.json", lambda: site_check(plan), "没有考场检查记录"),
        ("报名与资格审核反馈", "004-020…004-022", "审核反馈.xlsx", lambda: feedback(plan), "没有已反馈的报名批次"),
        ("考场座位安排", "004-025", "座位安排.xlsx", lambda: seats(plan), "没有编排考场"),
        ("监考人员安排", "监考通行做法", "监考安排.json", lambda: invigilators(plan), "没有安排监考员"),
        ("考评小组派遣与抽取记录", "004-033…004-038", "考评小组.json", lambda: panel(plan), "没有派遣考评小组"),
        ("质量督导派出与检查记录", "004-039…004-042", "质量督导.json", lambda: supervision(plan), "没有派出质量督导员"),
        ("成绩接收或双人录入记录", "004-031", "成绩来源.json", lambda: intake(plan), "没有成绩"),
        ("成绩公布", "004-032", "成绩公布.pdf", lambda: announcement(plan, watermark), "成绩尚未公布"),
        ("成绩复核与更正", "本地设置", "复核与更正.json", lambda: corrections(plan), ""),
        ("技术争议裁决", "004-036", "争议裁决.json", lambda: rulings(plan), ""),
        ("证书核发清单", "004-044, 004-050", "证书清单.xlsx", lambda: certificates(plan), "有合格考生尚未发证"),
        ("办理经过（审计记录）", "审计日志", "办理经过.json", lambda: history(plan), ""),
    )  # fmt: skip
    found = []
    for number, (title, source, file, make, missing) in enumerate(makers, start=1):
        content = make()
        found.append(Document(number, title, source, f"{number:02d}-{file}", content, missing if content is None else ""))
    return found


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()


def plan_facts(plan: ExamPlan) -> bytes:
    return as_json({
        "plan_number": plan.plan_number, "body": plan.body.name, "filing_number": plan.filing.filing_number,
        "occupation": f"{plan.occupation_code} {plan.occupation_name}".strip(), "level": plan.level, "kind": plan.kind,
        "standard": str(plan.standard), "capacity": plan.capacity, "registration_closes_on": plan.registration_closes_on,
        "sessions": [{"subject": s.subject, "starts_at": s.starts_at, "minutes": s.minutes} for s in plan.sessions.all()],
        "applicability": plan.applicability,
    })  # fmt: skip


def site_check(plan: ExamPlan) -> bytes | None:
    check = getattr(plan, "site_check", None)
    if check is None:
        return None
    return as_json({"answers": check.answers, "remarks": check.remarks, "ready": check.ready, "checked_at": check.checked_at})


def feedback(plan: ExamPlan) -> bytes | None:
    batches = Batch.objects.filter(plan=plan, state="answered")
    rows = plan.registrations.filter(batch__in=batches).select_related("batch", "candidate").order_by("batch__number", "pk")
    found = [(r.batch.number, r.candidate.name, f"…{r.candidate.identity_last4}", r.condition, r.state, r.reason,
              str(r.batch.due_on), str(r.batch.fed_back_at)) for r in rows]  # fmt: skip
    return list_workbook(("批次", "姓名", "证件末四位", "申报条件", "结论", "理由", "审核期限", "反馈时间"), found) if found else None


def seats(plan: ExamPlan) -> bytes | None:
    rows = plan.registrations.filter(place__isnull=False).select_related("candidate", "place__room")
    found = [(r.place.ticket_number, r.candidate.name, r.place.room.name, r.place.seat, r.place.paper_code)
             for r in rows.order_by("place__ticket_number")]  # fmt: skip
    return list_workbook(("准考证号", "姓名", "考场", "座位", "卷别"), found) if found else None


def invigilators(plan: ExamPlan) -> bytes | None:
    duties = RoomDuty.objects.filter(room__plan=plan).select_related("room", "card").order_by("room__name", "card__number")
    found = [{"room": d.room.name, "name": d.card.holder_name, "card": d.card.number} for d in duties]
    return as_json(found) if found else None


def panel(plan: ExamPlan) -> bytes | None:
    members = PanelMember.objects.filter(panel__plan=plan).select_related("card", "panel").order_by("-is_leader", "pk")
    found = [{"name": m.card.holder_name, "card": m.card.number, "leader": m.is_leader, "valid_to": m.card.valid_to} for m in members]
    return as_json({"members": found, "draw": members[0].panel.draw, "sent_by": members[0].panel.dispatched_by}) if found else None


def supervision(plan: ExamPlan) -> bytes | None:
    sent = SupervisorDuty.objects.filter(plan=plan).select_related("card")
    found = [{"name": d.card.holder_name, "card": d.card.number, "sent_by": d.sent_by} for d in sent]
    visits = [{"inspection": i.title, "findings": list(i.visits.filter(plan=plan).values("checklist", "finding", "found_at"))}
              for i in Inspection.objects.filter(visits__plan=plan).distinct()]  # fmt: skip
    return as_json({"supervisors": found, "inspections": visits}) if found else None


def intake(plan: ExamPlan) -> bytes | None:
    release = getattr(plan, "release", None)
    if release is None:
        return None
    sheets = ScoreSheet.objects.filter(plan=plan).select_related("entered_by")
    return as_json({
        "package_sha256": release.package_sha256, "entered_by": release.entered_by.display_name,
        "checked_by": release.checked_by.display_name if release.checked_by else None,
        "entries": [{"turn": s.turn, "by": s.entered_by.display_name, "at": s.entered_at, "cells": s.cells, "settled": s.reasons}
                    for s in sheets],
    })  # fmt: skip


def announcement(plan: ExamPlan, watermark: str) -> bytes | None:
    release = getattr(plan, "release", None)
    if release is None or release.published_on is None:
        return None
    subjects = [(s.subject, str(s.get_subject_display())) for s in plan.sessions.all()]
    results = tuple(
        AnnouncedResult(r.place.ticket_number, r.candidate.name, tuple(printed(r, marks.get(s)) for s, _label in subjects),
                        {True: "合格", False: "不合格", None: "待补考"}[outcome.passed])
        for r, outcome, marks in result_lines(plan)
    )  # fmt: skip
    return render(ResultAnnouncement(
        title="考核成绩公布", batch_number=plan.plan_number, target=plan.occupation_name, level=plan.level,
        subjects=tuple(label for _s, label in subjects), results=results, from_day=release.published_on,
        to_day=release.objections_until or release.published_on, contact="", issuer=plan.body.name, issued_on=release.published_on,
    ), watermark=watermark)  # fmt: skip


def printed(registration: Any, mark: Score | None) -> str:
    if mark is None:
        return "免考"
    return str(mark.get_status_display()) if mark.score is None else score_text(mark.score)


def corrections(plan: ExamPlan) -> bytes:
    corrected = Score.objects.filter(registration__plan=plan, entry__gt=1).exclude(status=ScoreStatus.CARRIED)
    reviews = ScoreReview.objects.filter(registration__plan=plan)
    return as_json({
        "corrections": list(corrected.values("registration__place__ticket_number", "subject", "score", "entry", "reason", "entered_at")),
        "reviews": list(reviews.values("registration__place__ticket_number", "subject", "reason", "asked_at", "due_on", "answer")),
    })  # fmt: skip


def rulings(plan: ExamPlan) -> bytes:
    return as_json(list(Ruling.objects.filter(plan=plan).values("question", "ruling", "leader_number", "ruled_at")))


def certificates(plan: ExamPlan) -> bytes | None:
    """None while somebody who passed has none and nobody voided it."""
    rows = Certificate.objects.filter(registration__plan=plan).select_related("registration__place").order_by("certificate_number")
    held = {c.registration_id for c in rows}
    if any(outcome.passed and r.pk not in held for r, outcome, _marks in result_lines(plan)):
        return None
    return list_workbook(("证书编号", "姓名", "准考证号", "发证日期", "作废日期", "作废原因"), [
        (c.certificate_number, c.holder_name, c.registration.place.ticket_number, str(c.issued_on), str(c.revoked_on or ""),
         c.revoked_reason) for c in rows if c.registration])  # fmt: skip


def history(plan: ExamPlan) -> bytes:
    things = [plan, *filter(None, [getattr(plan, "release", None)]), *plan.batches.all()]
    return as_json([{"sequence": e.sequence, "at": e.at, "actor": e.actor, "action": e.action, "subject": e.subject, "hash": e.hash}
                    for thing in things for e in history_of(thing)])  # fmt: skip
