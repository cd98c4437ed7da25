"""Reads of technical resources, limited to what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.organizations.models import Body
from liangcai.apps.resources.clocks import Clock, clock
from liangcai.apps.resources.enums import NORM_KINDS, StandardKind, Verdict
from liangcai.apps.resources.models import (
    Demand,
    DevelopmentProject,
    DraftComment,
    DraftingPlan,
    Handover,
    ItemBankRecord,
    KeyProject,
    Opinion,
    Review,
    ShortageEntry,
    ShortageList,
    Standard,
    SupportRequest,
)
from liangcai.apps.resources.norm_content import WorkingText, working_text
from liangcai.apps.resources.permissions import require_editor
from liangcai.apps.resources.state_changes import in_force_on
from liangcai.apps.resources.states import GONE, OPEN_STATES, RESULT_STATES
from liangcai.kernel.refusals import NotPermitted, Refused


def projects_visible_to(user: User) -> QuerySet[DevelopmentProject]:
    """A body sees its own; a centre what its jurisdiction takes in or applies for; an expert what he reviews."""
    projects = DevelopmentProject.objects.select_related("applicant", "key_project", "standard", "bank")
    if user.role == Role.BODY:
        return projects.filter(applicant__memberships__user=user)
    if user.role == Role.EXPERT:
        return projects.filter(reviews__opinions__expert__user=user).distinct()
    if user.is_centre and user.region_code:
        inside = Q(region_code__startswith=user.region_prefix)
        return projects.filter(inside | Q(applicant__region_code__startswith=user.region_prefix))
    return projects.none()


def project_for(user: User, public_id: Any) -> DevelopmentProject:
    """One project, or a refusal that does not tell whether it exists."""
    found = projects_visible_to(user).filter(public_id=public_id).first()
    if found is None:
        raise NotPermitted("no_such_project", "没有这个开发项目，或它不在您可以查看的范围内。")
    return found


def text_to_edit(user: User, public_id: Any) -> tuple[DevelopmentProject, WorkingText]:
    """A project of one's own with the text in work; refused to whom may not write it."""
    project = project_for(user, public_id)
    require_editor(user, project)
    return project, working_text(project)


def rivals_of(project: DevelopmentProject) -> QuerySet[DevelopmentProject]:
    """Other applications for the same resource that are still open: compared side by side at the selection."""
    return (
        DevelopmentProject.objects.filter(
            kind=project.kind, occupation_code=project.occupation_code, occupation_name=project.occupation_name,
            state__in=OPEN_STATES,
        )
        .exclude(pk=project.pk)
        .select_related("applicant")
    )  # fmt: skip


def projects_due(projects: QuerySet[DevelopmentProject], mark: str, on: date) -> QuerySet[DevelopmentProject]:
    """The open projects whose clock shows this mark on the day."""
    limited = projects.filter(state__in=OPEN_STATES, deadline_on__isnull=False, key_project__listed_on__isnull=False)
    if mark == "late":
        return limited.filter(deadline_on__lt=on)
    if mark == "due":
        return limited.filter(deadline_on=on)
    marked = [
        pk for pk, start, end in limited.filter(deadline_on__gt=on)
        .values_list("pk", "key_project__listed_on", "deadline_on")
        if clock(starts_on=start, deadline_on=end, passed_on=None, stopped=False, ended=False, on=on).mark == mark
    ]  # fmt: skip
    return projects.filter(pk__in=marked)


def results_of_year(projects: QuerySet[DevelopmentProject], year: int) -> QuerySet[DevelopmentProject]:
    """Passed in the year and short by a list: a key project, or in the shortage list when applied for (000-003).
    One that was stopped never passed and is no result (X-10)."""
    short = Q(key_project__isnull=False) | Q(admissibility__priority=True)
    return projects.filter(short, passed_on__year=year, state__in=RESULT_STATES)


def clock_of(project: DevelopmentProject, on: date) -> Clock:
    """The project's 3- or 6-month clock on the day: warnings at 50 % and 80 %, on the day, late."""
    listed_on = project.key_project.listed_on if project.key_project else None
    return clock(
        starts_on=listed_on, deadline_on=project.deadline_on, passed_on=project.passed_on,
        stopped=project.state == "stopped", ended=project.state in ("failed", "rejected"), on=on,
    )  # fmt: skip


def comments_on(project: DevelopmentProject) -> QuerySet[DraftComment]:
    """Experts' comments on its drafts, the newest first."""
    return DraftComment.objects.filter(draft__project=project).select_related("draft", "expert")


def shortage_lists() -> QuerySet[ShortageList]:
    return ShortageList.objects.prefetch_related("entries")


def shortage_list(public_id: Any) -> ShortageList:
    found = shortage_lists().filter(public_id=public_id).first()
    if found is None:
        raise Refused("no_such_list", "没有这份紧缺目录。")
    return found


def published_lists() -> QuerySet[ShortageList]:
    """What the public sees; the annexed list is public too, its missing date is said."""
    return shortage_lists().filter(state__in=("published", "annexed"))


def key_projects() -> QuerySet[KeyProject]:
    return KeyProject.objects.prefetch_related("developments__applicant")


def demands_visible_to(user: User) -> QuerySet[Demand]:
    """A centre sees its jurisdiction's, a body its own."""
    if user.role == Role.BODY:
        return Demand.objects.filter(proposer__in=Body.objects.filter(memberships__user=user).values("name"))
    if user.is_centre and user.region_code:
        return Demand.objects.filter(region_code__startswith=user.region_prefix)
    return Demand.objects.none()


def standards() -> QuerySet[Standard]:
    return Standard.objects.select_related("owner", "ended_by")


def banks() -> QuerySet[ItemBankRecord]:
    return ItemBankRecord.objects.select_related("standard")


def resource_of(kind: str, public_id: Any) -> Standard | ItemBankRecord:
    found = (standards() if kind == "standard" else banks()).filter(public_id=public_id).first()
    if found is None:
        raise Refused("no_such_resource", "技术资源目录中没有这一项。")
    return found


def drafting_plans_known() -> QuerySet[DraftingPlan]:
    return DraftingPlan.objects.all()


def standards_on(on: date) -> QuerySet[Standard]:
    """Standards and norms of the catalogue on the day, with their state then (`state_then`)."""
    return in_force_on(Standard.objects.select_related("owner"), on)


def banks_on(on: date) -> QuerySet[ItemBankRecord]:
    """Banks of the catalogue on the day, with their state then (`state_then`)."""
    return in_force_on(ItemBankRecord.objects.select_related("standard"), on)


def published_standards() -> QuerySet[Standard]:
    """Every standard that was ever published, whatever became of it."""
    return Standard.objects.exclude(published_on=None).select_related("owner")


def published_banks() -> QuerySet[ItemBankRecord]:
    return ItemBankRecord.objects.exclude(published_on=None).select_related("standard")


def entries_of_occupation(code: str) -> QuerySet[ShortageEntry]:
    """Where the published shortage lists name the occupation."""
    return ShortageEntry.objects.filter(list__in=published_lists(), occupation_code=code).select_related("list")


def entries_published() -> QuerySet[ShortageEntry]:
    """The entries of every published list."""
    return ShortageEntry.objects.filter(list__in=published_lists()).select_related("list")


def key_project_years() -> list[int]:
    return list(KeyProject.objects.order_by("-year").values_list("year", flat=True).distinct())


def handovers_visible_to(user: User) -> QuerySet[Handover]:
    found = Handover.objects.select_related("bank", "standard", "receiver_body")
    if user.role == Role.BODY:
        return found.filter(receiver_body__memberships__user=user)
    return found if user.role == Role.PROVINCE_CENTRE else found.none()


def support_requests_visible_to(user: User) -> QuerySet[SupportRequest]:
    found = SupportRequest.objects.select_related("body", "bank", "handover")
    if user.role == Role.BODY:
        return found.filter(body__memberships__user=user)
    return found if user.role == Role.PROVINCE_CENTRE else found.none()


def reviews_of_expert(user: User) -> QuerySet[Opinion]:
    return Opinion.objects.filter(expert__user=user).select_related(
        "review__project__applicant", "review__project__key_project", "expert"
    )


@dataclass(frozen=True, slots=True)
class SeenOpinion:
    """An opinion as the reader may see it: verdict and text are None while sealed."""

    expert: str
    given: bool
    verdict: str | None
    text: str | None

    @property
    def verdict_label(self) -> str:
        return str(Verdict(self.verdict).label) if self.verdict else ""


def opinions_seen_by(user: User, review: Review) -> list[SeenOpinion]:
    """Sealed until the last one is in; one's own is always open to oneself."""
    opinions = list(review.opinions.select_related("expert"))
    open_to_all = all(o.given_at for o in opinions)

    def seen(opinion: Opinion) -> SeenOpinion:
        own = opinion.expert.user_id is not None and opinion.expert.user_id == user.pk
        visible = bool(opinion.given_at) and (open_to_all or own)
        return SeenOpinion(
            opinion.expert.holder_name, bool(opinion.given_at), opinion.verdict if visible else None,
            opinion.text if visible else None,
        )  # fmt: skip

    return [seen(opinion) for opinion in opinions]


@dataclass(frozen=True)
class Promulgation:
    """What the promulgation of a national standard does (002-016, 002-020, X-10). `standard` is None in a preview."""

    superseded: tuple[Standard, ...]
    lapsed: tuple[Standard, ...]
    banks: tuple[ItemBankRecord, ...]
    stopped: tuple[DevelopmentProject, ...]
    standard: Standard | None = None

    @property
    def ended(self) -> tuple[Standard, ...]:
        """Every standard that ends: planned examinations that rest on these are to be looked at."""
        return self.superseded + self.lapsed


def preview_promulgation(occupation_code: str) -> Promulgation:
    """What would lapse, be revised and be stopped if a national standard of the occupation were promulgated."""
    standing = Standard.objects.filter(occupation_code=occupation_code).exclude(state__in=GONE).select_related("owner")
    superseded = tuple(s for s in standing if s.kind == StandardKind.NATIONAL)
    lapsed = tuple(s for s in standing if s.kind in (StandardKind.INDUSTRY, StandardKind.ENTERPRISE))
    return Promulgation(
        superseded, lapsed, tuple(banks_resting_on((*superseded, *lapsed))), tuple(moot_norm_projects(occupation_code))
    )


def banks_resting_on(standards: Sequence[Standard]) -> QuerySet[ItemBankRecord]:
    return ItemBankRecord.objects.filter(standard__in=standards).exclude(state__in=GONE).select_related("standard")


def moot_norm_projects(occupation_code: str, kinds: Sequence[str] = NORM_KINDS) -> QuerySet[DevelopmentProject]:
    """Norm projects before their review has passed: they may no longer be developed (002-026, 002-027)."""
    return DevelopmentProject.objects.filter(
        occupation_code=occupation_code, kind__in=kinds, state__in=OPEN_STATES
    ).select_related("applicant")


def published_entries(year: int) -> QuerySet[ShortageEntry]:
    """The entries of a year's published lists, batch by batch."""
    entries = ShortageEntry.objects.filter(list__in=published_lists(), list__year=year).select_related("list")
    return entries.order_by("list__batch", "number")
