"""A norm's text as rows hold it ↔ the engine's sections: of a project, a published standard, a text in work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liangcai.apps.resources.digests import content_digest
from liangcai.apps.resources.enums import STANDARD_KIND_OF, ProjectAction, ProjectKind, StandardKind
from liangcai.apps.resources.models import DevelopmentProject, Draft, Standard, WorkingSection
from liangcai.engines.norms import Content, Shape, empty, graded_shape, normal, special_ability_shape
from liangcai.engines.norms.shape import LEVEL_WORDS

SPECIAL = (ProjectKind.SPECIAL_ABILITY, StandardKind.SPECIAL_ABILITY)


def shape_of(kind: str, levels: Sequence[str]) -> Shape:
    """Of a project or standard; all five levels where none is named."""
    if kind in SPECIAL:
        return special_ability_shape()
    return graded_shape([level for level in levels if level in LEVEL_WORDS] or list(LEVEL_WORDS))


def norm_content(kind: str, levels: Sequence[str], content: Mapping[str, Any]) -> Content:
    """A stored text in its normal form."""
    return normal(shape_of(kind, levels), content)


def has_text(standard: Standard) -> bool:
    shape = shape_of(standard.kind, standard.levels)
    return normal(shape, standard.content) != empty(shape)


@dataclass(frozen=True, slots=True)
class WorkingText:
    """What the team is writing: the last draft handed in, with the sections saved since then laid over it."""

    shape: Shape
    content: Content
    base: Draft | None
    saved: dict[str, WorkingSection]

    def seen(self, key: str) -> str:
        """What a form carries to prove that it was filled in over this very text."""
        return content_digest({key: self.content[key]})

    @property
    def digest(self) -> str:
        return content_digest(self.content)

    @property
    def handed_in(self) -> bool:
        return self.base is not None and not self.saved


def working_text(project: DevelopmentProject) -> WorkingText:
    """Two queries. A section saved before the last draft was handed in is part of that draft."""
    shape = shape_of(project.kind, project.levels)
    draft = project.drafts.order_by("-version").first()
    content = normal(shape, draft.content if draft else first_content(project))
    saved = {row.key: row for row in project.working_sections.select_related("edited_by")
             if row.key in content and (draft is None or row.edited_at > draft.submitted_at)}  # fmt: skip
    return WorkingText(shape, {**content, **{key: row.value for key, row in saved.items()}}, draft, saved)


def first_content(project: DevelopmentProject) -> Content:
    """What is known before the first word is written: the norm under revision, or the project's own facts."""
    if project.action == ProjectAction.REVISE:
        earlier = Standard.objects.filter(
            kind=STANDARD_KIND_OF[ProjectKind(project.kind)], occupation_code=project.occupation_code,
            occupation_name=project.occupation_name,
        ).exclude(content={}).order_by("-version").first()  # fmt: skip
        if earlier is not None:
            return dict(earlier.content)
    if project.kind in SPECIAL:
        return {"overview": {"名称": project.occupation_name}}
    return {"overview": {"职业名称": project.occupation_name, "职业编码": project.occupation_code,
                         "职业技能等级": "、".join(LEVEL_WORDS.get(level, level) for level in project.levels)}}  # fmt: skip
