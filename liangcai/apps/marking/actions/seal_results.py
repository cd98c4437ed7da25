from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import MarkedResult, ResultPackage
from liangcai.apps.sittings.models import Answer, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.sittings.states import SITTING
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.packages import seal
from liangcai.kernel.refusals import Refused

KEY_OWNER = "考场机"


@action
def seal_results(
    *, actor: User, at: datetime, sittings: Sequence[Sitting], receiver_key: PublicKey,
) -> ResultPackage:  # fmt: skip
    """Seal the marks of all subjects of a plan to the hall, together with the answers they rest on."""
    require_proctor(actor)
    numbers = {s.plan_number for s in sittings}
    if len(numbers) != 1:
        raise Refused("one_plan", "一个成绩包只能含同一计划的各科目。")
    rows = []
    for sitting in Sitting.objects.select_for_update().filter(pk__in=[s.pk for s in sittings]):
        sitting.state = SITTING.step(sitting.state, "seal")
        sitting.save(update_fields=["state"])
        rows += _rows(sitting)
    answers = list(Answer.objects.filter(seat__sitting__in=sittings).values_list("seat__ticket_number", "question", "answer"))
    files = {"results.json": json.dumps({"plan_number": numbers.copy().pop(), "rows": rows}, ensure_ascii=False).encode(),
             "answers.json": json.dumps(answers, ensure_ascii=False).encode()}  # fmt: skip
    data = seal(files, kind="results", sender="room", receiver="hall", subject=next(iter(numbers)),
                receivers=[receiver_key], signers=[station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)],
                seed=os.urandom(32))  # fmt: skip
    package = ResultPackage(sitting=sittings[0], sha256=hashlib.sha256(data).hexdigest(), sealed_at=at)
    package.file.save(f"results-{next(iter(numbers))}.lcp", ContentFile(data), save=False)
    package.save()
    record(actor=actor, at=at, action="seal_results", subject=package, facts={"sha256": package.sha256, "rows": len(rows)})
    return package


def _rows(sitting: Sitting) -> list[dict[str, object]]:
    marks = MarkedResult.objects.filter(seat__sitting=sitting).select_related("seat")
    return [{"ticket_number": m.seat.ticket_number, "subject": sitting.subject, "status": m.status,
             "score": None if m.score is None else f"{m.score:f}", "details": m.details} for m in marks]  # fmt: skip
