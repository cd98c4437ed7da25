from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.models import Seat, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.station.signing import PACKAGE, RECEIVER, published_keys, station_key
from liangcai.engines.omr.layout import layout_for
from liangcai.engines.sealing.packages import inspect, open_package
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

KEY_OWNER = "考场机"


@action
def open_papers(
    *, actor: User, at: datetime, package: Path, roster: Sequence[Mapping[str, Any]], mode: str, site: str,
) -> tuple[Sitting, dict[str, Any]]:  # fmt: skip
    """Open the sealed papers of a session, not before their time, and seat its candidates. Each paper's
    certificate of conformity is checked again before it may be used (002-040). `roster`: {ticket_number, name,
    identity_last4, seat, paper_code}. Returns the sitting and the signed receipt for the vault."""
    require_proctor(actor)
    keys = published_keys()
    facts = inspect(package, keys)
    files = open_package(package, station_key(RECEIVER, on=at.date(), owner=site), keys, at)
    session = json.loads(files["session.json"])
    for code, proof in session["conformity"].items():
        verify_document("paper-conformity", proof["certificate"], keys)
        content = json.dumps(proof["content"], ensure_ascii=False, sort_keys=True).encode()
        if hashlib.sha256(content).hexdigest() != proof["certificate"]["paper_sha256"]:
            raise Refused("paper_differs", f"试卷 {code} 与其符合性证书不符，不得使用。",
                          citation=Citation(S002, "四(一)", "002-040"))  # fmt: skip
    unknown = {r["paper_code"] for r in roster} - set(session["papers"])
    if unknown or not roster:
        raise Refused("roster_papers", f"名单为空，或卷别 {'、'.join(sorted(unknown))} 不在密封包中。")
    questions = next(iter(session["papers"].values()))
    sitting = Sitting.objects.create(
        plan_number=session["plan_number"], subject="theory", mode=mode, title=session["title"], starts_at=at,
        minutes=session["minutes"], package_sha256=facts.digest, papers=session["papers"],
        answer_keys=session["keys"], sheet_layout=sheet_layout(questions, session["title"]),
    )  # fmt: skip
    Seat.objects.bulk_create(Seat(sitting=sitting, **_seat(row)) for row in roster)
    receipt = make_receipt(facts.digest, site, "opened", at, station_key(PACKAGE, on=at.date(), owner=KEY_OWNER))
    record(actor=actor, at=at, action="open_papers", subject=sitting,
           facts={"package": sitting.package_sha256, "candidates": len(roster), "receipt": receipt})  # fmt: skip
    return sitting, receipt


def sheet_layout(questions: Sequence[Mapping[str, Any]], title: str) -> str:
    """The answer sheet that fits the paper: true/false questions come last, several marks where several are asked."""
    true_false = sum(q["type"] == "true_false" for q in questions)
    multiple = frozenset(q["position"] for q in questions if q["type"] == "multiple_choice")
    options = max([len(q.get("options", ())) for q in questions if q["type"] != "true_false"], default=4)
    return layout_for(len(questions), options, true_false, multiple, title).to_json()


def _seat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: str(row[k]) for k in ("ticket_number", "name", "identity_last4", "seat", "paper_code")}
