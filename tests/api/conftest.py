from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.cache import cache

from liangcai.apps.catalogue.actions.sync_reference import sync_reference
from liangcai.apps.certificates.models import Certificate
from liangcai.apps.organizations.models import Body, Filing
from liangcai.apps.registrations.models import Candidate
from liangcai.apps.resources.actions.load_annexes import load_annexes
from liangcai.apps.resources.models import ItemBankRecord, Standard

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()


@pytest.fixture
def hall(db):
    """The official lists, two bodies of which one is filed, one standard with its bank."""
    sync_reference(actor="system", at=NOW, folder=settings.REFERENCE_ROOT)
    load_annexes(actor="system", at=NOW, folder=settings.REFERENCE_ROOT)
    filed = Body.objects.create(name="演示考核站", kind="third_party", uscc="91320500MA00000011", region_code="320500")
    Body.objects.create(name="未备案机构", kind="third_party", uscc="91320500MA00000022", region_code="320500")
    Filing.objects.create(body=filed, kind="skill_level", state="confirmed", region_code="320500",
                          valid_from=date(2020, 1, 1), valid_to=date(2099, 1, 1))  # fmt: skip
    standard = Standard.objects.create(kind="national", occupation_code="6-04-03-03", occupation_name="织布工",
                                       levels=["四级"], published_on=date(2020, 1, 1))  # fmt: skip
    ItemBankRecord.objects.create(kind="skill_level", occupation_code="6-04-03-03", occupation_name="织布工",
                                  levels=["四级"], standard=standard, published_on=date(2021, 1, 1))  # fmt: skip


@pytest.fixture
def certificate(db):
    holder = Candidate.objects.create(name="演示考生", identity_sealed=b"x", identity_index="i", identity_last4="123X",
                                      born_on=date(1990, 1, 1))  # fmt: skip
    return Certificate.objects.create(
        certificate_number="S000032000001264000001", kind="skill_level", candidate=holder, holder_name="演示考生",
        occupation_name="织布工", level="四级", issuer_name="演示考核站", region_code="320500",
        issued_on=date(2026, 1, 1), token="t",
    )  # fmt: skip
