"""Role × page: every address of the hall, tried by every role; and every page of one thing, tried by its neighbours.

Pages are found by walking the addresses: one that is added is tried from then on."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from itertools import count, product
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from liangcai.apps.accounts.enums import Role
from liangcai.apps.accounts.models import User
from liangcai.apps.organizations.models import StaffCard
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.results.actions.ask_score_review import ask_score_review
from tests.apps.bridging import factories as bridging
from tests.apps.certificates import factories as f
from tests.apps.registrations.factories import account_of
from tests.apps.resources import factories as resources
from tests.apps.supervision.factories import drawn

pytestmark = pytest.mark.django_db
HALL = "liangcai.config.urls.hall"
KEPT_OUT = (403, 404)
STRICTER = {"centre_promulgate": frozenset({Role.PROVINCE_CENTRE})}  # declared for all centres, refused to some inside


def pages(entries: list, prefix: str = "/") -> Iterator[tuple[str, str, Any]]:
    """(name, address, view) of every named page without parameters, as Django would find it; the interface for
    programs declares its own access."""
    for entry in entries:
        if entry.pattern.regex.groups or prefix.startswith("/api/"):
            continue
        address = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, address)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, reverse(entry.name), entry.callback


def all_pages() -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for name, address, view in pages(importlib.import_module(HALL).urlpatterns):
        found.setdefault(name, (address, view))
    return found


PAGES = all_pages()
CLIENT = Client()  # one for all: a new one reads all static files again


def somebody(role: str) -> User:
    """An account that is complete for its role: a body's worker works for a body, a candidate is a person."""
    if role == Role.BODY:
        return f.worker(f.body())
    user = f.account(role, "320000" if role == Role.PROVINCE_CENTRE else f.CITY if role == Role.CITY_CENTRE else
                     f.COUNTY if role == Role.COUNTY_CENTRE else "")  # fmt: skip
    if role == Role.CANDIDATE:
        Candidate.objects.create(user=user, name=user.display_name, identity_sealed=b"", identity_index=user.username,
                                 identity_last4="0000", born_on="1990-01-01", is_demonstration=True)  # fmt: skip
    if role in (Role.EXPERT, Role.SUPERVISOR):
        f.card(role, user=user)
    return user


def answer(user: User | None, address: str) -> tuple[int, str]:
    CLIENT.cookies.clear()
    if user:
        CLIENT.force_login(user)
    response = CLIENT.get(address)
    return response.status_code, response.headers.get("Location", "")


def wrong(role: str, roles: frozenset[str], status: int, location: str) -> bool:
    """Whether the answer crosses the border or closes it to those it is for. 405: a page that only takes forms;
    404 of a public page: a file that is not published yet."""
    if not roles or role in roles:
        return status not in (200, 302, 405, *([] if roles else [404])) or location.startswith("/sign-in/")
    return status != 403


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_audience_and_for_nobody_else(name):
    address, view = PAGES[name]
    roles = STRICTER.get(name, view.audience)
    found = {role: answer(somebody(role), address) for role in Role.values}
    assert {role: seen for role, seen in found.items() if wrong(role, roles, *seen)} == {}
    status, location = answer(None, address)
    if roles:
        assert status == 302 and location == f"/sign-in/?next={quote(address)}"
    else:
        assert status in (200, 302, 404, 405) and not location.startswith("/sign-in/")


def test_the_pages_of_every_audience_are_among_those_tried():
    tried = {role for _, view in PAGES.values() for role in view.audience}
    assert tried == set(Role.values) and len(PAGES) > 40


def detail_addresses(prefix: str, thing: Any) -> dict[str, str]:
    """Every page below the audience's prefix that shows one thing, as the address for this thing; for a thing that
    does not exist where there is none."""
    found: dict[str, str] = {}
    for name in filter(lambda n: isinstance(n, str) and n.startswith(prefix), get_resolver(HALL).reverse_dict):
        (template, parameters), *_ = get_resolver(HALL).reverse_dict.getlist(name)[0][0]
        if "public_id" in parameters:
            found[name] = address_of(name, parameters, thing)
    return found


def address_of(name: str, parameters: list[str], thing: Any) -> str:
    """Tries a number, a word, a kind of file or the thing's own file for what else the address asks."""
    others, public_id = [p for p in parameters if p != "public_id"], getattr(thing, "public_id", uuid4())
    first = thing.evidence.first() if hasattr(thing, "evidence") else None
    own_file = first.public_id if first else uuid4()
    for values in product((1, "theory", "pdf", "xlsx", "form-7.pdf", "tickets.pdf", own_file), repeat=len(others)):
        try:
            return reverse(name, kwargs={"public_id": public_id, **dict(zip(others, values, strict=True))})
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name}: give address_of a value for {others}")


@pytest.fixture
def world(monkeypatch) -> SimpleNamespace:
    """A body's filing, plan, batch, results and certificates in one city; another's development project, and a review of
    it with sealed opinions; an inspection of the plan; a third person's application with files."""
    monkeypatch.setattr(resources, "_number", count(100_000))  # all three number their people from one on
    monkeypatch.setattr(bridging, "_number", count(200_000))
    resources.occupations()
    certificate = f.issued()[0]
    plan = certificate.registration.plan
    registration = plan.registrations.select_related("candidate", "batch").first()
    candidate = account_of(registration.candidate)
    score_review = ask_score_review(actor=candidate, at=f.at("2021-12-21"), registration=registration, subject="theory",
                                    reason="演示理由")  # fmt: skip
    inspection = drawn(plans=[plan, f.planned()])
    review = resources.reviewing(resources.applied_norm())
    exam = [plan, plan.body.filings.get(), registration, registration.batch, plan.release, certificate, score_review]
    application = bridging.submitted()
    return SimpleNamespace(
        plan=plan, candidate=candidate, review=review, exam=exam,
        own=[*exam, review.project, review, application], application=application,
        inspection=[inspection, *(visit for visit in inspection.visits.all() if hasattr(visit, "public_id"))],
    )


def opened(user: User, prefix: str, things: list[Any]) -> dict[str, int]:
    """Pages that show the user one of the things, or answer otherwise than for a thing that does not exist."""
    unknown = {name: answer(user, address)[0] for name, address in detail_addresses(prefix, None).items()}
    found = {}
    for thing in things:
        for name, address in detail_addresses(prefix, thing).items():
            status, location = answer(user, address)
            hidden = status in KEPT_OUT or status >= 400 and status == unknown[name]
            if not hidden and not location.startswith("/sign-in/"):
                found[f"{name} {type(thing).__name__}"] = status
    return found


def test_a_body_opens_nothing_of_another_body_by_its_public_id(world):
    assert opened(somebody(Role.BODY), "organization_", world.own) == {}


def test_a_body_does_open_its_own_so_the_border_test_tests_something(world):
    found = opened(f.worker(world.plan.body), "organization_", world.own)
    shown = {key.split()[1] for key, status in found.items() if status == 200}
    assert {"Filing", "ExamPlan", "Batch"} <= shown, found


@pytest.mark.parametrize(("role", "region"), [(Role.CITY_CENTRE, "320300"), (Role.COUNTY_CENTRE, "320305")])
def test_a_centre_opens_no_examination_and_no_application_of_another_city(world, role, region):
    assert opened(f.account(role, region), "centre_", [*world.exam, world.application]) == {}


def test_a_candidate_opens_nothing_of_another_candidate(world):
    assert opened(somebody(Role.CANDIDATE), "candidate_", [*world.exam, world.application]) == {}
    assert opened(world.application.candidate, "candidate_", [world.application])


def test_an_expert_opens_no_review_one_was_not_drawn_for(world):
    assert opened(somebody(Role.EXPERT), "expert_", world.own) == {}
    drawn_for = StaffCard.objects.filter(opinion__review=world.review).first().user
    assert opened(drawn_for, "expert_", world.own)


def test_a_supervisor_opens_no_visit_that_is_anothers(world):
    assert opened(somebody(Role.SUPERVISOR), "supervisor_", world.inspection) == {}


def test_no_other_role_enters_the_pages_of_bodies_by_a_public_id(world):
    others = [role for role in Role.values if role != Role.BODY]
    assert {role: opened(somebody(role), "organization_", world.own[:1]) for role in others} == dict.fromkeys(others, {})
