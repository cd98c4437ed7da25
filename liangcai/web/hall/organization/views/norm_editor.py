"""The editor of a norm: a section a page, checked while it is written, saved by hand, handed in when it is ready."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import reswap, retarget

from liangcai.apps.resources.actions.import_norm_text import import_norm_text
from liangcai.apps.resources.actions.save_section import save_section
from liangcai.apps.resources.models import DevelopmentProject
from liangcai.apps.resources.norm_checks import RESULT_WORDS
from liangcai.apps.resources.norm_content import WorkingText
from liangcai.apps.resources.selectors import comments_on, project_for, text_to_edit
from liangcai.engines.norms import (
    FAILED,
    INCOMPLETE,
    PASSED,
    Facts,
    Lines,
    Reading,
    Rows,
    Section,
    check_norm,
    check_section,
    compare,
    compare_section,
    normal_section,
    read_word,
)
from liangcai.engines.norms.word_blocks import LARGEST_FILE
from liangcai.kernel.refusals import BadInput, Refused
from liangcai.web.hall.norm_files import draft_pdf, draft_word, template_word, working_file
from liangcai.web.hall.norm_versions import versions_shown
from liangcai.web.hall.organization.norm_form import fact_fields, form_rows, read_typed, rearranged
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.downloads import DOCX, PDF, bytes_response
from liangcai.web.shared.middleware import status_of

WORST = (FAILED, INCOMPLETE, PASSED)
TONES = {FAILED: "danger", INCOMPLETE: "warning", PASSED: "success"}
SALT = "norm import"
ROW_BUTTONS = (("up", "↑", _("上移")), ("down", "↓", _("下移")), ("add", "＋", _("在下方插入")), ("remove", "×", _("删除")))


@audience(ORGANIZATION)
def editor(request: HttpRequest, public_id: str) -> HttpResponse:
    """To the first section that needs work."""
    project, text = text_to_edit(request.user, public_id)
    findings = check_norm(text.shape, text.content)
    first = next((f.section for result in WORST for f in findings if f.result == result), text.shape.sections[0].key)
    return redirect("organization_norm_section", project.public_id, first)


@audience(ORGANIZATION)
def section(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    try:
        project, text = text_to_edit(request.user, public_id)
        part = text.shape.section(key)
        if request.method != "POST":
            return page(request, project, text, part, text.content[key])
        return written(request, project, text, part, read_typed(part, request.POST))
    except Refused as no:
        if not request.htmx:
            raise
        response = render(request, "shared/refused_fragment.html", {"refused": no}, status=status_of(no))
        return retarget(reswap(response, "innerHTML"), "#editor-refusal")  # the form keeps what was typed


def written(request: HttpRequest, project: DevelopmentProject, text: WorkingText, part: Section, typed: Any) -> HttpResponse:
    """A form that was sent: to be saved, to be checked only, or with its rows rearranged."""
    op, seen = request.POST.get("op", ""), request.POST.get("seen", "")
    if op == "save":
        return saved(request, project, part, typed, seen)
    if op == "check":
        return checked(request, text, part, typed)
    focus = -1
    if isinstance(part, Rows):
        typed, focus = rearranged(part, typed, op)
    try:
        return page(request, project, text, part, typed, dirty=True, focus=focus, seen=seen)
    except BadInput as no:
        return page(request, project, text, part, typed, dirty=True, refused=no, seen=seen, status=422)


def saved(request: HttpRequest, project: DevelopmentProject, part: Section, typed: Any, seen: str) -> HttpResponse:
    """What was typed stays in the form when it is refused; after a conflict it is saved knowingly or not at all."""
    no: Refused | None = None
    try:
        save_section(actor=request.user, at=timezone.now(), project=project, section=part.key, value=typed, seen=seen)
    except Refused as refused:
        no = refused
    project, text = text_to_edit(request.user, project.public_id)
    if no is None or no.code == "unchanged":
        messages.success(request, gettext("已保存。") if no is None else no.message)
        if not request.htmx:
            return redirect(request.path)
        return page(request, project, text, part, text.content[part.key])
    if no.code == "section_changed":
        conflict = compare_section(part, text.content[part.key], normal_section(part, typed))
        return page(request, project, text, part, typed, dirty=True, refused=no, conflict=conflict, status=409)
    return page(request, project, text, part, typed, dirty=True, refused=no, seen=seen, status=status_of(no))


def checked(request: HttpRequest, text: WorkingText, part: Section, typed: Any) -> HttpResponse:
    """The checks of what stands in the form; nothing is written."""
    try:
        content = {**text.content, part.key: normal_section(part, typed)}
    except BadInput as no:
        return render(request, "hall/organization/pages/norm_findings.html", {"refused": no}, status=422)
    findings = check_section(text.shape, part, content)
    shown = {"findings": toned(findings), "mark": worst(findings), "part": part}
    return render(request, "hall/organization/pages/norm_findings.html", shown)


def page(request: HttpRequest, project: DevelopmentProject, text: WorkingText, part: Section, typed: Any, *,
         dirty: bool = False, focus: int = -1, refused: Refused | None = None, conflict: Any = None, seen: str = "",
         status: int = 200) -> HttpResponse:  # fmt: skip
    """The whole page, or its editor alone where htmx asks. `seen` is what the form was filled in over."""
    shown = typed if dirty and isinstance(part, Rows) else normal_section(part, typed) if refused is None else typed
    readable = refused is None or conflict is not None  # what is too long is shown, not checked
    content = {**text.content, part.key: normal_section(part, typed)} if readable else text.content
    findings = check_norm(text.shape, content)
    own = [f for f in findings if f.section == part.key]
    context: dict[str, Any] = {
        "title": gettext("编辑：%(project)s") % {"project": project}, "project": project, "part": part, "text": text,
        "sections": [(s, worst([f for f in findings if f.section == s.key])) for s in text.shape.sections],
        "findings": toned(own), "row_buttons": ROW_BUTTONS, "dirty": dirty, "refused": refused, "conflict": conflict,
        "seen": seen or text.seen(part.key), "saved_row": text.saved.get(part.key),
        "comments": [c for c in comments_on(project) if c.part in (part.title, "")],
        "failed": sum(f.result == FAILED for f in findings), "incomplete": sum(f.result == INCOMPLETE for f in findings),
        "breadcrumbs": [(_("开发项目"), reverse("organization_projects")),
                        (str(project), reverse("organization_project", args=(project.public_id,)))],
    }  # fmt: skip
    if isinstance(part, Facts):
        context["fields"] = fact_fields(part, shown)
    elif isinstance(part, Lines):
        context["lines"] = "\n".join(shown)
    else:
        context["rows"] = form_rows(part, shown, own, focus)
    template = "norm_editor_body.html" if request.htmx else "norm_editor.html"
    return render(request, f"hall/organization/pages/{template}", context, status=status)


def worst(findings: list[Any]) -> tuple[str, str]:
    result = min((f.result for f in findings), key=WORST.index)
    return TONES[result], RESULT_WORDS[result]


def toned(findings: list[Any]) -> list[tuple[Any, str, str]]:
    return [(f, TONES[f.result], RESULT_WORDS[f.result]) for f in sorted(findings, key=lambda f: WORST.index(f.result))]


# import


@audience(ORGANIZATION)
def import_word(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read a Word file, show what was understood and what would change, and take it in when that is confirmed."""
    project, text = text_to_edit(request.user, public_id)
    context: dict[str, Any] = {
        "title": gettext("从 Word 导入：%(project)s") % {"project": project}, "project": project, "most": LARGEST_FILE // 1_000_000,
        "breadcrumbs": [(_("开发项目"), reverse("organization_projects")),
                        (str(project), reverse("organization_project", args=(project.public_id,))),
                        (_("编辑"), reverse("organization_norm_editor", args=(project.public_id,)))],
    }  # fmt: skip
    template = "hall/organization/pages/norm_import.html"
    if request.method != "POST":
        return render(request, template, context)
    try:
        if "confirmed" in request.POST:
            taken = signing.loads(request.POST["confirmed"], salt=SALT, max_age=24 * 3600)
            if taken["project"] != str(project.public_id):
                raise signing.BadSignature
            import_norm_text(actor=request.user, at=timezone.now(), project=project, content=taken["content"],
                             sections=taken["sections"], seen=taken["seen"], source=taken["source"])  # fmt: skip
            messages.success(request, gettext("已导入编辑器，尚未提交。"))
            return redirect("organization_norm_editor", project.public_id)
        return render(request, template, context | read_upload(request, project, text))
    except signing.BadSignature:
        no: Refused = BadInput("stale_import", gettext("确认信息已过期或不完整，没有导入。"), hint=gettext("请重新上传文件。"))
    except Refused as refused:
        no = refused
    return render(request, template, context | {"refused": no}, status=422 if isinstance(no, BadInput) else 409)


def read_upload(request: HttpRequest, project: DevelopmentProject, text: WorkingText) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("no_file", gettext("请选择要导入的 Word 文件。"), where="file")
    if file.size > LARGEST_FILE:
        raise BadInput("file_too_large", gettext("文件 %(size)d MB，超过 %(most)d MB。") % {
            "size": file.size // 1_000_000, "most": LARGEST_FILE // 1_000_000}, where="file")  # fmt: skip
    reading: Reading = read_word(file.read(), text.shape)
    merged = {**text.content, **{key: reading.content[key] for key in reading.found}}
    changes = [change for change in compare(text.shape, text.content, merged) if change.changed]
    taken = {"project": str(project.public_id), "content": reading.content, "sections": reading.found, "seen": text.digest,
             "source": file.name[:120]}  # fmt: skip
    return {
        "reading": reading, "changes": changes, "file_name": file.name, "confirmed": signing.dumps(taken, salt=SALT, compress=True),
        "found": [(s, amount(s, reading.content[s.key])) for s in text.shape.sections if s.key in reading.found],
        "absent": [s for s in text.shape.sections if s.key not in reading.found],
    }  # fmt: skip


def amount(part: Section, value: Any) -> str:
    if isinstance(part, Facts):
        return gettext("%(filled)d / %(all)d 项") % {"filled": sum(map(bool, value.values())), "all": len(value)}
    return gettext("%(count)d 条") % {"count": len(value)}


# files and versions


@audience(ORGANIZATION)
def working_text_file(request: HttpRequest, public_id: str, ending: str) -> HttpResponseBase:
    """The text in work as it was last saved."""
    project, text = text_to_edit(request.user, public_id)
    return bytes_response(working_file(project, text, ending), gettext("%(name)s-编辑稿.%(ending)s") % {
        "name": project.occupation_name, "ending": ending}, PDF if ending == "pdf" else DOCX)  # fmt: skip


@audience(ORGANIZATION)
def template_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    project, _text = text_to_edit(request.user, public_id)
    return bytes_response(template_word(project), gettext("%(name)s-规范模板.docx") % {"name": project.occupation_name}, DOCX)


@audience(ORGANIZATION)
def draft_file(request: HttpRequest, public_id: str, version: str, ending: str) -> HttpResponseBase:
    """A draft that was handed in."""
    project = project_for(request.user, public_id)
    draft = project.drafts.filter(version=version).first()
    if draft is None:
        raise Refused("no_such_version", gettext("没有这一稿。"))
    content = (draft_pdf if ending == "pdf" else draft_word)(project, draft)
    return bytes_response(content, gettext("%(name)s-第%(version)d稿.%(ending)s") % {
        "name": project.occupation_name, "version": draft.version, "ending": ending}, PDF if ending == "pdf" else DOCX)  # fmt: skip


@audience(ORGANIZATION)
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    project = project_for(request.user, public_id)
    return render(request, "hall/pages/versions.html", {
        **versions_shown(project, request.GET),
        "breadcrumbs": [(_("开发项目"), reverse("organization_projects")),
                        (str(project), reverse("organization_project", args=(project.public_id,)))],
    })  # fmt: skip
