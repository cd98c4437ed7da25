"""The proctor seals anonymous responses to the vault."""

from __future__ import annotations

import pytest

from liangcai.apps.marking.models import ResponsePackage
from liangcai.apps.station.signing import publish
from liangcai.engines.sealing.keys import generate_receiver_key, public_of
from tests.apps.custody.factories import AT, account
from tests.apps.marking.test_responses import answered, marked
from tests.web.client import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("liangcai.config.urls.room")]


def vault_key():
    key = public_of(generate_receiver_key("vault-receiver-20211021"), "演示题库工作站", AT.date())
    publish(key)
    return key


def test_without_the_vaults_key_the_page_says_what_is_missing():
    marked(answered())
    assert "没有题库工作站的接收公钥" in text(signed_in("invigilator").get("/proctor/responses/"))


def test_responses_are_sealed_once_and_the_package_is_handed_out():
    key, sitting, proctor = vault_key(), marked(answered()), signed_in("invigilator")
    given = {"sitting": sitting.pk, "receiver": key.key_id}
    assert proctor.post("/proctor/responses/", given).status_code == 302
    package = ResponsePackage.objects.get()
    assert package.sha256 in text(proctor.get("/proctor/responses/"))
    assert b"".join(proctor.get(f"/proctor/responses/{package.public_id}/").streaming_content).startswith(b"LCPKG1")
    assert proctor.post("/proctor/responses/", given).status_code == 422 and ResponsePackage.objects.count() == 1


def test_too_few_are_refused_with_words_and_nothing_is_kept():
    key, sitting = vault_key(), marked(answered(4))
    answer = signed_in("invigilator").post("/proctor/responses/", {"sitting": sitting.pk, "receiver": key.key_id})
    assert answer.status_code == 409 and "辨认" in text(answer) and not ResponsePackage.objects.exists()


def test_nobody_but_a_proctor_sees_the_page(client):
    client.force_login(account("assessor"))
    assert client.get("/proctor/responses/").status_code == 403
