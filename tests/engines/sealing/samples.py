"""Keys, claims and packages for the tests; every name is made up."""

from datetime import date, datetime, timedelta, timezone

from liangcai.engines.sealing.certificate_token import CertificateClaims
from liangcai.engines.sealing.keys import (
    ED25519,
    ES256,
    KeySet,
    generate_receiver_key,
    generate_signing_key,
    public_of,
)
from liangcai.engines.sealing.package_manifest import Manifest

CHINA = timezone(timedelta(hours=8))
OPENING = datetime(2026, 12, 5, 8, 30, tzinfo=CHINA)
START = date(2026, 1, 1)

CERTIFIER = generate_signing_key("js-2026", ES256)
OTHER_CERTIFIER = generate_signing_key("other", ES256)
MAKER = generate_signing_key("maker", ED25519)
APPROVER = generate_signing_key("approver", ED25519)
STRANGER = generate_signing_key("stranger", ED25519)
ROOM = generate_receiver_key("room-1")
OTHER_ROOM = generate_receiver_key("room-2")
KEYS = KeySet(
    [
        public_of(CERTIFIER, "演示技能鉴定中心", START, date(2027, 12, 31)),
        *(public_of(key, "演示单位", START) for key in (MAKER, APPROVER, ROOM, OTHER_ROOM)),
    ]
)


def claims(**changes):
    usual = {
        "certificate_number": "3213002026000001",
        "holder_name": "演示考生001",
        "masked_id": "321***********1234",
        "kind": "special_ability",
        "occupation": "茶叶加工（演示）",
        "level": "",
        "issued_on": date(2026, 11, 1),
        "issuer_name": "演示技能鉴定中心",
        "issuer_id": "321300",
        "scores": (("理论", "86.5"), ("实操", "90")),
    }
    return CertificateClaims(**{**usual, **changes})


def manifest(**changes):
    usual = {
        "kind": "paper",
        "sender": "vault",
        "receiver": "room-1",
        "session": "2026-12-05 车工三级 理论",
        "not_before": OPENING,
    }
    return Manifest(**{**usual, **changes})
