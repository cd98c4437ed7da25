from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.models import Disc
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.station.storage import new_file
from liangcai.engines.sealing.disc_image import write_image
from liangcai.kernel.refusals import BadInput


@action
def make_disc(
    *, actor: User, at: datetime, purpose: str, counterpart: str, files: Mapping[str, bytes | Path], due_on: date | None = None,
) -> Disc:  # fmt: skip
    """The image of a numbered disc, with the list of what is on it. It lies in this site's own files until the burn
    command takes it; nothing is written to any other medium (002-043). `due_on`: when a receipt must be back."""
    require_custodian(actor, at.date())
    if purpose not in dict(Disc.PURPOSES):
        raise BadInput("disc_purpose", f"没有“{purpose}”这种光盘。")
    number = next_number(timezone.localtime(at).year)
    name, path = new_file(f"discs/{number}.iso")
    contents = [_described(file, source) for file, source in files.items()]
    listing = "".join(f"{row['sha256']}  {row['size']:>12}  {row['name']}\n" for row in contents)
    head = f"光盘编号 {number}\n{dict(Disc.PURPOSES)[purpose]}　{counterpart}\n制作 {timezone.localtime(at):%Y-%m-%d %H:%M}\n\n"
    image = Path(path)
    write_image(image, {**files, "光盘清单.txt": (head + listing).encode()}, number)
    try:
        with image.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        disc = Disc.objects.create(number=number, purpose=purpose, counterpart=counterpart, image=name, image_sha256=digest,
                                   image_size=image.stat().st_size, contents=contents, made_at=at, made_by=actor, due_on=due_on)  # fmt: skip
        record(actor=actor, at=at, action="make_disc", subject=disc,
               facts={"number": number, "purpose": purpose, "counterpart": counterpart, "sha256": digest, "contents": contents})  # fmt: skip
    except BaseException:
        image.unlink(missing_ok=True)
        raise
    return disc


def next_number(year: int) -> str:
    """GP-2026-0001, GP-2026-0002 …: also the label of the disc."""
    start = f"GP-{year}-"
    last = Disc.objects.select_for_update().filter(number__startswith=start).order_by("-number").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"


def _described(name: str, source: bytes | Path) -> dict[str, str | int]:
    if isinstance(source, bytes):
        return {"name": name, "size": len(source), "sha256": hashlib.sha256(source).hexdigest()}
    with source.open("rb") as stream:
        return {"name": name, "size": source.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
