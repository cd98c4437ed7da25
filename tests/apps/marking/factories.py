"""Answer sheets printed, filled and scanned; assessors' scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2

from liangcai.apps.accounts.models import User
from liangcai.apps.marking.actions.enter_assessor_score import enter_assessor_score
from liangcai.apps.marking.models import AssessorScore, PanelPlace
from liangcai.apps.sittings.actions.end_sitting import end_sitting
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.engines.omr.layout import SheetLayout
from liangcai.engines.omr.print import SheetCandidate, print_sheets
from liangcai.engines.omr.simulate import fill
from tests.apps.custody.factories import account
from tests.apps.sittings.factories import CRITERIA, ENDS, proctor, running


def ended_on_sheets() -> Sitting:
    return end_sitting(actor=proctor(), at=ENDS, sitting=running(mode="sheet"))


def scans(sitting: Sitting, folder: Path, answers: dict[int, str], **printed: str) -> list[Path]:
    """Everybody's sheet with the same answers; `printed` replaces what the sheet says of the candidate."""
    layout = SheetLayout.from_json(sitting.sheet_layout)
    rows = [SheetCandidate(**({"ticket_number": s.ticket_number, "name": s.name, "seat": s.seat,
                               "paper_code": s.paper_code} | printed)) for s in sitting.seats.all()]  # fmt: skip
    document = pypdfium2.PdfDocument(print_sheets(layout, rows[:1] if printed else rows))
    files = []
    for n, page in enumerate(document):
        picture = page.render(scale=150 / 72, grayscale=True).to_numpy().squeeze().copy()
        picture = fill(picture, layout.pages[n % len(layout.pages)], answers, np.random.default_rng(n))
        files.append(folder / f"scan-{n:02d}.png")
        files[-1].write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return files


def scored(seat: Seat, card: str = "演示-01", is_leader: bool = False, actor: User | None = None,
           **criteria: Any) -> AssessorScore:  # fmt: skip
    marks = {"操作规范": "30", "作业质量": "30", "安全文明": "10"} | criteria
    assert set(CRITERIA) <= set(marks)
    place = seat.sitting.panel.filter(card_number=card).first()
    actor = actor or (place.user if place else account("assessor", f"演示考评员{card[-2:]}"))
    if place is None and actor.role == "assessor":
        on_panel(seat.sitting, actor, card, is_leader)
    return enter_assessor_score(actor=actor, at=ENDS, seat=seat, criteria=marks)


def on_panel(sitting: Sitting, assessor: User, card: str = "演示-01", is_leader: bool = False) -> PanelPlace:
    return PanelPlace.objects.create(sitting=sitting, user=assessor, card_number=card, is_leader=is_leader)
