"""The texts of items: markers 〔图n〕 〔式n〕 〔表n〕 for what stands inside, marks for how letters look.

    〔粗:重要〕   bold            x〔上:2〕   raised            H〔下:2〕O   lowered

Marks may nest, and never run over a line's end. `pieces` takes a text apart, `marked_up` puts one together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from liangcai.engines.item_files.items import MARKER, Formula, Grid, ParsedItem, Picture

OPENING = re.compile(r"〔(粗|上|下)[:：]")
BOLD, RAISED, LOWERED = "粗", "上", "下"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look; `place` is 上, 下 or empty."""

    text: str
    bold: bool = False
    place: str = ""


Piece = Run | Picture | Formula | Grid


def pieces(text: str, item: ParsedItem) -> Iterator[Piece]:
    """The text cut at its marks and markers; a marker without a picture, formula or table stays text."""
    held = {"图": item.pictures, "式": item.formulas, "表": item.tables}
    for run in runs(text):
        at = 0
        for found in MARKER.finditer(run.text):
            things, place = held[found[1]], int(found[2]) - 1
            if not 0 <= place < len(things):
                continue
            if found.start() > at:
                yield Run(run.text[at : found.start()], run.bold, run.place)
            yield things[place]  # type: ignore[misc]
            at = found.end()
        if at < len(run.text):
            yield Run(run.text[at:], run.bold, run.place)


def runs(text: str, bold: bool = False, place: str = "") -> Iterator[Run]:
    """The text cut at its marks; a mark that is not closed on its line stays text."""
    at = search = 0
    while found := OPENING.search(text, search):
        end = closing(text, found.end())
        if end is None:
            search = found.end()
            continue
        if found.start() > at:
            yield Run(text[at : found.start()], bold, place)
        yield from runs(text[found.end() : end], bold or found[1] == BOLD, place if found[1] == BOLD else found[1])
        at = search = end + 1
    if at < len(text):
        yield Run(text[at:], bold, place)


def closing(text: str, start: int) -> int | None:
    """Where the bracket open before `start` closes, on the same line."""
    depth = 1
    for at in range(start, len(text)):
        if text[at] == "\n":
            return None
        depth += {"〔": 1, "〕": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return None


def marked_up(parts: Iterable[Run]) -> str:
    """The text of the runs, in the one spelling: bold outside, raised and lowered inside, markers outside marks, and
    no mark runs over a line's end."""
    out: list[tuple[str, bool]] = []
    for run in parts:
        for words in re.split(r"(\n|〔[图式表]\d+〕)", run.text):
            # blanks show no look, and a lone bracket would close the mark early
            if not words.strip() or MARKER.fullmatch(words) or words.count("〔") != words.count("〕"):
                out.append((words, False))
            else:
                out.append((f"〔{run.place}:{words}〕" if run.place else words, run.bold))
    return "".join(f"〔{BOLD}:{''.join(words for words, _ in group)}〕" if bold else "".join(words for words, _ in group)
                   for bold, group in groupby(filter(itemgetter(0), out), key=itemgetter(1)))  # fmt: skip


def in_one_spelling(text: str) -> str:
    """The text with its marks spelled as `marked_up` spells them."""
    return marked_up(runs(text)) if OPENING.search(text) else text


def bare(text: str) -> str:
    """The text without its marks, as one reads it aloud; markers stay."""
    return "".join(run.text for run in runs(text))


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return CONTROL.sub("", text)


def clean(text: str) -> str:
    """Unicode composed, blanks at line ends and line breaks at either end removed."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def grid_text(table: Grid) -> str:
    """A table as people type it: a line a row, cells apart by |; \\n, \\| and \\\\ stand for what cells may hold."""
    return "\n".join(" | ".join(escaped(cell) for cell in row) for row in table.rows)


def escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def grid_of(text: str) -> Grid:
    """The table that `grid_text` wrote or somebody typed; short rows are filled up with empty cells."""
    rows = [cells(line) for line in text.splitlines() if line.strip()]
    width = max(map(len, rows), default=0)
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in rows))


def cells(line: str) -> list[str]:
    found = [""]
    for token in re.findall(r"\\.|.", line):
        if token == "|":
            found.append("")
        else:
            found[-1] += {"\\n": "\n"}.get(token, token[-1])
    return [cell.strip(" \t") for cell in found]
