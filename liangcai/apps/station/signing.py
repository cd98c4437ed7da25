"""The site's signing and receiving keys: private parts in `<site folder>/keys`, public parts in KEYS.json.

In production the signing key sits on another host or in hardware behind the same `Signer` interface.
"""

from __future__ import annotations

import os
import secrets
from datetime import date

from liangcai.apps.station.sites import current_site, site_folder
from liangcai.engines.sealing.keys import (
    ED25519,
    ES256,
    KeySet,
    PublicKey,
    ReceiverKey,
    SigningKey,
    generate_receiver_key,
    generate_signing_key,
    public_of,
    read_key_set,
    read_private,
    write_key_set,
    write_private,
)

CERTIFICATE, PACKAGE, RECEIVER = "certificate", "package", "receiver"
_SUITES = {CERTIFICATE: ES256, PACKAGE: ED25519}


def station_key(purpose: str, *, on: date, owner: str) -> SigningKey | ReceiverKey:
    """The site's key for a purpose, made on first use; its public part is listed from `on`."""
    file = site_folder() / "keys" / f"{purpose}.pem"
    if not file.exists():
        mark = "" if purpose == CERTIFICATE else f"-{secrets.token_hex(2)}"  # several rooms may begin on one day
        key_id = f"{current_site()}-{purpose}-{on:%Y%m%d}{mark}"
        key = generate_receiver_key(key_id) if purpose == RECEIVER else generate_signing_key(key_id, _SUITES[purpose])
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(write_private(key))
        publish(public_of(key, owner, on))
    return read_private(file.read_bytes(), where=str(file))


def published_keys() -> KeySet:
    """KEYS.json of this site: own public keys and those of the other sites that were entered here."""
    file = site_folder() / "public" / "KEYS.json"
    return read_key_set(file.read_bytes(), where=str(file)) if file.exists() else KeySet([])


def publish(*keys: PublicKey) -> None:
    """Add public keys to KEYS.json; a key id that is there already keeps its first meaning."""
    file = site_folder() / "public" / "KEYS.json"
    known = dict(published_keys())
    for key in keys:
        known.setdefault(key.key_id, key)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(write_key_set(known.values()))
    fresh.replace(file)
