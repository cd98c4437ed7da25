from __future__ import annotations

from datetime import datetime

from liangcai.apps.accounts.models import User
from liangcai.apps.audit.record import action, record
from liangcai.apps.custody.permissions import require_custodian
from liangcai.apps.item_bank.models import Bank
from liangcai.apps.papers.models import Blueprint
from liangcai.engines.assembly import read_blueprint


@action
def save_blueprint(*, actor: User, at: datetime, bank: Bank, name: str, text: str, minutes: int) -> Blueprint:
    """Keep an assembly plan for a bank. `text` is the TOML of the contract; it is read before it is kept, and
    cannot be changed afterwards: scope, weight, types, counts and scores are not negotiable (002-040)."""
    require_custodian(actor, at.date())
    read_blueprint(text.encode(), where=name)
    blueprint = Blueprint.objects.create(bank=bank, name=name, text=text, minutes=minutes)
    record(actor=actor, at=at, action="save_blueprint", subject=blueprint, facts={"name": name, "text": text})
    return blueprint
