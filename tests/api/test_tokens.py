"""A program reads what its account may see, with a token that is shown once and can be taken back."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from liangcai.apps.accounts.actions.issue_token import issue_token
from liangcai.apps.accounts.actions.revoke_token import revoke_token
from liangcai.apps.accounts.models import ApiToken
from liangcai.apps.audit.models import Entry
from liangcai.apps.registrations.actions.feed_back import feed_back
from liangcai.apps.registrations.actions.review_batch import review_batch
from liangcai.apps.station.models import Setting
from liangcai.kernel.refusals import BadInput, NotPermitted, Refused
from tests.apps.organizations.factories import account
from tests.apps.registrations.factories import answered, at, city, handed_in, seated, worker
from tests.web.client import text

pytestmark = pytest.mark.django_db


def bearer(user) -> dict[str, str]:
    _token, secret = issue_token(actor=user, at=timezone.now(), name="人事系统", days=30)
    return {"Authorization": f"Bearer {secret}"}


def test_only_the_digest_of_a_secret_is_kept():
    user = account("body", "320500")
    token, secret = issue_token(actor=user, at=timezone.now(), name="人事系统", days=30)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(Entry.objects.latest("sequence").facts)
    assert ApiToken.objects.filter(digest=secret).count() == 0


def test_a_candidate_gets_no_token():
    with pytest.raises(NotPermitted):
        issue_token(actor=account("candidate", ""), at=timezone.now(), name="x", days=1)


@pytest.mark.parametrize("days", [0, 181])
def test_the_life_of_a_token_has_limits(days):
    with pytest.raises(BadInput):
        issue_token(actor=account("body", "320500"), at=timezone.now(), name="x", days=days)


def test_the_eleventh_token_is_refused_until_one_is_revoked():
    user, now = account("body", "320500"), timezone.now()
    tokens = [issue_token(actor=user, at=now, name=f"用途{n}", days=180)[0] for n in range(10)]
    with pytest.raises(Refused):
        issue_token(actor=user, at=now, name="再一个", days=1)
    revoke_token(actor=user, at=now, token=tokens[0])
    assert issue_token(actor=user, at=now, name="再一个", days=1)


def test_a_token_opens_nothing_once_revoked_expired_or_with_its_account_locked(client):
    user, now = account("city_centre", "320500"), timezone.now()
    for spoil in ("revoke", "expire", "lock"):
        ApiToken.objects.all().delete()
        token, secret = issue_token(actor=user, at=now, name="x", days=1)
        headers = {"Authorization": f"Bearer {secret}"}
        assert client.get("/api/v1/plans", headers=headers).status_code == 200
        if spoil == "revoke":
            revoke_token(actor=user, at=now, token=token)
        elif spoil == "expire":
            ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        else:
            user.is_active = False
            user.save()
        no = client.get("/api/v1/plans", headers=headers)
        assert no.status_code == 401 and no.json()["code"] == "token_needed" and "接口凭据" in no.json()["hint"]


def test_a_stranger_cannot_revoke_and_the_administrator_can():
    token, _secret = issue_token(actor=account("body", "320500"), at=timezone.now(), name="x", days=1)
    with pytest.raises(NotPermitted):
        revoke_token(actor=account("body", "320600"), at=timezone.now(), token=token)
    revoke_token(actor=account("system_admin", ""), at=timezone.now(), token=token)
    with pytest.raises(Refused):
        revoke_token(actor=account("system_admin", ""), at=timezone.now(), token=token)


def test_without_a_token_nothing_is_shown_even_to_whoever_is_signed_in(client):
    client.force_login(account("city_centre", "320500"))
    for address in ("/api/v1/plans", "/api/v1/registrations"):
        assert client.get(address).status_code == 401


def test_a_body_reads_its_own_and_a_centre_its_jurisdiction(client):
    plan = seated(count=3)
    own, other = bearer(worker(plan.body)), bearer(account("body", "320500"))
    near, far = bearer(city("320500")), bearer(city("320600"))
    for address, count in (("/api/v1/plans", 1), ("/api/v1/registrations", 3)):
        counts = [client.get(address, headers=h).json()["count"] for h in (own, other, near, far)]
        assert counts == [count, 0, count if plan.region_code.startswith("3205") else 0, 0]


def test_a_registration_names_its_place_and_hides_the_identity_number(client):
    plan = seated(count=3)
    headers = bearer(worker(plan.body))
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/api/v1/registrations", {"sort": "ticket_number"}, headers=headers).json()
    first = page["items"][0]
    assert first["ticket_number"] == f"{plan.plan_number}0001" and first["seat"] == 1 and first["room"]
    assert len(first["identity_last4"]) == 4 and not any(len(str(v)) == 18 and str(v)[:6] == "999999" for v in first.values())
    assert len(asked) <= 4


def test_a_decision_reaches_the_body_when_it_is_fed_back_not_before(client):
    batch = handed_in()
    refused = batch.registrations.first()
    centre = city(batch.plan.region_code[:4] + "00")
    review_batch(actor=centre, at=at("2021-11-11"), batch=batch, refusals={str(refused.public_id): "照片不清"})
    headers = bearer(worker(batch.plan.body))
    states = lambda h: [r["state"] for r in client.get("/api/v1/registrations", headers=h).json()["items"]]  # noqa: E731
    assert states(headers) == ["submitted"] * 3
    assert states(bearer(centre)) == ["rejected", "accepted", "accepted"]
    feed_back(actor=centre, at=at("2021-11-12"), batch=batch)
    told = client.get("/api/v1/registrations", {"state": "rejected"}, headers=headers).json()["items"]
    assert [r["reason"] for r in told] == ["照片不清"]


def test_the_lists_are_downloadable(client):
    batch = answered()
    headers = bearer(worker(batch.plan.body))
    lines = text(client.get("/api/v1/registrations", {"format": "csv"}, headers=headers)).splitlines()
    assert len(lines) == 4 and lines[0].startswith("标识,计划编号,考核机构")
    book = load_workbook(io.BytesIO(client.get("/api/v1/plans", {"format": "xlsx"}, headers=headers).content))
    assert book.active.max_row == 2


def test_too_many_requests_a_minute_are_put_off(client):
    Setting.objects.create(name="token_requests_per_minute", value=3, from_on=timezone.localdate(), source="试验")
    headers = bearer(account("city_centre", "320500"))
    codes = [client.get("/api/v1/plans", headers=headers).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_guessing_is_put_off(client):
    codes = [client.get("/api/v1/plans", headers={"Authorization": f"Bearer lc_{n}"}).status_code for n in range(31)]
    assert codes == [401] * 30 + [429]


def test_the_page_shows_a_secret_once_and_revokes_after_asking():
    user, client = account("body", "320500"), Client()
    client.force_login(user)
    page = text(client.post("/tokens/", {"name": "人事系统", "days": 30}))
    assert "lc_" in page and "只显示这一次" in page
    again = text(client.get("/tokens/"))
    assert "lc_" not in again and "人事系统" in again
    token = ApiToken.objects.get()
    asked = client.get(f"/tokens/{token.public_id}/revoke/")
    assert "人事系统" in text(asked) and ApiToken.objects.filter(revoked_at=None).exists()
    assert client.post(f"/tokens/{token.public_id}/revoke/").status_code == 302
    assert "已吊销" in text(client.get("/tokens/"))
    assert client.post("/tokens/", {"name": "", "days": 400}).status_code == 422
