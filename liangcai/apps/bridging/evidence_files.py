"""Evidence as it is handed in: lawful use, no file twice for the same outcome, each fact proven."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile

from liangcai.apps.bridging.engine_io import facts_without
from liangcai.apps.bridging.enums import EvidenceKind, Use
from liangcai.apps.bridging.models import Application, Evidence
from liangcai.apps.bridging.states import USING_EVIDENCE
from liangcai.kernel.citations import S001, Citation
from liangcai.kernel.refusals import BadInput, Refused

LARGEST = 10 << 20
FACT_WORDS = {"skills": "技能等级证书", "titles": "职称", "skill_work": "技能工作经历", "appraisals": "年度考核",
              "honours": "荣誉", "competitions": "竞赛"}  # fmt: skip
STARTS = {b"%PDF-": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def attach(application: Application, files: Sequence[Mapping[str, Any]]) -> list[Evidence]:
    """Stores {fact, name, content, kind?, use?, certificate_number?}; refuses before anything is stored."""
    for file in files:
        require_lawful(file)
    require_unused(application, [digest(file["content"]) for file in files])
    kept = set(application.evidence.values_list("fact", flat=True))
    lacking = facts_without(kept | {file["fact"] for file in files}, application.facts)
    if lacking:
        words = "、".join(FACT_WORDS[key] for key in lacking)
        raise Refused("evidence_missing", f"下列事实没有证明材料：{words}。",
                      citation=Citation(S001, "三(四)", "001-082"), facts={"missing": lacking})  # fmt: skip
    return [store(application, file) for file in files]


def require_lawful(file: Mapping[str, Any]) -> None:
    content: bytes = file["content"]
    if len(content) > LARGEST or not any(content.startswith(start) for start in STARTS):
        raise BadInput("bad_evidence", "材料须为 PDF、PNG 或 JPEG，且不超过 10 MB。", where=file["name"])
    allowed = (Use.OPERATION_TEST, Use.CONTEST_SELECTION)
    if file.get("kind") == EvidenceKind.RECORDING and file.get("use") not in allowed:
        raise Refused("recording_use", "文字、录像资料只能作为操作考核和竞赛选拔的参考。",
                      citation=Citation(S001, "二(三)", "001-053"), where=file["name"])  # fmt: skip


def require_unused(application: Application, digests: Sequence[str]) -> None:
    """The same file does not serve the same outcome twice, whoever hands it in."""
    used = Evidence.objects.filter(sha256__in=digests, application__target=application.target,
                                   application__outcome=application.outcome,
                                   application__state__in=USING_EVIDENCE)  # fmt: skip
    found = used.exclude(application=application).first()
    if found is not None:
        raise Refused("evidence_used", "同一材料已用于另一件相同结果的申请，不能重复使用。",
                      hint="请换用其他材料，或撤回原申请。", facts={"sha256": found.sha256})  # fmt: skip


def store(application: Application, file: Mapping[str, Any]) -> Evidence:
    content: bytes = file["content"]
    ending = next(kind for start, kind in STARTS.items() if content.startswith(start))
    made = Evidence(application=application, fact=file["fact"], name=file["name"][:200], sha256=digest(content),
                    kind=file.get("kind", EvidenceKind.CERTIFICATE), use=file.get("use", Use.FACT),
                    certificate_number=file.get("certificate_number", ""))  # fmt: skip
    made.file.save(f"{made.public_id}.{ending}", ContentFile(content), save=True)
    return made
