"""Pledge of confidentiality (S002 三(五), annex 5, whose text is not at hand)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liangcai.engines.typesetting.plain import day_words
from liangcai.engines.typesetting.report import (
    ANNEX_MISSING,
    Facts,
    Note,
    Paragraphs,
    Report,
    Signatures,
    report_pdf,
)

DEFAULT_CLAUSES = (
    "只在指定的场所、使用指定的设备接触题库、卷库和试卷，不以任何方式复制、拍摄、摘抄或带出。",
    "不向任何无关人员谈论试题、组卷方案、命题人员和评审情况，离岗之后同样如此。",
    "不参加与所接触内容有关的考前培训、辅导和资料编写。",
    "妥善保管本人的账号、密钥和门禁凭证，不转借他人；发现遗失或泄露，立即报告并配合处置。",
    "本人及近亲属参加相关考核的，主动申明并回避。",
    "违反上述各条的，自愿接受规定的处理，并承担相应责任。",
)


@dataclass(frozen=True, slots=True)
class ConfidentialityPledge:
    """`duty` is what the person does: bank development, own item setting, bank custody.
    `valid_until` None: no end is set. `document_number` is printed as given."""

    pledge_number: str
    person: str
    document_number: str
    organization: str
    post: str
    duty: str
    project: str
    signed_on: date | None = None
    valid_until: date | None = None
    clauses: tuple[str, ...] = DEFAULT_CLAUSES


def render(pledge: ConfidentialityPledge, *, watermark: str = "") -> bytes:
    """One pledge, to be signed by the person and by whoever administers it."""
    blocks = (
        Facts(
            (
                ("姓　　名", pledge.person),
                ("证件号码", pledge.document_number),
                ("工作单位", pledge.organization),
                ("职　　务", pledge.post),
                ("承担工作", pledge.duty),
                ("所涉项目", pledge.project),
                ("签订日期", day_words(pledge.signed_on)),
                ("有效期至", day_words(pledge.valid_until) or "长期"),
            )
        ),
        Paragraphs(("本人承担上述工作，知悉所接触的试题、试卷和有关资料须严格保密，现承诺：",)),
        Paragraphs(pledge.clauses, numbered=True),
        Signatures(("承诺人（签字）", "管理单位经办人（签字）")),
        Note(ANNEX_MISSING),
    )
    report = Report("保密责任书", blocks, annex="附件 5", number=f"编号：{pledge.pledge_number}")
    return report_pdf(report, watermark=watermark)
