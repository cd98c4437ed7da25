"""What the QR of a printed page says: sheet geometry, page, paper code and ticket number.

The text stays inside the QR alphanumeric mode (upper case, digits, %, /) where the ticket number does, so
the modules stay large enough for a 100 dpi scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

PREFIX = "LC1"
LONGEST = 120  # characters of QR text that a 26 mm symbol still carries at 100 dpi


@dataclass(frozen=True)
class PageIdentity:
    fingerprint: str
    page: int
    paper_code: str
    ticket_number: str

    def text(self) -> str:
        parts = (self.fingerprint, str(self.page), self.paper_code, self.ticket_number)
        return "/".join([PREFIX, *(quote(part, safe="") for part in parts)])


def identity_from(text: str) -> PageIdentity | None:
    """The identity in a QR text; None when the QR is not one of ours."""
    parts = text.split("/")
    if len(parts) != 5 or parts[0] != PREFIX or not (parts[2].isascii() and parts[2].isdigit()):
        return None
    return PageIdentity(parts[1], int(parts[2]), unquote(parts[3]), unquote(parts[4]))
