"""Reads a PDF back: its words, its pages as pictures, its QR codes."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader


class ReadBack:
    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf

    @property
    def pages(self) -> list[str]:
        """The text of each page without any blank, so that line breaks do not matter."""
        return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(self.pdf)).pages]

    @property
    def words(self) -> str:
        return "".join(self.pages)

    def lacks(self, *expected: str) -> list[str]:
        """Those of the expected texts that cannot be read in the document."""
        return [text for text in expected if "".join(text.split()) not in self.words]

    def picture(self, page: int = 0, dots_per_inch: int = 150) -> Image.Image:
        return pypdfium2.PdfDocument(self.pdf)[page].render(scale=dots_per_inch / 72).to_pil()

    def codes(self, page: int = 0) -> list[str]:
        return [code.text for code in zxingcpp.read_barcodes(self.picture(page))]

    def outside(self, margin_mm: float = 3.0) -> list[str]:
        """Characters nearer to an edge than a printer can print."""
        found = []
        edge = margin_mm / 25.4 * 72
        for sheet in pypdfium2.PdfDocument(self.pdf):
            width, height = sheet.get_size()
            text = sheet.get_textpage()
            for position in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(position)
                if left < edge or bottom < edge or right > width - edge or top > height - edge:
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
