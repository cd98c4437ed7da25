"""Settings are entered at the site that decides by them, by its system administrator."""

from __future__ import annotations

import pytest
from django.utils import timezone

from liangcai.apps.accounts.enums import Role
from liangcai.apps.audit.models import Entry
from liangcai.apps.station.defaults import DEFAULTS, OF_SITE
from liangcai.apps.station.models import Setting
from liangcai.apps.station.selectors import setting_on
from liangcai.web.shared.settings_page import LABELS
from tests.web.client import signed_in, text

pytestmark = pytest.mark.django_db
PAGE = "/administration/settings/"


def entered(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value, "from_on": timezone.localdate().isoformat(), "source": "纪要一"}


def test_every_setting_has_a_label():
    assert LABELS.keys() == DEFAULTS.keys()


def test_a_setting_is_entered_with_its_source_and_shown():
    client, form = signed_in("system_admin"), entered("score_review_days", "15")
    assert client.post(PAGE, form).status_code == 302
    assert Setting.objects.get().value == 15 and "纪要一" in text(client.get(PAGE))
    assert client.post(PAGE, form).status_code == 409
    assert client.post(PAGE, {**form, "value": "x"}).status_code == 422


def test_what_was_typed_stays_beside_the_refusal():
    answer = signed_in("system_admin").post(PAGE, entered("score_review_days", "fifteen"))
    assert answer.status_code == 422 and "fifteen" in text(answer) and not Setting.objects.exists()


def test_every_setting_belongs_to_exactly_one_site():
    names = [name for site in OF_SITE.values() for name in site]
    assert sorted(names) == sorted(DEFAULTS)


@pytest.mark.parametrize(("site", "own", "value", "foreign"), [
    ("vault", "items_per_point", "6", "score_review_days"), ("room", "responses_least", "9", "items_per_point"),
    ("hall", "score_review_days", "15", "responses_least"),
])  # fmt: skip
def test_a_site_shows_and_takes_its_own_settings_only(settings, site, own, value, foreign):
    settings.SITE, settings.ROOT_URLCONF = site, f"liangcai.config.urls.{site}"
    client = signed_in("system_admin")
    page = text(client.get(PAGE))
    assert str(LABELS[own]) in page and str(LABELS[foreign]) not in page and page.count(PAGE) >= 1
    assert client.post(PAGE, entered(foreign, "5")).status_code == 422
    assert client.post(PAGE, entered(own, value)).status_code == 302
    assert setting_on(own, timezone.localdate()) == int(value) and not Setting.objects.filter(name=foreign).exists()
    assert Entry.objects.get(action="set_setting").facts["value"] == int(value)


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.SYSTEM_ADMIN}))
def test_nobody_else_sees_the_settings(settings, role):
    settings.ROOT_URLCONF = "liangcai.config.urls.vault"
    assert signed_in(role).get(PAGE).status_code == 403
