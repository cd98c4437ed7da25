"""A norm's text as Word and PDF: a draft, the text in work, a published standard, the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate

from liangcai.apps.resources.enums import ProjectKind
from liangcai.apps.resources.models import DevelopmentProject, Draft, Standard
from liangcai.apps.resources.norm_content import WorkingText, first_content, has_text, norm_content, shape_of
from liangcai.engines.norms import Content, Shape, layout, normal, to_word
from liangcai.engines.norms.layout import Block
from liangcai.engines.norms.shape import LEVEL_WORDS
from liangcai.engines.typesetting import norm_document
from liangcai.engines.typesetting.norm_document import NormDocument
from liangcai.engines.typesetting.plain import day_words
from liangcai.kernel.refusals import Refused
from liangcai.web.hall.list_files import watermark

NOT_YET = "未经发布不作为评价依据"


def title_of(kind: str, name: str) -> str:
    """What stands on the cover."""
    words = {ProjectKind.INDUSTRY_NORM: "行业评价规范", ProjectKind.ENTERPRISE_NORM: "企业评价规范", "industry": "行业评价规范",
             "enterprise": "企业评价规范", "national": "国家职业技能标准"}  # fmt: skip
    return name + words.get(kind, "专项职业能力考核规范")


def template_word(project: DevelopmentProject) -> bytes:
    """The headings and tables of the project's norm, empty but for what is known."""
    shape = shape_of(project.kind, project.levels)
    return to_word(shape, normal(shape, first_content(project)), title_of(project.kind, project.occupation_name))


def draft_word(project: DevelopmentProject, draft: Draft) -> bytes:
    return text_word(project, *text_of(project, draft))


def draft_pdf(project: DevelopmentProject, draft: Draft) -> bytes:
    return text_pdf(project, *text_of(project, draft), f"第 {draft.version} 稿（{localdate(draft.submitted_at)}），{NOT_YET}")


def text_of(project: DevelopmentProject, draft: Draft) -> tuple[Shape, Content]:
    if project.kind == ProjectKind.ITEM_BANK:
        raise Refused("no_text", "题库稿件只有概况，没有文本。")
    return shape_of(project.kind, project.levels), norm_content(project.kind, project.levels, draft.content)


def draft_blocks(project: DevelopmentProject, draft: Draft | None) -> list[Block]:
    """The draft to read on screen; empty for a bank."""
    if draft is None or project.kind == ProjectKind.ITEM_BANK:
        return []
    return layout(*text_of(project, draft))


def standard_blocks(standard: Standard) -> list[Block]:
    """The published text to read on screen; empty where the register holds none."""
    shape = shape_of(standard.kind, standard.levels)
    return layout(shape, normal(shape, standard.content)) if has_text(standard) else []


def working_file(project: DevelopmentProject, text: WorkingText, ending: str) -> bytes:
    if ending == "docx":
        return text_word(project, text.shape, text.content)
    return text_pdf(project, text.shape, text.content, f"编辑中的文本，未提交，{NOT_YET}")


def text_word(project: DevelopmentProject, shape: Shape, content: Content) -> bytes:
    return to_word(shape, content, title_of(project.kind, project.occupation_name))


def text_pdf(project: DevelopmentProject, shape: Shape, content: Content, note: str) -> bytes:
    return printed(project, shape, content, issuer=project.applicant.name, note=note)


def standard_pdf(standard: Standard) -> bytes:
    shape = shape_of(standard.kind, standard.levels)
    issuer = standard.owner.name if standard.owner else standard.document_number
    note = f"{standard.document_number}　{standard.get_state_display()}".strip()
    return printed(standard, shape, normal(shape, standard.content), issuer=issuer, note=note,
                   day=day_words(standard.published_on))  # fmt: skip


def standard_word(standard: Standard) -> bytes:
    shape = shape_of(standard.kind, standard.levels)
    return to_word(shape, normal(shape, standard.content), title_of(standard.kind, standard.occupation_name))


def printed(thing: Any, shape: Shape, content: Mapping[str, Any], **cover: str) -> bytes:
    title = title_of(thing.kind, thing.occupation_name)
    name, kind = title[: len(thing.occupation_name)], title[len(thing.occupation_name) :]
    lines = [f"职业编码：{thing.occupation_code}"] if thing.occupation_code else []
    if shape.levels:
        lines.append("、".join(LEVEL_WORDS[level] for level in shape.levels))
    document = NormDocument(name, layout(shape, dict(content)), kind=kind, cover=tuple(lines), **cover)
    return norm_document.render(document, watermark=watermark())
