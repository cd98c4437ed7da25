from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from liangcai.apps.accounts.clock import require_clock
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.sittings.actions.receive_package import KEY_OWNER
from liangcai.apps.sittings.models import ArrivedPackage, Seat, Sitting
from liangcai.apps.sittings.paper_content import checked_papers, key_of, questions_of
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.station.signing import PACKAGE, RECEIVER, published_keys, station_key
from liangcai.engines.omr.layout import layout_for
from liangcai.engines.sealing.packages import ReceiverAndShares, inspect, open_package
from liangcai.engines.sealing.receipts import make_receipt
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused, RowErrors

MARKED = ("single_choice", "multiple_choice", "true_false")
ROSTER = ("ticket_number", "name", "identity_last4", "seat", "paper_code")


@action
def open_papers(
    *, actor: User, at: datetime, arrived: ArrivedPackage, second: User, shares: Sequence[Sequence[str]],
    roster: Sequence[Mapping[str, Any]], mode: str, site: str = KEY_OWNER,
) -> tuple[Sitting, dict[str, Any]]:  # fmt: skip
    """Open the sealed papers of a session, not before their time, and seat its candidates. Two invigilators each type
    shares (`shares`: the first one's, the second one's), which with this room's own key make the key. Each paper's
    certificate of conformity is checked again before it may be used (002-040). `roster`: {ticket_number, name,
    identity_last4, seat, paper_code}. Returns the sitting and the signed receipt for the vault."""
    require_proctor(actor)
    require_proctor(second)
    require_clock(at)
    if actor.pk == second.pk:
        raise NotPermitted("two_persons", "启封须两名监考员到场，各自录入份额。")
    if len(shares) != 2 or not all(shares):
        raise BadInput("two_persons", "两名监考员须各自录入至少一份密钥份额。", where="shares")
    arrived = ArrivedPackage.objects.select_for_update(of=("self",)).get(pk=arrived.pk)
    keys, package = published_keys(), Path(arrived.file.path)
    facts = inspect(package, keys)
    if facts.digest != arrived.sha256:
        raise Refused("package_changed", "密封包与到达登记时的摘要不符，不得启封。", hint="请封存现场，联系题库管理员。")
    own = station_key(RECEIVER, on=at.date(), owner=site)
    typed = ReceiverAndShares(own, [text for one in shares for text in one])
    files = open_package(package, typed, keys, at, receiver=own.key_id)
    session = json.loads(files["session.json"])
    if session.get("subject") == "practical":
        raise Refused("practical_papers", "包内是操作技能试卷，不按理论考试启封。",
                      hint="请在“操作技能”页建立场次；试卷、通知单与评分记录表由题库工作站打印移交。")  # fmt: skip
    papers = checked_papers(session, keys, facts.signed_by)
    _check_roster(roster, set(papers))
    if Sitting.objects.filter(plan_number=session["plan_number"], subject="theory").exists():
        raise Refused("opened_already", f"计划 {session['plan_number']} 的试卷已经启封。")
    shown = {code: questions_of(content) for code, content in papers.items()}
    sitting = Sitting.objects.create(
        plan_number=session["plan_number"], subject="theory", mode=mode, title=session["title"], starts_at=at,
        minutes=session["minutes"], package_sha256=facts.digest, papers=shown,
        answer_keys={code: key_of(content) for code, content in papers.items()},
        sheet_layout=sheet_layout(next(iter(shown.values())), session["title"]),
    )  # fmt: skip
    Seat.objects.bulk_create(Seat(sitting=sitting, **_seat(row)) for row in roster)
    arrived.sitting = sitting
    arrived.save(update_fields=["sitting"])
    receipt = make_receipt(facts.digest, site, "opened", at, station_key(PACKAGE, on=at.date(), owner=KEY_OWNER))
    record(actor=actor, at=at, action="open_papers", subject=sitting,
           facts={"package": sitting.package_sha256, "candidates": len(roster), "receipt": receipt,
                  "second": second.get_username(), "shares": [len(one) for one in shares]})  # fmt: skip
    return sitting, receipt


def sheet_layout(questions: Sequence[Mapping[str, Any]], title: str) -> str:
    """The answer sheet that fits the paper: the marked questions come first in it, true/false last of them; several
    marks where several are asked."""
    marked = [q for q in questions if q["type"] in MARKED]
    if not marked:  # written or practical throughout: no sheet
        return ""
    true_false = sum(q["type"] == "true_false" for q in marked)
    multiple = frozenset(q["position"] for q in marked if q["type"] == "multiple_choice")
    options = max([len(q.get("options", ())) for q in marked if q["type"] != "true_false"], default=4)
    return layout_for(len(marked), options, true_false, multiple, title).to_json()


def _check_roster(roster: Sequence[Mapping[str, Any]], codes: set[str]) -> None:
    """Every row complete, each ticket once, each paper letter in the package."""
    errors, tickets = [], set()
    for n, row in enumerate(roster, start=1):
        for name in ROSTER:
            value = str(row.get(name) or "")
            if not value or (name == "identity_last4" and len(value) != 4):
                errors.append({"row": n, "field": name, "found": value or "空", "expected": "必填" if not value else "四位"})
        if row.get("ticket_number") in tickets:
            errors.append({"row": n, "field": "ticket_number", "found": row["ticket_number"], "expected": "不重复"})
        if row.get("paper_code") not in codes:
            errors.append({"row": n, "field": "paper_code", "found": str(row.get("paper_code") or "空"),
                           "expected": "、".join(sorted(codes))})  # fmt: skip
        tickets.add(row.get("ticket_number"))
    if errors or not roster:
        raise RowErrors("考生名单为空。" if not roster else f"考生名单有 {len(errors)} 处不能使用，试卷未启封。", errors)


def _seat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: str(row[k]) for k in ROSTER}
