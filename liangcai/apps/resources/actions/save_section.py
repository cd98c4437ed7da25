from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.digests import content_digest
from liangcai.apps.resources.models import DevelopmentProject, WorkingSection
from liangcai.apps.resources.norm_content import WorkingText, working_text
from liangcai.apps.resources.permissions import require_editor
from liangcai.engines.norms import Section, normal_section
from liangcai.kernel.refusals import Refused


@action
def save_section(
    *, actor: User, at: datetime, project: DevelopmentProject, section: str, value: Any, seen: str
) -> WorkingSection:
    """Save a section of the norm in work; nothing is handed in. `seen` is the digest of the section that the writer
    had before him (`WorkingText.seen`): refused when somebody else has saved another text since."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_editor(actor, project)
    text = working_text(project)
    part = text.shape.section(section)
    made = normal_section(part, value)
    if made == text.content[section]:
        raise Refused("unchanged", f"{part.title}没有改动，未重复保存。")
    if text.seen(section) != seen:
        raise Refused("section_changed", f"{part.title}在您编辑期间{by_whom(text, part)}改过，没有覆盖。",
                      hint="请对照两份文字后再保存。", where=part.title)  # fmt: skip
    saved, _ = WorkingSection.objects.update_or_create(
        project=project, key=section, defaults={"value": made, "edited_by": actor, "edited_at": at}
    )
    record(actor=actor, at=at, action="save_section", subject=project, facts={
        "section": section, "previous_sha256": text.seen(section), "content_sha256": content_digest({section: made})})  # fmt: skip
    return saved


def by_whom(text: WorkingText, section: Section) -> str:
    row = text.saved.get(section.key)
    if row is None:
        return f"已随第 {text.base.version} 稿" if text.base else "已"
    return f"由{row.edited_by.display_name or row.edited_by.username}于 {localtime(row.edited_at):%m-%d %H:%M} "
