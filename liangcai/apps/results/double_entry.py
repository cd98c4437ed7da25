"""Two independent entries of one plan's scores: read, compared cell by cell, put together. No writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.apps.exams.enums import Subject
from liangcai.apps.exams.models import ExamPlan
from liangcai.apps.results.marks import Mark, ReviewPanel, read_mark
from liangcai.apps.results.models import Score, ScoreSheet
from liangcai.apps.results.score_workbook import RosterLine
from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import BadInput, RowErrors

Cells = dict[str, dict[str, str]]  # ticket number → subject → the cell's canonical words
EXEMPT, CARRIED = "免考", "沿用"


@dataclass(frozen=True)
class Difference:
    """A cell that the two entries do not have alike."""

    ticket_number: str
    subject: str
    first: str
    second: str

    @property
    def key(self) -> str:
        return f"{self.ticket_number}:{self.subject}"


def review_panel(on: date) -> ReviewPanel:
    return ReviewPanel(setting_on("review_panel_least", on), setting_on("review_panel_odd", on))


def subjects_of(plan: ExamPlan) -> list[tuple[str, str]]:
    """(value, label) of the subjects that the plan examines, in the order of the examination."""
    return [(s.subject, str(Subject(s.subject).label)) for s in plan.sessions.all()]


def roster_of(plan: ExamPlan) -> list[RosterLine]:
    """Every seated candidate by ticket number, with the cells that need no score. Two queries."""
    rows = plan.registrations.filter(place__isnull=False).select_related("candidate", "place__room")
    carried = carried_subjects(plan)
    return [RosterLine(r.place.ticket_number, r.candidate.name, f"{r.place.room.name} {r.place.seat:02d}",
                       dict.fromkeys(carried.get(r.pk, ()), CARRIED) | dict.fromkeys(r.exempt_subjects, EXEMPT))
            for r in rows.order_by("place__ticket_number")]  # fmt: skip


def carried_subjects(plan: ExamPlan) -> dict[int, set[str]]:
    """{registration pk: subjects whose earlier pass is carried over}: make-up of the failed part."""
    found: dict[int, set[str]] = {}
    for pk, subject in Score.objects.filter(registration__plan=plan, status="carried").values_list("registration", "subject"):
        found.setdefault(pk, set()).add(subject)
    return found


def read_sheet(plan: ExamPlan, lines: Iterable[tuple[int, Mapping[str, str]]], on: date) -> Cells:
    """The canonical cells of a whole sheet; `lines` as (line, text by key). `RowErrors` names every fault with its
    cell: an unknown or repeated ticket, a name that is not the ticket's, a cell that cannot be read, one left out."""
    roster = {line.ticket_number: line for line in roster_of(plan)}
    subjects, panel = [value for value, _label in subjects_of(plan)], review_panel(on)
    cells: Cells = {}
    errors: list[dict[str, Any]] = []
    for number, values in lines:
        ticket = values["ticket_number"]
        line = roster.get(ticket)
        if line is None or ticket in cells:
            errors.append(fault(number, "ticket_number", f"读到“{ticket[:40]}”",
                                "本计划的准考证号" if line is None else "每名考生一行，此号重复"))  # fmt: skip
            continue
        if values.get("name", line.name) != line.name:
            errors.append(fault(number, "name", f"读到“{values['name'][:40]}”", f"该准考证号的考生为 {line.name}，请勿串行"))
        cells[ticket] = {}
        for subject in subjects:
            text = values.get(subject, "")
            if subject in line.given:
                if text not in ("", line.given[subject]):
                    errors.append(fault(number, subject, f"读到“{text[:40]}”", f"该科{line.given[subject]}，不录成绩"))
                continue
            try:
                cells[ticket][subject] = read_mark(text, panel if subject == Subject.REVIEW else None).words
            except BadInput as no:
                errors.append(fault(number, subject, no.message, no.hint))
    errors += [fault(0, "ticket_number", f"缺 {ticket} {line.name}", "名册上每名考生都要录入")
               for ticket, line in roster.items() if ticket not in cells]  # fmt: skip
    if errors:
        raise RowErrors(f"成绩有 {len(errors)} 处问题，未录入任何数据。", errors, hint="请按提示改正后重新提交整份成绩。")
    return cells


def differences(first: Cells, second: Cells) -> list[Difference]:
    """Cell by cell, in the order of the first; both hold the same candidates and subjects."""
    return [Difference(ticket, subject, words, second[ticket][subject])
            for ticket, row in first.items() for subject, words in row.items() if second[ticket][subject] != words]  # fmt: skip


def open_differences(plan: ExamPlan) -> list[Difference]:
    """What still has to be settled; empty unless both entries are in."""
    sheets = {sheet.turn: sheet.cells for sheet in ScoreSheet.objects.filter(plan=plan)}
    return differences(sheets[1], sheets[2]) if {1, 2} <= sheets.keys() else []


def result_rows(cells: Cells, on: date) -> list[dict[str, Any]]:
    """The rows that `receive_results` takes, read from the settled cells."""
    panel = review_panel(on)
    rows = []
    for ticket, row in cells.items():
        for subject, words in row.items():
            mark: Mark = read_mark(words, panel if subject == Subject.REVIEW else None)
            rows.append({"ticket_number": ticket, "subject": subject, "score": mark.score, "status": mark.status,
                         "details": mark.details})  # fmt: skip
    return rows


def fault(row: int, field: str, found: str, expected: str) -> dict[str, Any]:
    return {"row": row, "field": field, "found": found, "expected": expected}
