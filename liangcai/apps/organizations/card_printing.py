"""Staff cards of the register ↔ signed, printed cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from liangcai.apps.organizations.models import StaffCard
from liangcai.engines.sealing.card_token import CardClaims, issue_card
from liangcai.engines.sealing.keys import Signer
from liangcai.engines.typesetting.staff_card import PrintedCard


def printed_cards(cards: Iterable[StaffCard], *, key: Signer, key_id: str, issuer: str, on: date) -> list[PrintedCard]:
    """Each card with a code signed for the day of printing."""
    return [_printed(card, key, key_id, issuer, on) for card in cards]


def _printed(card: StaffCard, key: Signer, key_id: str, issuer: str, on: date) -> PrintedCard:
    claims = CardClaims(card.number, card.holder_name, str(card.get_kind_display()), tuple(card.scope), issuer, on,
                        card.valid_from, card.valid_to)  # fmt: skip
    return PrintedCard(card.number, card.holder_name, claims.kind, "、".join(card.scope), card.employer, issuer,
                       card.valid_from, card.valid_to, issue_card(claims, key, key_id))  # fmt: skip
