"""Reads a PDF back: its words, its pages as pictures, its QR codes."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from liangcai.engines.typesetting.plain import plain


def _texts(value: Any, besides: Collection[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in besides:
                yield from _texts(entry, besides)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry, besides)


class ReadBack:
    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page without any blank, so that line breaks do not matter."""
        return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(self.pdf)).pages]

    @cached_property
    def words(self) -> str:
        return "".join(self.pages)

    def lacks(self, *expected: str) -> list[str]:
        """Those of the expected texts that cannot be read in the document."""
        return [text for text in expected if "".join(text.split()) not in self.words]

    def misses(self, document: object, *, besides: Collection[str] = ()) -> list[str]:
        """Texts and dates of the document, at any depth, that cannot be read; fields in `besides` are left out."""
        return self.lacks(*_texts(plain(document), besides))

    def picture(self, page: int = 0, dots_per_inch: int = 150) -> Image.Image:
        return pypdfium2.PdfDocument(self.pdf)[page].render(scale=dots_per_inch / 72).to_pil()

    def codes(self, page: int = 0) -> list[str]:
        return [code.text for code in zxingcpp.read_barcodes(self.picture(page))]

    def outside(self, margin_mm: float = 2.0, sides_mm: float = 2.0) -> list[str]:
        """Characters nearer to the upper or lower edge, or to a side, than given."""
        found = []
        edge, side = margin_mm / 25.4 * 72, sides_mm / 25.4 * 72
        for sheet in pypdfium2.PdfDocument(self.pdf):
            width, height = sheet.get_size()
            text = sheet.get_textpage()
            for position in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(position)
                if left < side or bottom < edge or right > width - side or top > height - edge:
                    found.append(text.get_text_range(position, 1))
        return found


@pytest.fixture
def read_back() -> type[ReadBack]:
    return ReadBack


@pytest.fixture
def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (295, 413), "#d8d8d8").save(out, "JPEG")
    return out.getvalue()
