"""Reads of a bank's quality: findings that nobody dismissed, pairs, enemy sets, coverage, statistics."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet

from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_quality.engine_io import bank_state
from liangcai.apps.item_quality.enums import PairDecision, ProposalState
from liangcai.apps.item_quality.models import (
    CheckFinding,
    CheckRun,
    DifficultyProposal,
    Dismissal,
    DuplicateRun,
    SimilarPair,
)


def latest_check(bank: Bank) -> CheckRun | None:
    return bank.check_runs.select_related("ran_by").first()


def latest_search(bank: Bank) -> DuplicateRun | None:
    return bank.duplicate_runs.select_related("ran_by").first()


def is_current(run: CheckRun | DuplicateRun, bank: Bank) -> bool:
    """Whether the bank is still as the run saw it."""
    return run.bank_state == bank_state(bank)


def dismissals_of(bank: Bank) -> QuerySet[Dismissal]:
    return bank.dismissals.select_related("by").order_by("-at")


def findings_of(bank: Bank) -> QuerySet[CheckFinding]:
    """Findings of the latest run; `dismissed` says which somebody set aside."""
    held = Dismissal.objects.filter(bank=bank, subject=OuterRef("subject"), code=OuterRef("code"), version=OuterRef("version"))
    return CheckFinding.objects.filter(run__bank=bank).select_related("item").defer("item__sealed_content").annotate(
        dismissed=Exists(held))  # fmt: skip


def open_findings(bank: Bank) -> QuerySet[CheckFinding]:
    return findings_of(bank).filter(dismissed=False)


def pairs_of(bank: Bank) -> QuerySet[SimilarPair]:
    return bank.similar_pairs.select_related("first", "second", "decided_by").defer(
        "first__sealed_content", "second__sealed_content")  # fmt: skip


def open_pairs(bank: Bank) -> QuerySet[SimilarPair]:
    return pairs_of(bank).filter(decision=PairDecision.OPEN)


def enemy_sets(bank: Bank) -> list[tuple[str, int]]:
    """(name, members) of every enemy set."""
    rows = bank.items.exclude(enemy_set="").values("enemy_set").annotate(n=Count("pk")).order_by("enemy_set")
    return [(row["enemy_set"], row["n"]) for row in rows]


def enemies_in(bank: Bank, name: str) -> QuerySet[Item]:
    return bank.items.filter(enemy_set=name).order_by("item_number")


def open_proposals(bank: Bank) -> QuerySet[DifficultyProposal]:
    return DifficultyProposal.objects.filter(item__bank=bank, state=ProposalState.OPEN)
