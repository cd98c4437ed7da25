"""Opened items, responses and figures ↔ the engines that check, compare and calibrate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import date

from liangcai.apps.item_bank.engine_io import bare, parsed_of
from liangcai.apps.item_bank.enums import ItemState
from liangcai.apps.item_bank.models import Bank, Item
from liangcai.apps.item_bank.sealing import open_content
from liangcai.apps.station.selectors import setting_on
from liangcai.engines.item_files import Finding, ParsedItem, check_coverage, check_item
from liangcai.engines.similarity import Index, Match, Pair, near_duplicates_in_steps

CHUNK = 500
OPENING = 0.4  # opening the items is about this share of a search for near-duplicates


def live_items(bank: Bank):
    """Everything but what is retired."""
    return bank.items.exclude(state=ItemState.RETIRED).order_by("item_number")


def bank_state(bank: Bank) -> str:
    """Digest of numbers, versions and places of the live items, and of the scope table."""
    columns = ("item_number", "version", "type", "scope", "point", "importance")
    digest = hashlib.sha256(json.dumps(bank.scope_table, sort_keys=True).encode())
    for row in live_items(bank).values_list(*columns).iterator(chunk_size=5000):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def opened(item: Item, key: bytes) -> ParsedItem:
    return parsed_of(item, open_content(item.sealed_content, key, str(item.public_id)))


def check_in_steps(bank: Bank, key: bytes, on: date) -> Generator[float, None, list[tuple[Item | None, Finding]]]:
    """Every finding on the live items and on the bank's coverage, yielding the share done."""
    items, found, seen = live_items(bank), [], []
    total = max(1, items.count())
    for n, item in enumerate(items.iterator(chunk_size=CHUNK)):
        found += [(item, finding) for finding in check_item(opened(item, key))]
        seen.append(bare(item))
        item.sealed_content = b""
        if n % CHUNK == 0:
            yield n / total
    numbers = {item.item_number: item for item, _ in found if item}
    return found + [(numbers.get(f.item), f) for f in coverage_findings(bank, seen, on)]


def coverage_findings(bank: Bank, items: list[ParsedItem], on: date) -> list[Finding]:
    """Points and X/Y/Z shares against the scope table and the settings of the day; without a scope table only what
    the items themselves say can be compared."""
    points = bank.scope_table.get("points")
    shares = {"X": (setting_on("importance_x_least", on), 1.0), "Y": (0.0, setting_on("importance_y_most", on)),
              "Z": (0.0, setting_on("importance_z_most", on))}  # fmt: skip
    if not points:
        items = [replace(item, importance="") for item in items]  # nothing to compare it with
        return check_coverage(items, {item.point: "" for item in items}, setting_on("items_per_point", on))
    return check_coverage(items, points, setting_on("items_per_point", on), shares)


def text_of(item: ParsedItem) -> str:
    """What two items are compared by: the stem with its options, which alone tell short stems apart."""
    return " ".join((item.stem, *item.options))


def compare_in_steps(
    bank: Bank, key: bytes, threshold: float,
) -> Generator[float, None, tuple[list[Item], list[Pair]]]:  # fmt: skip
    """(live items, pairs of places in that list whose texts are near), yielding the share done."""
    items, texts = yield from texts_in_steps(bank, key)
    steps = near_duplicates_in_steps(texts, threshold)
    while True:
        try:
            yield OPENING + (1 - OPENING) * next(steps)
        except StopIteration as end:
            return items, end.value


def match_in_steps(
    bank: Bank, key: bytes, new: Iterable[ParsedItem], threshold: float,
) -> Generator[float, None, tuple[list[Item], list[str], list[Match]]]:  # fmt: skip
    """(live items, their texts, which of the new items are near which of them), yielding the share done."""
    items, texts = yield from texts_in_steps(bank, key)
    index = Index.build(texts, threshold)
    yield 0.9
    return items, texts, index.query([text_of(item) for item in new])


def texts_in_steps(bank: Bank, key: bytes) -> Generator[float, None, tuple[list[Item], list[str]]]:
    rows, items, texts = live_items(bank), [], []
    total = max(1, rows.count())
    for n, item in enumerate(rows.iterator(chunk_size=CHUNK)):
        texts.append(text_of(opened(item, key)))
        item.sealed_content = b""  # a hundred thousand of them need not stay in memory
        items.append(item)
        if n % CHUNK == 0:
            yield OPENING * n / total
    return items, texts


def words_of(item: Item, key: bytes) -> dict[str, str]:
    """{code: what the check says} of one item, made anew from its content."""
    return {finding.code: finding.words for finding in check_item(opened(item, key))}
