from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.exams.permissions import require_can_run
from liangcai.apps.registrations.models import PrintedSheet, PrintRun
from liangcai.engines.typesetting.bulk import joined
from liangcai.kernel.refusals import Refused


@action
def add_printed_part(*, actor: User, at: datetime, run: PrintRun, start: int, count: int, part: bytes) -> PrintRun:
    """The next `count` sheets of a print, set beforehand, from position `start`; refused when somebody else was
    quicker. With the last part the sheets count as printed with what they showed when the print began."""
    run = PrintRun.objects.select_for_update(of=("self",)).select_related("plan").get(pk=run.pk)
    require_can_run(actor, run.plan)
    if run.finished or run.done != start:
        raise Refused("part_done", "这一部分已经排好。", hint="请刷新页面查看进度。")
    storage, before = run.file.storage, run.file.name
    whole = part
    if before:
        with storage.open(before, "rb") as file:
            whole = joined([file.read(), part])
    run.file.save(f"{run.public_id}.pdf", ContentFile(whole), save=False)
    run.done = start + count
    run.save(update_fields=["file", "done"])
    if before:
        storage.delete(before)
    if run.finished:
        _keep_digests(run)
    record(actor=actor, at=at, action="add_printed_part", subject=run.plan,
           facts={"run": str(run.public_id), "kind": run.kind, "done": run.done, "of": len(run.keys)})  # fmt: skip
    return run


def _keep_digests(run: PrintRun) -> None:
    """The sheets taken back since the print before (no digest) are forgotten."""
    printed = {key: digest for key, digest in run.digests.items() if digest}
    PrintedSheet.objects.filter(plan=run.plan, kind=run.kind, key__in=run.digests.keys() - printed.keys()).delete()
    PrintedSheet.objects.bulk_create(
        (PrintedSheet(plan=run.plan, kind=run.kind, key=key, digest=digest) for key, digest in printed.items()),
        batch_size=500, update_conflicts=True, unique_fields=["plan", "kind", "key"], update_fields=["digest"],
    )  # fmt: skip
