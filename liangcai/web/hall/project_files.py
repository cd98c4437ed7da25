"""A project's papers: forms 7, 8 and 9, the facts of a bank, the slip of a hand-over. Norms: see `norm_files`.

The annexes are not in our hands; the forms carry default fields and every print says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate, localtime

from liangcai.apps.resources.bank_facts import content_lines
from liangcai.apps.resources.enums import Verdict
from liangcai.apps.resources.models import DevelopmentProject, Draft, Handover, Review
from liangcai.apps.resources.norm_checks import RESULT_WORDS
from liangcai.engines.typesetting import development_form, handover_slip
from liangcai.engines.typesetting.report import Note, Paragraphs, Report, report_pdf
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.list_files import watermark


def form_7(project: DevelopmentProject) -> bytes:
    """The application."""
    labels = {label for section in development_form.DEFAULT_SECTIONS[7] for label in (*section.short, *section.long)}
    typed = {key: str(value) for key, value in project.form.items() if key in labels}
    applicant = project.applicant
    return printed(7, project, {
        "单位名称": applicant.name, "统一社会信用代码": applicant.uscc, "单位性质": applicant.get_kind_display(),
        "所在地": applicant.address or applicant.region_code, "联系电话": applicant.phone,
        "资源类别": project.get_kind_display(), "开发或修订": project.get_action_display(),
        "职业（工种）名称": project.occupation_name, "职业编码": project.occupation_code,
        "技能等级": "、".join(project.levels),
        "计划完成日期": str(project.deadline_on or ""), **typed,
    })  # fmt: skip


def form_8(project: DevelopmentProject) -> bytes:
    """The submission, with what the machine checked; refused before anything was submitted."""
    if not project.checks:
        raise Refused("not_submitted", "该项目尚未送审，没有送审表。")
    results = "；".join(f"{c['name']}：{RESULT_WORDS[c['result']]}" for c in project.checks["results"])
    pledges = project.pledges.count()
    return printed(8, project, {
        "单位名称": project.applicant.name, "联系电话": project.applicant.phone, "项目编号": str(project.public_id)[:8],
        "资源类别": project.get_kind_display(), "职业（工种）名称": project.occupation_name,
        "职业编码": project.occupation_code, "技能等级": "、".join(project.levels),
        "版本": f"第 {project.checks['draft']} 稿", "自查结论": results, "保密责任书签订情况": f"已登记 {pledges} 份",
    })  # fmt: skip


def form_9(review: Review) -> bytes:
    """The review's opinion; refused while the opinions are sealed."""
    if not review.concluded_at:
        raise Refused("review_open", "评审尚未作出结论，意见仍在密封。")
    project = review.project
    opinions = list(review.opinions.all())
    votes = "，".join(f"{verdict.label} {sum(o.verdict == verdict for o in opinions)} 票" for verdict in Verdict)
    return printed(9, project, {
        "项目编号": str(project.public_id)[:8], "资源名称": str(project), "送审单位": project.applicant.name,
        "评审日期": str(review.held_on), "评审方式": "会议评审，专家随机抽取", "专家人数": str(len(opinions)),
        "主要问题与修改要求": "\n".join(o.text for o in opinions if o.text),
        "评审结论": f"{review.get_conclusion_display()}（{votes}）",
    })  # fmt: skip


def printed(annex: development_form.Annex, project: DevelopmentProject, answers: Mapping[str, str]) -> bytes:
    number = str(project.public_id)[:8]
    form = development_form.DevelopmentForm(annex, number, answers)
    return development_form.render(form, watermark=watermark())


def bank_facts_pdf(project: DevelopmentProject, draft: Draft) -> bytes:
    """What the hall knows of a bank in work, to keep with the minutes."""
    blocks = (Paragraphs(tuple(content_lines(draft.content))), Note("评审稿，未经发布不作为评价依据。"))
    report = Report(str(project), blocks, subtitle=f"第 {draft.version} 稿（{localdate(draft.submitted_at)}）")
    return report_pdf(report, watermark=watermark())


def slip_pdf(handover: Handover) -> bytes:
    bank: Any = handover.bank or handover.standard
    return handover_slip.render(handover_slip.HandoverSlip(
        slip_number=handover.slip_number, purpose="题库资料移交", giver="省技能鉴定中心", giver_person="",
        receiver=handover.receiver, receiver_person=str(handover.receipt.get("receiver", "")),
        handed_over_at=localtime(handover.handed_at),
        items=(handover_slip.HandedItem(str(bank), "光盘", "", 1, handover.package_sha256),),
    ), watermark=watermark())  # fmt: skip
