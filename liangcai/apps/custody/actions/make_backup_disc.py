from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.utils import timezone

from liangcai import __version__
from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.actions.make_bank_key import check_value
from liangcai.apps.custody.actions.make_disc import make_disc
from liangcai.apps.custody.backup_contents import contents_of
from liangcai.apps.custody.models import BankKey, Disc
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.station.archive import copy_database, write_archive
from liangcai.apps.station.signing import PACKAGE, published_keys, station_key
from liangcai.apps.station.sites import current_site, site_folder
from liangcai.engines.sealing.keys import write_key_set
from liangcai.engines.sealing.package_manifest import Manifest
from liangcai.engines.sealing.packages import seal
from liangcai.engines.sealing.shares import GroupRule, ShareGroup, SplitKey
from liangcai.kernel import canonical_json
from liangcai.kernel.refusals import Refused

PACKAGE_NAME, KEYS_NAME, MANIFEST_NAME = "backup.lcp", "KEYS.json", "MANIFEST.json"


@action
def make_backup_disc(*, actor: User, at: datetime, key: bytes) -> Disc:
    """The image of a disc with the whole site, sealed under the bank key: the custodians' shares open it, in the same
    number as the bank. Beside it lie the public keys and a manifest of tables, chains and digests, by which a drill
    sees whether everything came back."""
    require_custodian(actor, at.date())
    ring = BankKey.objects.filter(retired_at__isnull=True).first()
    if ring is None or check_value(key) != ring.check_value:
        raise Refused("wrong_bank_key", "题库密钥不符，不能备份。", hint="请重新开库。")
    if connection.vendor != "sqlite":
        raise Refused("backup_database", "备份光盘只用于题库工作站自带的数据库。", hint="PostgreSQL 请用 liangcai backup FILE。")
    shares = SplitKey(key, (ShareGroup(GroupRule("custodians", ring.needed, ring.total), ring.set_mark, ()),))
    with TemporaryDirectory(prefix=".backup-", dir=site_folder()) as scratch:
        archive, package = Path(scratch) / "site.tar.gz", Path(scratch) / PACKAGE_NAME
        database = copy_database(Path(scratch))
        contents = contents_of(database)
        database.unlink()
        write_archive(archive, site_folder())
        with archive.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        sealed = seal(package, {"site.tar.gz": archive}, Manifest(kind="backup", sender=current_site(), receiver=current_site(),
                      session=f"{timezone.localtime(at):%Y-%m-%d %H:%M}"), [station_key(PACKAGE, on=at.date(), owner="题库工作站")],
                      shares=shares)  # fmt: skip
        archive.unlink()
        manifest = {"site": current_site(), "version": __version__, "made_at": at.isoformat(timespec="seconds"),
                    "archive_sha256": digest, "package_sha256": sealed, "share_set": ring.set_mark, **contents}  # fmt: skip
        disc = make_disc(actor=actor, at=at, purpose="backup", counterpart="异地保管",
                         files={PACKAGE_NAME: package, KEYS_NAME: write_key_set(published_keys().values()),
                                MANIFEST_NAME: canonical_json.encode(manifest)})  # fmt: skip
    record(actor=actor, at=at, action="make_backup_disc", subject=disc,
           facts={"number": disc.number, "package": sealed, "share_set": ring.set_mark, "chains": contents["chains"]})  # fmt: skip
    return disc
