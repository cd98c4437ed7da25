from __future__ import annotations

from datetime import date, datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers import printing
from liangcai.apps.papers.engine_io import paper_content, plan_of
from liangcai.apps.papers.models import Blueprint, Paper
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.omr import print_sheets
from liangcai.engines.typesetting import answer_key, marking_guide, paper_word, preparation_notice, scoring_sheet
from liangcai.engines.typesetting import paper as paper_pdf
from liangcai.kernel.citations import S004, Citation
from liangcai.kernel.refusals import Refused

PARTS = {"paper": "试卷", "word": "试卷（Word）", "key": "答案", "guide": "评分细则", "sheet": "答题卡", "notice": "考核准备通知单",
         "scoring": "评分记录表"}  # fmt: skip
OF_THEORY = ("paper", "word", "key", "guide", "sheet")
OF_PRACTICAL = ("paper", "word", "notice", "scoring")
MOST_SHEETS = 200  # a run of blank sheets with numbers of their own


@action
def print_paper(
    *, actor: User, at: datetime, paper: Paper, part: str, copies: int, key: bytes, watermark: str = "",
    site: str = "", starts_at: datetime | None = None, work_places: int = 1, assessors: int | None = None,
) -> bytes:  # fmt: skip
    """One document of a paper: "paper", "word" (the same in Word), "key", "guide" (marking of written questions),
    "sheet" (answer sheets); of a practical one "notice" (what to prepare, for a site, a moment and work places) and
    "scoring" (a sheet a task; the panel by the settings of the day, which also say how many when nobody does). Each print is a row of the assembly ledger, with the
    number of copies it is for (002-045)."""
    require_custodian(actor, at.date())
    practical = paper.run.blueprint.subject == Blueprint.PRACTICAL
    if part not in (OF_PRACTICAL if practical else OF_THEORY):
        raise Refused("print_part", f"{'操作技能' if practical else '理论'}试卷没有“{PARTS.get(part, part[:20])}”可打印。")
    if not 1 <= copies <= 1000:
        raise Refused("print_copies", f"份数 {copies} 应在 1 至 1000 之间。")
    paper.run.require_current()
    given = {"site": site, "starts_at": starts_at, "work_places": work_places, "assessors": assessors}
    printed = document(paper, part, copies, key, at.date(), watermark, given)
    append_row("assembly", actor.get_username(), at, [actor.display_name],
               f"打印{PARTS[part]} {paper.run.blueprint.bank} {paper.code}卷",
               {"paper": paper.public_id, "part": part, "copies": copies})  # fmt: skip
    record(actor=actor, at=at, action="print_paper", subject=paper, facts={"part": part, "copies": copies})
    return printed


def document(paper: Paper, part: str, copies: int, key: bytes, on: date, watermark: str, given: dict[str, Any]) -> bytes:
    questions, blueprint = paper_content(paper, key), paper.run.blueprint
    name = {"title": str(blueprint.bank), "code": printing.paper_number(paper)}
    if part in ("paper", "word"):
        face = printing.printed_paper(questions, **name, minutes=blueprint.minutes, on=on, plan=plan_of(blueprint.text).cells)
        return (paper_pdf.render if part == "paper" else paper_word.write)(face, watermark=watermark)
    if part == "key":
        return answer_key.render(printing.printed_key(questions, **name), watermark=watermark)
    if part == "guide":
        return marking_guide.render(printing.printed_guide(questions, **name), watermark=watermark)
    if part == "sheet":
        if copies > MOST_SHEETS:
            raise Refused("print_sheets", f"答题卡一次最多打印 {MOST_SHEETS} 张，读到 {copies}。", hint="请分次打印，或由考场按名单打印。")
        return print_sheets(printing.sheet_layout(questions, str(blueprint.bank)), printing.blank_candidates(paper.code, copies))
    if part == "notice":
        if not given["site"].strip() or given["starts_at"] is None or given["work_places"] < 1:
            raise Refused("notice_fields", "考核准备通知单须写明考点、开考时间和工位数。")
        del given["assessors"]
        return preparation_notice.render(*printing.printed_notices(questions, paper, **given), watermark=watermark)
    assessors = panel(given["assessors"], on)
    return scoring_sheet.render(*printing.printed_scoring(questions, paper, assessors), watermark=watermark)


def panel(asked: int | None, on: date) -> int:
    """How many assessors a scoring sheet is for: those asked for, if the settings of the day allow it, else the least."""
    least, odd = setting_on("practical_panel_least", on), setting_on("practical_panel_odd", on)
    size = least if asked is None else asked
    if size < least or (odd and size % 2 == 0):
        raise Refused("assessor_count", f"考评员 {size} 名，应不少于 {least} 名{'且为单数' if odd else ''}。",
                      citation=Citation(S004, "三(二)5", "004-034"), hint="人数要求是按日期生效的设置 practical_panel_least、practical_panel_odd。")  # fmt: skip
    return size
