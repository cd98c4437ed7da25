from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.record_ledger_entry import append_row
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.papers.engine_io import paper_content, printed_key, printed_paper
from liangcai.apps.papers.models import Paper
from liangcai.engines.typesetting import answer_key
from liangcai.engines.typesetting import paper as paper_pdf
from liangcai.kernel.refusals import Refused


@action
def print_paper(
    *, actor: User, at: datetime, paper: Paper, part: str, copies: int, key: bytes, watermark: str = "",
) -> bytes:  # fmt: skip
    """The PDF of a paper (`part` "paper") or of its key ("key"). Each print is a row of the assembly ledger, with
    the number of copies it is for (002-045)."""
    require_custodian(actor, at.date())
    if part not in ("paper", "key"):
        raise Refused("print_part", "只能打印试卷或答案。")
    if not 1 <= copies <= 1000:
        raise Refused("print_copies", f"份数 {copies} 应在 1 至 1000 之间。")
    questions, bank = paper_content(paper, key), paper.run.blueprint.bank
    given = {"title": str(bank), "code": f"{str(paper.run.public_id)[:8]}-{paper.code}"}
    if part == "paper":
        pdf = paper_pdf.render(printed_paper(questions, **given, subtitle="理论知识试卷", minutes=paper.run.blueprint.minutes,
                                             organization="江苏省职业技能评价"), watermark=watermark)  # fmt: skip
    else:
        pdf = answer_key.render(printed_key(questions, **given), watermark=watermark)
    name = "试卷" if part == "paper" else "答案"
    append_row("assembly", actor.get_username(), at, [actor.display_name], f"打印{name} {bank} {paper.code}卷",
               {"paper": paper.public_id, "part": part, "copies": copies})  # fmt: skip
    record(actor=actor, at=at, action="print_paper", subject=paper, facts={"part": part, "copies": copies})
    return pdf
