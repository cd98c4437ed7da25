from __future__ import annotations

from datetime import datetime
from pathlib import Path

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.sealing import seal_content
from liangcai.apps.item_quality.models import ItemFigures, ResponseSet
from liangcai.apps.item_quality.responses import as_json, forms_of, read_responses
from liangcai.apps.item_quality.statistics import chosen_model, figures, form_summaries
from liangcai.apps.papers.models import Dispatch
from liangcai.apps.station.selectors import setting_on
from liangcai.apps.station.signing import RECEIVER, published_keys, station_key
from liangcai.engines.sealing.packages import inspect, open_package
from liangcai.kernel.refusals import Refused

KEY_OWNER = "题库工作站"


@action
def take_in_responses(*, actor: User, at: datetime, package: Path, key: bytes) -> ResponseSet:
    """Take a room's anonymous responses into the vault, with their statistics: classical always, Rasch or 2PL where
    enough candidates answered. Refuses a package of another kind or for other papers, one that was taken in, and one
    that holds anything but papers and letters. The bank is not changed; the disc ledger gets its row."""
    require_custodian(actor, at.date())
    keys = published_keys()
    facts = inspect(package, keys)
    if facts.manifest.kind != "responses":
        raise Refused("not_responses", "这不是匿名作答包。", hint="请选择考场机“匿名作答封装”生成的文件。",
                      facts={"found": facts.manifest.kind})  # fmt: skip
    files = open_package(package, station_key(RECEIVER, on=at.date(), owner=KEY_OWNER), keys, at)
    if set(files) != {"responses.json"}:
        raise Refused("not_anonymous", f"作答包中有不应出现的文件：{'、'.join(sorted(set(files) - {'responses.json'}))[:80]}。整包未接收。")
    responses = read_responses(files["responses.json"])
    dispatch = Dispatch.objects.select_for_update().filter(package_sha256=responses.package_sha256).first()
    if dispatch is None:
        raise Refused("unknown_papers", "这些作答不是对本站发出的试卷作出的。", hint="请核对交接单；可能是另一题库工作站的作答包。")
    if ResponseSet.objects.filter(dispatch=dispatch).exists():
        raise Refused("responses_taken_in", f"{dispatch.slip_number} 的作答已经接收。")
    made = _store(actor, at, dispatch, facts.digest, facts.manifest.session, responses, key)
    append_row("disc", actor.get_username(), at, [actor.display_name], f"匿名作答入库 {made.plan_number}",
               {"sha256": facts.digest, "direction": "in"})  # fmt: skip
    record(actor=actor, at=at, action="take_in_responses", subject=made,
           facts={"sha256": facts.digest, "candidates": made.candidates, "model": made.model, "dispatch": dispatch})  # fmt: skip
    return made


def _store(actor, at, dispatch, digest, plan_number, responses, key) -> ResponseSet:
    forms = forms_of(dispatch.run, responses.rows, key)
    if not any(form.items for form in forms):
        raise Refused("nothing_to_measure", "没有客观题的作答，无法统计。")
    model, reason = chosen_model(forms, setting_on("rasch_least", at.date()), setting_on("two_parameter_least", at.date()))
    rows, notes = figures(forms, model)
    made = ResponseSet(bank=dispatch.run.blueprint.bank, dispatch=dispatch, package_sha256=digest, plan_number=plan_number,
                       held_on=responses.held_on, candidates=len(responses.rows), received_at=at, received_by=actor,
                       model=model, model_reason=reason, notes=notes, forms=form_summaries(forms))  # fmt: skip
    made.sealed_responses = seal_content(as_json(responses), key, str(made.public_id))
    made.save()
    for row in rows:
        row.response_set = made
    ItemFigures.objects.bulk_create(rows, batch_size=500)
    return made
