from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.engine_io import parsed_of
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.printing import printed_items
from liangcai.apps.item_bank.sealing import open_content
from liangcai.engines.item_files import ParsedItem, write_excel, write_qti, write_word
from liangcai.engines.typesetting import item_list
from liangcai.kernel.refusals import Refused

WRITERS: dict[str, Callable[[list[ParsedItem]], bytes]] = {"docx": write_word, "xlsx": write_excel, "zip": write_qti}
FORMATS = (*WRITERS, "pdf")
MOST_PRINTED = 2_000


@action
def export_items(
    *, actor: User, at: datetime, bank: Bank, items: QuerySet[Item], kind: str, purpose: str, key: bytes, watermark: str = "",
) -> bytes:  # fmt: skip
    """Items of a bank, or a selection of them, as Word (docx), Excel (xlsx), QTI 3.0 (zip) or PDF. Content leaves the
    sealed store: the use of the computer is entered in its ledger with purpose and number of items (002-045). A PDF
    carries who exported it and when on each page, and `watermark` across it."""
    require_custodian(actor, at.date())
    if kind not in FORMATS:
        raise Refused("export_kind", f"不能导出为“{kind}”。")
    if not purpose.strip():
        raise Refused("purpose_missing", "导出试题须写明事由。")
    rows = list(items.filter(bank=bank))
    if not rows:
        raise Refused("nothing_to_export", "没有符合条件的试题，未导出。")
    if kind == "pdf" and len(rows) > MOST_PRINTED:
        raise Refused("too_many_to_print", f"选中 {len(rows)} 题，一次最多打印 {MOST_PRINTED} 题。", hint="请先筛选。")
    parsed = [parsed_of(i, open_content(i.sealed_content, key, str(i.public_id))) for i in rows]
    if kind == "pdf":
        exported = f"{actor.display_name} {timezone.localtime(at):%Y-%m-%d %H:%M} 导出，保密"
        made = item_list.render(printed_items(parsed, title=f"{bank} 试题", exported=exported), watermark=watermark or exported)
    else:
        made = WRITERS[kind](parsed)
    append_row("computer", actor.get_username(), at, [actor.display_name], f"导出试题 {bank} {len(rows)} 题：{purpose.strip()}"[:200],
               {"bank": bank.public_id, "kind": kind, "items": len(rows)})  # fmt: skip
    record(actor=actor, at=at, action="export_items", subject=bank,
           facts={"kind": kind, "purpose": purpose, "items": sorted(i.item_number for i in rows)})  # fmt: skip
    return made
