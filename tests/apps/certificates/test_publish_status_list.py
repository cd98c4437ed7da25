"""The signed list of voided certificates, for looking up without a network."""

import json
from datetime import date

import pytest

from liangcai.apps.certificates.actions.publish_status_list import publish_status_list
from liangcai.apps.certificates.actions.revoke_certificate import revoke_certificate
from liangcai.apps.station.sites import site_folder

from . import factories as f

pytestmark = pytest.mark.django_db


def test_the_list_names_the_voided_and_nobody_else():
    voided, standing, _ = f.issued()
    revoke_certificate(actor=f.city(), at=f.at("2022-01-05"), certificate=voided, reason="冒名顶替",
                       revoked_on=date(2022, 1, 5))  # fmt: skip
    document = publish_status_list(actor="system", at=f.at("2022-01-05", 12))
    text = json.dumps(document, ensure_ascii=False)
    assert voided.certificate_number in text and standing.certificate_number not in text
    assert json.loads((site_folder() / "public" / "STATUS.json").read_text(encoding="utf-8")) == document
    assert f.entries("publish_status_list") == 1
