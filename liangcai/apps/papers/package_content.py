"""What is sealed for a room: each paper as PDF, and the session's content with blueprint and certificates, which the
room checks again before opening."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from liangcai.apps.papers.engine_io import paper_content, plan_of
from liangcai.apps.papers.models import AssemblyRun
from liangcai.apps.papers.printing import printed_paper
from liangcai.engines.typesetting.paper import render


def package_files(run: AssemblyRun, *, plan_number: str, title: str, key: bytes, on: date, watermark: str = "") -> dict[str, bytes]:
    """`session.json` and a PDF a paper, variants among them."""
    plan, files = run.blueprint, {}
    session: dict[str, Any] = {"plan_number": plan_number, "title": title, "minutes": plan.minutes, "subject": plan.subject,
                               "blueprint": plan.text, "papers": {}}  # fmt: skip
    for paper in run.papers.order_by("code"):
        questions = paper_content(paper, key)
        session["papers"][paper.code] = {"certificate": paper.conformity, "content": questions}
        face = printed_paper(questions, title=title, code=f"{plan_number}-{paper.code}", minutes=plan.minutes, on=on,
                             plan=plan_of(plan.text).cells)  # fmt: skip
        files[f"{paper.code}.pdf"] = render(face, watermark=watermark)
    files["session.json"] = json.dumps(session, ensure_ascii=False, sort_keys=True).encode()
    return files
