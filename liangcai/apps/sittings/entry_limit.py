"""How often a candidate may try to enter: the screen and the API count together."""

from __future__ import annotations

from liangcai.apps.station.rate_limit import count_or_refuse

TRIES, WINDOW = 10, 300  # a ticket number is printed on the door list; four digits must not be guessed


def count_entry(ticket_number: str) -> None:
    """Counts one more try with the ticket; `TooManyRequests` after ten within five minutes."""
    count_or_refuse(f"sit:{ticket_number}", TRIES, WINDOW)
