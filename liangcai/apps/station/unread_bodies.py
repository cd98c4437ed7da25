"""What a client sends although it is refused: many clients read the answer only after they have sent everything."""

from __future__ import annotations

from django.http import HttpRequest

CHUNK = 1 << 16
MOST_DRAINED = 256 << 20


def drain(request: HttpRequest) -> None:
    """Takes in the rest of the body and throws it away, 256 MB at most; never more than a chunk in memory."""
    for _part in range(MOST_DRAINED // CHUNK):
        if not request.read(CHUNK):
            return
