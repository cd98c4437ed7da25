"""Which decisions rested on what has become void (X-07)."""

from __future__ import annotations

from collections.abc import Iterable

from liangcai.apps.bridging.models import Application
from liangcai.apps.bridging.states import APPLICATION
from liangcai.engines.rules.consequences import reopened


def by_number(number: str) -> str:
    return f"number:{number}"


def rested_on() -> dict[str, set[str]]:
    """Application → digests and certificate numbers of its evidence; issued number → the application behind it."""
    links: dict[str, set[str]] = {}
    for one in Application.objects.prefetch_related("evidence"):
        used = {item.sha256 for item in one.evidence.all()}
        used |= {by_number(item.certificate_number) for item in one.evidence.all() if item.certificate_number}
        links[str(one.public_id)] = used
        if one.result_number:
            links[by_number(one.result_number)] = {str(one.public_id)}
    return links


def reopen_resting_on(void: Iterable[str]) -> list[Application]:
    """Opens again every decision that used one of these (a digest, `by_number(…)`, an application's public id),
    directly or through another decision. Runs inside the action of whoever found them void."""
    links = rested_on()
    found = set().union(*(reopened(one, links) for one in void))
    touched = []
    for application in Application.objects.select_for_update().filter(
            public_id__in=[one for one in found if not one.startswith("number:")]):  # fmt: skip
        if APPLICATION.can(application.state, "reopen"):
            application.state = APPLICATION.step(application.state, "reopen")
            application.save(update_fields=["state"])
            application.evidence.update(checked=None)
            touched.append(application)
    return touched
