"""Item texts hold markers 〔图n〕 and 〔式n〕; writers walk them piece by piece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from liangcai.engines.item_files.items import MARKER, Formula, ParsedItem, Picture

Piece = str | Picture | Formula


def pieces(text: str, item: ParsedItem) -> Iterator[Piece]:
    """The text cut at its markers; a marker without a picture or formula stays text."""
    at = 0
    for found in MARKER.finditer(text):
        held = item.pictures if found[1] == "图" else item.formulas
        place = int(found[2]) - 1
        if not 0 <= place < len(held):
            continue
        if found.start() > at:
            yield text[at : found.start()]
        yield held[place]
        at = found.end()
    if at < len(text):
        yield text[at:]


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return CONTROL.sub("", text)


def clean(text: str) -> str:
    """Unicode composed, blanks at line ends and line breaks at either end removed."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
