"""The filing form of a special-ability examination body, in the order and layout of S004 annex 2
(rules 004-058 to 004-073)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from liangcai.engines.typesetting.compile import compile_pdf
from liangcai.engines.typesetting.plain import plain

# The three commitments of the form, in the platform's own words.
DEFAULT_COMMITMENTS = (
    "所提交的备案材料全部属实，由本单位负责。",
    "按照职业技能鉴定的各项规定，规范开展专项职业能力考核。",
    "把好考核的质量关和安全关，建立并执行各项管理制度。",
)

MANAGEMENT_RULES = (
    "专项职业能力考核工作规程",
    "考评员守则、考核场所规则",
    "财务管理制度",
    "档案管理制度",
    "岗位责任制度",
    "安全保卫制度",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A thing and how many of it: places of a project, equipment, instruments, documents."""

    name: str
    quantity: str


@dataclass(frozen=True, slots=True)
class ManagementRule:
    """`established` None: not yet said; `document` is the file name."""

    kind: str
    established: bool | None
    document: str = ""


@dataclass(frozen=True, slots=True)
class StaffMember:
    name: str
    age: str
    sex: str
    post: str
    title: str


@dataclass(frozen=True, slots=True)
class Opinion:
    words: str = ""
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class FilingForm:
    """Every field of the annex; empty ones print as empty boxes. Areas in m², as printed text.
    `committed` says which of the three commitments are ticked."""

    applicant: str
    competent_department: str = ""
    nature: str = ""
    registration_number: str = ""
    registration_authority: str = ""
    address: str = ""
    postcode: str = ""
    head: str = ""
    head_post: str = ""
    head_title: str = ""
    telephone: str = ""
    fax: str = ""
    email: str = ""
    projects: tuple[str, ...] = ()
    scope: str = ""
    committed: tuple[bool, bool, bool] = (False, False, False)
    commitments: tuple[str, str, str] = DEFAULT_COMMITMENTS
    funding_source: str = ""
    equipment_funding_source: str = ""
    office_area: str = ""
    practical_area: str = ""
    office_equipment: str = ""
    theory_area: str = ""
    places: tuple[Counted, ...] = ()
    equipment: tuple[Counted, ...] = ()
    instruments: tuple[Counted, ...] = ()
    rules: tuple[ManagementRule, ...] = tuple(ManagementRule(kind, None) for kind in MANAGEMENT_RULES)
    documents: tuple[Counted, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    department_opinion: Opinion = Opinion()
    filing_opinion: Opinion = Opinion()
    valid_from: date | None = None
    valid_to: date | None = None
    remarks: str = ""


def render(form: FilingForm, *, watermark: str = "") -> bytes:
    """The form on three A4 pages, more where lists are long; short lists are filled up to the annex's rows."""
    data: dict[str, Any] = plain(form)
    data["places"] = _filled(data["places"], rows=2, across=4)
    data["equipment"] = _filled(data["equipment"], rows=3, across=4)
    data["instruments"] = _filled(data["instruments"], rows=3, across=4)
    data["documents"] = _filled(data["documents"], rows=3, across=2)
    data["staff"] += [None] * (8 - len(form.staff))
    return compile_pdf("filing_form", data, watermark=watermark)


def _filled(entries: list[Any], *, rows: int, across: int) -> list[list[Any]]:
    """Rows of `across` entries, at least `rows` of them, filled up with None."""
    wanted = max(rows, -(-len(entries) // across)) * across
    full = entries + [None] * (wanted - len(entries))
    return [full[start : start + across] for start in range(0, wanted, across)]
