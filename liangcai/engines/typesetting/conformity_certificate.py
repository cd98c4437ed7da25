"""That a paper is what its blueprint demands: digests of both and each check (S002 四(一))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liangcai.engines.typesetting.plain import moment_words
from liangcai.engines.typesetting.report import Code, Facts, Heading, Note, Paragraphs, Report, Table, report_pdf


@dataclass(frozen=True, slots=True)
class ConformityCheck:
    name: str
    required: str
    found: str
    holds: bool


@dataclass(frozen=True, slots=True)
class ConformityCertificate:
    """Digests and the signature as printed text (hexadecimal or base64). `code` is the QR's text."""

    paper_code: str
    paper_title: str
    blueprint_name: str
    blueprint_digest: str
    paper_digest: str
    bank_version: str
    seed: str
    assembled_at: datetime
    checks: tuple[ConformityCheck, ...]
    signer: str
    signature: str
    code: str = ""


def render(certificate: ConformityCertificate, *, watermark: str = "") -> bytes:
    """The certificate; its conclusion follows from the checks and cannot be given."""
    failed = [check.name for check in certificate.checks if not check.holds]
    conclusion = (
        f"不符合组卷方案：{'、'.join(failed)}。本卷不得启用。" if failed else "各项检查全部相符，试卷符合组卷方案。"
    )
    rows = tuple((check.name, check.required, check.found, check.holds) for check in certificate.checks)
    blocks = (
        Facts(
            (
                ("试卷编号", certificate.paper_code),
                ("试卷名称", certificate.paper_title),
                ("组卷方案", certificate.blueprint_name),
                ("题库版本", certificate.bank_version),
                ("随机种子", certificate.seed),
                ("组卷时间", moment_words(certificate.assembled_at)),
            )
        ),
        Facts((("方案摘要", certificate.blueprint_digest), ("试卷摘要", certificate.paper_digest)), across=1),
        Heading("检查"),
        Table(("检查项", "方案要求", "试卷实际", "相符"), rows, widths=(2, 3, 3, 0.7), align="cllc"),
        Paragraphs((f"结论：{conclusion}",)),
        Facts((("签发", certificate.signer), ("签名", certificate.signature)), across=1),
        *(
            (Code(certificate.code, "扫描核对试卷编号与摘要。\n考场机在启封前重新计算摘要并逐项复核。"),)
            if certificate.code
            else ()
        ),
        Note("考核范围、比重、题型、题量和分值均以组卷方案为准，不得变更（宿人社通〔2022〕48号 四(一)）。"),
    )
    return report_pdf(Report("试卷符合性证明", blocks), watermark=watermark)
