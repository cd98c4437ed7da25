"""A body's filings: the list, the form of S004 annex 2, one filing with what may be done."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liangcai.apps.exams.actions.submit_level_filing import submit_level_filing
from liangcai.apps.organizations.actions.draft_filing import draft_filing
from liangcai.apps.organizations.actions.renew_filing import renew_filing
from liangcai.apps.organizations.actions.revise_filing import revise_filing
from liangcai.apps.organizations.actions.submit_filing import submit_filing
from liangcai.apps.organizations.engine_io import printed_form
from liangcai.apps.organizations.enums import BodyKind, FilingKind, FilingPurpose
from liangcai.apps.organizations.filing_files import COLUMNS, read_file, template_word, template_workbook
from liangcai.apps.organizations.filing_form import COMMITMENTS, LEVEL_FIELDS, LISTS, MANAGEMENT_RULES, PART_A, PART_B
from liangcai.apps.organizations.models import Body, Filing
from liangcai.apps.organizations.selectors import body_of, filings_visible_to
from liangcai.apps.organizations.states import FILING
from liangcai.engines.typesetting.filing_form import render as render_form
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from liangcai.web.hall.act_panels import Act, act_panels
from liangcai.web.hall.exam_forms import LimitedFileField, LimitedPictureField, LinesField, lines_of
from liangcai.web.hall.exam_words import (
    document_section,
    filing_badge,
    filing_facts,
    filing_sections,
    form_link,
    target_of,
    thing_page,
)
from liangcai.web.hall.expiring_filings import expiring
from liangcai.web.hall.list_files import watermark
from liangcai.web.shared.access import ORGANIZATION, audience
from liangcai.web.shared.downloads import DOCX, XLSX, bytes_response, file_response, pdf_response
from liangcai.web.shared.middleware import status_of
from liangcai.web.shared.tables import ChoiceFilter, Column, Table, table_page
from liangcai.web.shared.waiting import waiting_for

COMMITMENT_WORDS = {
    "materials_true": _("所提交的材料真实有效"),
    "follow_rules": _("遵守考核规定，规范开展考核"),
    "quality_and_safety": _("保证考核质量与安全，落实管理制度"),
}
LONG = ("scope", "staff_funding", "equipment_funding")


def scope_words(filing: Filing) -> str:
    return "；".join(target_of(scope) for scope in filing.scopes.all())


class FilingsTable(Table):
    name = "filings"
    title = _("备案")
    columns = (
        Column("scope", _("备案范围"), scope_words, link=lambda f: reverse("organization_filing", args=(f.public_id,))),
        Column("kind", _("类别"), "get_kind_display", sort="kind"),
        Column("purpose", _("事由"), "get_purpose_display", sort="purpose"),
        Column("state", _("状态"), lambda f: FILING.labels[f.state], sort="state", show=filing_badge),
        Column("submitted_at", _("提交时间"), sort="submitted_at"),
        Column("valid_to", _("有效期止"), sort="valid_to"),
    )  # fmt: skip
    filters = (ChoiceFilter("state", _("状态"), [(s, w) for s, w in FILING.labels.items()]),)
    empty = _("还没有备案申请")


def own_body(request: HttpRequest) -> Body:
    body = body_of(request.user)
    if body is None:
        raise NotPermitted("no_body", "该账号尚未关联评价机构。", hint="请联系所在地中心登记机构并关联账号。")
    return body


@audience(ORGANIZATION)
def filings(request: HttpRequest) -> HttpResponseBase:
    table = FilingsTable(filings_visible_to(request.user).prefetch_related("scopes"))
    return table_page(request, table, "hall/organization/pages/filings.html")


class LevelFilingForm(forms.Form):
    """Third parties: the occupations and levels they wish to evaluate, each with a published bank (002-007)."""

    contact = forms.CharField(label=_("联系人及电话"), max_length=80)
    venue = forms.CharField(label=_("评价场所地址"), max_length=200, required=False)
    scopes = LinesField(("职业编码", "职业名称", "等级", "考位数"), numbers=("考位数",), label=_("备案范围"),
                        help_text=_("每行一项：职业编码 职业名称 等级 考位数，如“6-04-03-03 织布工 四级 30”"))  # fmt: skip
    note = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def form_data(self) -> dict[str, Any]:
        return {key: self.cleaned_data[key] for key in LEVEL_FIELDS if self.cleaned_data.get(key) not in (None, "")}

    def scope_data(self) -> list[dict[str, Any]]:
        return [{"occupation_code": s["职业编码"], "occupation_name": s["职业名称"], "level": s["等级"],
                 "places": int(s["考位数"])} for s in self.cleaned_data["scopes"]]  # fmt: skip

    def documents(self) -> list[dict[str, Any]]:
        return []

    @staticmethod
    def values_of(filing: Filing) -> dict[str, Any]:
        scopes = [{"a": s.occupation_code, "b": s.occupation_name, "c": s.level, "d": s.places} for s in filing.scopes.all()]
        return {**filing.form, "scopes": lines_of(scopes)}


class EmployerFilingForm(LevelFilingForm):
    """An employer evaluates its own staff, the dispatched with them (003-010)."""

    staff_count = forms.IntegerField(label=_("本单位职工人数"), min_value=1, max_value=10_000_000,
                                     help_text=_("只评价本单位职工，含劳务派遣人员"))  # fmt: skip
    dispatched_count = forms.IntegerField(label=_("其中劳务派遣人员人数"), min_value=0, max_value=10_000_000, initial=0)
    field_order = ("contact", "venue", "staff_count", "dispatched_count", "scopes", "note")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (given.get("dispatched_count") or 0) > (given.get("staff_count") or 0):
            self.add_error("dispatched_count", _("劳务派遣人员人数不能多于职工人数"))
        return given


class SchoolFilingForm(LevelFilingForm):
    """A technical school evaluates its own students (003-010, 002-008)."""

    student_count = forms.IntegerField(label=_("在校学生人数"), min_value=1, max_value=10_000_000,
                                       help_text=_("只评价本校在校学生"))  # fmt: skip
    field_order = ("contact", "venue", "student_count", "scopes", "note")


LEVEL_FORMS = {BodyKind.EMPLOYER: EmployerFilingForm, BodyKind.SCHOOL: SchoolFilingForm}


def form_of(kind: str, body: Body) -> type[forms.Form]:
    if kind == FilingKind.SPECIAL_ABILITY:
        return SpecialFilingForm
    return LEVEL_FORMS.get(BodyKind(body.kind), LevelFilingForm)


class SpecialFilingForm(forms.Form):
    """Annex 2 whole. Nothing but the project is required here: a form may be put aside half-filled, and the
    hand-in says everything that is missing."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for key, label in {**PART_A, **PART_B}.items():
            widget = forms.Textarea(attrs={"rows": 2}) if key in LONG else forms.TextInput()
            needed = key in ("applicant", "project")
            self.fields[key] = forms.CharField(label=label, max_length=300, required=needed, widget=widget)
        for key, label in LISTS.items():
            parts = COLUMNS[key]
            self.fields[key] = LinesField(
                parts, numbers=tuple(p for p in parts if p == "考位数"), optional=parts[2:], label=label, required=False,
                help_text=_("每行一项：%(parts)s，以空格隔开") % {"parts": " ".join(parts)})  # fmt: skip
        for n, rule in enumerate(MANAGEMENT_RULES):
            self.fields[f"rule_{n}"] = forms.CharField(label=f"{rule}：{_('文件名称')}", max_length=200, required=False)
            self.fields[f"rule_file_{n}"] = LimitedFileField(label=f"{rule}：{_('文件')}", required=False)
        self.fields["venue_picture"] = LimitedPictureField(label=_("考场影像资料"), required=False)
        self.fields["equipment_picture"] = LimitedPictureField(label=_("设施设备影像资料"), required=False)
        for key in COMMITMENTS:
            self.fields[key] = forms.BooleanField(label=COMMITMENT_WORDS[key], required=False)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields under the headings of the annex."""
        rules = [f"{kind}_{n}" for n in range(len(MANAGEMENT_RULES)) for kind in ("rule", "rule_file")]
        named = [
            (_("一、申请单位与考核项目"), list(PART_A)), (_("二、人员、经费与场地"), list(PART_B)),
            (_("三、考位、设备与资料"), list(LISTS)), (_("四、管理制度"), rules),
            (_("五、影像资料"), ["venue_picture", "equipment_picture"]), (_("六、承诺"), list(COMMITMENTS)),
        ]  # fmt: skip
        return [(title, [self[name] for name in names]) for title, names in named]

    def form_data(self) -> dict[str, Any]:
        given = self.cleaned_data
        rules = {rule: given[f"rule_{n}"] or (given[f"rule_file_{n}"].name if given[f"rule_file_{n}"] else "")
                 for n, rule in enumerate(MANAGEMENT_RULES)}  # fmt: skip
        return {**{key: given[key] for key in (*PART_A, *PART_B, *LISTS)}, "management_rules": rules,
                "commitments": {key: given[key] for key in COMMITMENTS}}  # fmt: skip

    def scope_data(self) -> list[dict[str, Any]]:
        places = sum(int(entry["考位数"]) for entry in self.cleaned_data["places"])
        return [{"occupation_name": self.cleaned_data["project"], "places": places}]

    def documents(self) -> list[dict[str, Any]]:
        named = [("venue_picture", "venue_picture"), ("equipment_picture", "equipment_picture")]
        named += [(f"rule_file_{n}", "management_rule") for n in range(len(MANAGEMENT_RULES))]
        return [document(kind, self.cleaned_data[key]) for key, kind in named if self.cleaned_data[key]]

    @staticmethod
    def values_of(filing: Filing) -> dict[str, Any]:
        return SpecialFilingForm.values_from(filing.form)

    @staticmethod
    def values_from(form: dict[str, Any]) -> dict[str, Any]:
        """What the fields show for a form as it is stored or was read from a file."""
        rules = form.get("management_rules", {})
        return {**form, **{key: lines_of(form.get(key)) for key in LISTS}, **form.get("commitments", {}),
                **{f"rule_{n}": rules.get(rule, "") for n, rule in enumerate(MANAGEMENT_RULES)}}  # fmt: skip


def document(kind: str, file: Any) -> dict[str, Any]:
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    return {"kind": kind, "name": file.name[:200], "file": file, "sha256": digest}


FILED_ON_SCREEN = (FilingKind.SPECIAL_ABILITY, FilingKind.SKILL_LEVEL)


@audience(ORGANIZATION)
def new_filing(request: HttpRequest, kind: str) -> HttpResponse:
    body = own_body(request)
    if kind not in FILED_ON_SCREEN:
        raise Http404
    start = {"applicant": body.name, "address": body.address, "phone": body.phone}

    def save(form: Any) -> Filing:
        return draft_filing(actor=request.user, at=timezone.now(), body=body, kind=kind, form=form.form_data(),
                            scopes=form.scope_data(), documents=form.documents())  # fmt: skip

    return filing_form_page(request, form_of(kind, body), start, save, f"{_('新备案申请')} · {FilingKind(kind).label}")


class FormFile(forms.Form):
    file = LimitedFileField(label=_("申请表文件（Word 或 Excel）"), help_text=_("先预览，保存之前不写入任何内容"))


@audience(ORGANIZATION)
def import_form(request: HttpRequest) -> HttpResponse:
    """A filled-in form as a file: shown in the form as it was understood; only saving that form stores anything."""
    body = own_body(request)
    form = FormFile(request.POST or None, request.FILES or None)
    page = {"title": _("从 Word 或 Excel 填写"), "button": _("读取并预览"), "back_url": reverse("organization_filings"),
            "breadcrumbs": [(_("备案"), reverse("organization_filings"))]}  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "hall/organization/pages/filing_import.html", {**page, "form": form},
                      status=422 if form.errors else 200)  # fmt: skip
    file = form.cleaned_data["file"]
    try:
        found = read_file(file.read(), file.name)
    except BadInput as no:
        return render(request, "hall/organization/pages/filing_import.html", {**page, "form": form, "refused": no}, status=422)
    shown = SpecialFilingForm(initial={"applicant": body.name, **SpecialFilingForm.values_from(found.form)})
    return render(request, "hall/organization/pages/filing_preview.html", {
        **page, "title": _("核对读取的申请表"), "form": shown, "groups": shown.groups(), "found": found, "button": _("保存"),
        "save_url": reverse("organization_filing_new", args=("special_ability",)),
    })  # fmt: skip


@audience(ORGANIZATION)
def form_template(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind == "xlsx":
        return bytes_response(template_workbook(), "备案申请表模板.xlsx", XLSX)
    return bytes_response(template_word(), "备案申请表模板.docx", DOCX)


@audience(ORGANIZATION)
def edit_filing(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_filing(request, public_id)
    form_class: Any = form_of(found.kind, found.body)

    def save(form: Any) -> Filing:
        return revise_filing(actor=request.user, at=timezone.now(), filing=found, form=form.form_data(),
                             scopes=form.scope_data(), documents=form.documents())  # fmt: skip

    return filing_form_page(request, form_class, form_class.values_of(found), save, _("修改备案申请"))


def filing_form_page(request: HttpRequest, form_class: Any, start: dict[str, Any], save: Any, title: Any) -> HttpResponse:
    form, refused, status = form_class(initial=start), None, 200
    if request.method == "POST":
        form, status = form_class(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                return redirect("organization_filing", save(form).public_id)
            except NotPermitted:
                raise
            except Refused as no:
                refused, status = no, status_of(no)
    return render(request, "hall/pages/form.html", {
        "title": title, "form": form, "groups": form.groups() if hasattr(form, "groups") else (), "refused": refused, "button": _("保存"), "back_url": reverse("organization_filings"),
        "breadcrumbs": [(_("备案"), reverse("organization_filings"))],
    }, status=status)  # fmt: skip


def own_filing(request: HttpRequest, public_id: str) -> Filing:
    filings = filings_visible_to(request.user).select_related("body", "follows").prefetch_related("scopes", "documents")
    return get_object_or_404(filings, public_id=public_id)


def run_submit(user: Any, at: Any, filing: Filing, given: Any) -> Any:
    hand_in = submit_level_filing if filing.kind == FilingKind.SKILL_LEVEL else submit_filing
    hand_in(actor=user, at=at, filing=filing)
    return _("备案申请已提交。")


def run_renew(purpose: FilingPurpose) -> Any:
    def run(user: Any, at: Any, filing: Filing, given: Any) -> Any:
        renew_filing(actor=user, at=at, filing=filing, purpose=purpose)
        return _("已生成申请草稿，请在“承接关系”中打开、修改后提交；原备案在新备案确认前继续有效。")

    return run


def may_renew(user: Any, filing: Filing) -> bool:
    return filing.state in ("confirmed", "suspended") and not filing.successors.exists()


ACTS = (
    Act("submit", _("提交备案申请"), run_submit, lambda u, f: f.state in ("draft", "returned")),
    Act("renew", _("申请续期"), run_renew(FilingPurpose.RENEWAL), may_renew),
    Act("change", _("申请变更"), run_renew(FilingPurpose.CHANGE), may_renew),
)


@audience(ORGANIZATION)
def filing(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_filing(request, public_id)
    panels = act_panels(request, ACTS, found)
    if panels.done:
        return redirect(request.path)
    sections = [*filing_sections(found, "organization_filing", "organization_plan"),
                document_section(found, lambda d: reverse("organization_filing_document", args=(found.public_id, d.pk)))]  # fmt: skip
    files = form_link(found, "organization_filing_pdf")
    if found.state in ("draft", "returned"):
        files += [(_("修改"), reverse("organization_filing_edit", args=(found.public_id,)))]
    return thing_page(request, scope_words(found) or _("备案申请"), filing_facts(found), panels, thing=found,
                      crumb=(_("备案"), reverse("organization_filings")), sections=sections, files=files)  # fmt: skip


@audience(ORGANIZATION)
def filing_pdf(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The special-ability form in the layout of the annex."""
    found = own_filing(request, public_id)
    if found.kind != FilingKind.SPECIAL_ABILITY:
        raise Http404
    return pdf_response(render_form(printed_form(found), watermark=watermark()), f"备案申请表-{found.body.name}.pdf")


@audience(ORGANIZATION)
def filing_document(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    return file_response(get_object_or_404(own_filing(request, public_id).documents, pk=number).file)


waiting_for(ORGANIZATION, _("退回待修改的备案"), "organization_filings", query="?state=returned",
            count=lambda user: filings_visible_to(user).filter(state="returned").count())  # fmt: skip
waiting_for(ORGANIZATION, _("填写中的备案"), "organization_filings", query="?state=draft",
            count=lambda user: filings_visible_to(user).filter(state="draft").count())  # fmt: skip
waiting_for(ORGANIZATION, _("将到期的备案"), "organization_filings", query="?state=confirmed",
            count=lambda user: expiring(filings_visible_to(user)))  # fmt: skip
