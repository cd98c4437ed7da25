"""What a paper says, as it came from the vault, checked against its signed certificate of conformity (002-040)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from liangcai.engines.assembly import Blueprint, read_blueprint
from liangcai.engines.sealing.keys import KeySet
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

SHOWN = ("position", "type", "score", "stem", "options")


BENT = Citation(S002, "四(一)", "002-040")
RETURN = "试卷未启封。请联系题库管理员重新封装。"


def checked_papers(session: Mapping[str, Any], keys: KeySet, senders: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The questions of every paper by its letter, each checked against its certificate and against the blueprint that
    came with it. `senders`: key ids that signed the package; a certificate signed by anybody else is refused."""
    plan = read_blueprint(session["blueprint"].encode(), where="组卷方案")
    return {code: checked_content(code, paper, session["blueprint"], plan, keys, senders)
            for code, paper in session["papers"].items()}  # fmt: skip


def checked_content(
    code: str, paper: Mapping[str, Any], blueprint: str, plan: Blueprint, keys: KeySet, senders: Collection[str],
) -> list[dict[str, Any]]:  # fmt: skip
    """The questions of a paper, or `Refused`: signed by another than the vault that sent it, a word or the letter not
    what was certified, another blueprint than was certified, or a paper that does not equal its blueprint."""
    certificate = paper["certificate"]
    signers = {key.key_id for key in verify_document("paper-conformity", certificate, keys)}
    if not signers <= set(senders):
        raise Refused("foreign_signature", f"试卷 {code} 的符合性证书由 {'、'.join(sorted(signers - set(senders)))} 签名，"
                      f"不是封装该包的题库工作站（{'、'.join(sorted(senders))}），不得使用。", citation=BENT, hint=RETURN)  # fmt: skip
    if certificate["code"] != code or digest(paper["content"]) != certificate["paper_sha256"]:
        raise Refused("paper_differs", f"试卷 {code} 与其符合性证书不符，不得使用。", citation=BENT, hint=RETURN)
    if digest(blueprint) != certificate["blueprint_sha256"]:
        raise Refused("blueprint_differs", f"试卷 {code} 的符合性证书所认的组卷方案不是随卷送来的方案，不得使用。",
                      citation=BENT, hint=RETURN)  # fmt: skip
    check_cells(code, paper["content"], plan)
    return list(paper["content"])


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def check_cells(code: str, content: Sequence[Mapping[str, Any]], plan: Blueprint) -> None:
    """Counted again here: every cell of the blueprint has its count of questions, of its type, at its score."""
    found = Counter((q["cell"], q["type"], float(q["score"])) for q in content)
    for cell in plan.cells:
        there = found.pop((cell.name, cell.type, cell.score), 0)
        if there != cell.count:
            raise Refused("paper_bends_blueprint", f"试卷 {code} 的 {cell.name} 有 {there} 题，方案为 {cell.count} 题，不得使用。",
                          citation=BENT, hint=RETURN, facts={"found": there, "needed": cell.count})  # fmt: skip
    if found:
        raise Refused("paper_bends_blueprint", f"试卷 {code} 有方案之外的试题，不得使用。", citation=BENT, hint=RETURN)


def questions_of(content: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a candidate may see: no answers, no explanations, no item numbers."""
    return [{k: q[k] for k in SHOWN if k in q} for q in content]


def key_of(content: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """{position: {answer, score}} for marking."""
    return {str(q["position"]): {"answer": q["answer"], "score": q["score"]} for q in content}


def lawful_answer(question: Mapping[str, Any], answer: str) -> bool:
    """Whether an answer is among the question's letters (no answer is lawful, several only where several are asked);
    written questions take any text."""
    if question["type"] not in ("single_choice", "multiple_choice", "true_false"):
        return True
    letters = "AB" if question["type"] == "true_false" else "ABCDEFGH"[: len(question.get("options", ()))]
    several = question["type"] == "multiple_choice"
    return set(answer) <= set(letters) and len(set(answer)) == len(answer) and (several or len(answer) <= 1)
