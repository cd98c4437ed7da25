"""Reads a certificate's PDF as a person would: the QR code from the picture of the page, the words beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import zxingcpp

from liangcai.kernel.refusals import BadInput

MOST_PAGES = 2000
_RESOLUTIONS = (150, 300)  # dots an inch; the second try for small or faint codes
_WIDEST_PAGE = 1200  # points


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """`number` counts from 1; `tokens` the texts of all codes that hold a certificate; `text` the page's words."""

    number: int
    tokens: tuple[str, ...]
    text: str


def page_count(data: bytes, *, where: str = "") -> int:
    document = _open(data, where)
    try:
        return len(document)
    finally:
        document.close()


def read_pages(data: bytes, *, where: str = "") -> Iterator[CertificatePage]:
    """Every page in turn; `BadInput` where it is no PDF, is locked, or is too large."""
    document = _open(data, where)
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                yield CertificatePage(number + 1, _tokens(page, where), page.get_textpage().get_text_bounded())
            except pdfium.PdfiumError:
                raise BadInput("pdf_unreadable", f"PDF 第 {number + 1} 页读不出。", where=where) from None
    finally:
        document.close()


def _open(data: bytes, where: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise BadInput("pdf_unreadable", "PDF 读不出：文件损坏或有口令。", where=where) from None
    if not 0 < len(document) <= MOST_PAGES:
        raise BadInput("pdf_pages", f"PDF 应有 1–{MOST_PAGES} 页，读到 {len(document)} 页。", where=where)
    return document


def _tokens(page: pdfium.PdfPage, where: str) -> tuple[str, ...]:
    if max(page.get_size()) > _WIDEST_PAGE:
        raise BadInput("pdf_page_size", "PDF 页面大于 A3，不像证书。", where=where)
    for resolution in _RESOLUTIONS:
        picture = page.render(scale=resolution / 72, grayscale=True).to_numpy()
        codes = zxingcpp.read_barcodes(picture[:, :, 0] if picture.ndim == 3 else picture)
        tokens = tuple(dict.fromkeys(code.text for code in codes if "LC1:" in code.text.upper()))
        if tokens:
            return tokens
    return ()
