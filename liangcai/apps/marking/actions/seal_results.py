from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.marking.models import MarkedResult, ResultPackage
from liangcai.apps.sittings.models import Answer, Sitting
from liangcai.apps.sittings.permissions import require_proctor
from liangcai.apps.sittings.states import SITTING
from liangcai.apps.station.signing import PACKAGE, station_key
from liangcai.apps.station.sites import current_site
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.keys import PublicKey
from liangcai.engines.sealing.package_manifest import Manifest
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
    files = {"results.json": json.dumps({"plan_number": sittings[0].plan_number, "rows": rows}, ensure_ascii=False).encode(),
             "answers.json": json.dumps(answers, ensure_ascii=False).encode()}  # fmt: skip
    (number,) = numbers
    name, path = new_file(f"results/{number}.lcp")
    manifest = Manifest(kind="results", sender=current_site(), receiver="hall", session=number)
    digest = seal(Path(path), files, manifest, [station_key(PACKAGE, on=at.date(), owner=KEY_OWNER)],
                  receivers=[receiver_key])  # fmt: skip
    package = ResultPackage.objects.create(sitting=sittings[0], sha256=digest, sealed_at=at, file=name)
    record(actor=actor, at=at, action="seal_results", subject=package, facts={"sha256": package.sha256, "rows": len(rows)})
    return package


def _rows(sitting: Sitting) -> list[dict[str, object]]:
    marks = MarkedResult.objects.filter(seat__sitting=sitting).select_related("seat")
    return [{"ticket_number": m.seat.ticket_number, "subject": sitting.subject, "status": m.status,
             "score": None if m.score is None else f"{m.score:f}", "details": m.details} for m in marks]  # fmt: skip
