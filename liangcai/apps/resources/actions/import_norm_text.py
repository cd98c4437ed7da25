from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.resources.digests import content_digest
from liangcai.apps.resources.models import DevelopmentProject, WorkingSection
from liangcai.apps.resources.norm_content import WorkingText, working_text
from liangcai.apps.resources.permissions import require_editor
from liangcai.engines.norms import normal
from liangcai.kernel.refusals import Refused


@action
def import_norm_text(
    *, actor: User, at: datetime, project: DevelopmentProject, content: Mapping[str, Any], sections: Sequence[str],
    seen: str, source: str,
) -> WorkingText:  # fmt: skip
    """Take sections of a file that was read and looked through (`source` is its name) into the norm in work; the other
    sections stay. `seen` is the digest of the whole text when the file was compared with it."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    require_editor(actor, project)
    text = working_text(project)
    if text.digest != seen:
        raise Refused("text_changed", "对照之后，文本又被改动，没有导入。", hint="请重新上传，对照后再确认。")
    made = normal(text.shape, content)
    changed = [text.shape.section(key).key for key in sections if made[key] != text.content[key]]
    if not changed:
        raise Refused("unchanged", "文件与现有文本相同，没有需要导入的内容。")
    for key in changed:
        WorkingSection.objects.update_or_create(
            project=project, key=key, defaults={"value": made[key], "edited_by": actor, "edited_at": at}
        )
    record(actor=actor, at=at, action="import_norm_text", subject=project, facts={
        "source": source, "sections": changed, "previous_sha256": seen,
        "content_sha256": content_digest({**text.content, **{key: made[key] for key in changed}})})  # fmt: skip
    return working_text(project)
