from __future__ import annotations

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from liangcai.apps.registrations.models import Candidate


def put_photo(candidate: Candidate, picture: bytes) -> None:
    """Sets the photo (the caller saves the row); the file of the one before is deleted once the transaction holds."""
    storage, before = candidate.photo.storage, candidate.photo.name
    candidate.photo.save(f"{candidate.public_id}.jpg", ContentFile(picture), save=False)
    if before:
        transaction.on_commit(partial(storage.delete, before))
