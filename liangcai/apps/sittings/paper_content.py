"""What a paper says, as it came from the vault, checked against its signed certificate of conformity (002-040)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from liangcai.engines.sealing.keys import KeySet
from liangcai.engines.sealing.signed_document import verify_document
from liangcai.kernel.citations import S002, Citation
from liangcai.kernel.refusals import Refused

SHOWN = ("position", "type", "score", "stem", "options")


def checked_content(code: str, paper: Mapping[str, Any], keys: KeySet) -> list[dict[str, Any]]:
    """The questions of a paper, or `Refused` when a word of them, or its letter, is not what the vault certified."""
    certificate = paper["certificate"]
    verify_document("paper-conformity", certificate, keys)
    text = json.dumps(paper["content"], ensure_ascii=False, sort_keys=True).encode()
    if certificate["code"] != code or hashlib.sha256(text).hexdigest() != certificate["paper_sha256"]:
        raise Refused("paper_differs", f"试卷 {code} 与其符合性证书不符，不得使用。",
                      citation=Citation(S002, "四(一)", "002-040"), hint="请联系题库管理员重新封装。")  # fmt: skip
    return list(paper["content"])


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
