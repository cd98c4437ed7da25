"""Thousands of like sheets in one PDF: set in chunks, since one long document costs more a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf

from liangcai.engines.typesetting.compile import compile_pdf, refuse_nothing
from liangcai.kernel.refusals import BadInput

CHUNK = 240  # a multiple of every number of faces a sheet holds, so that no sheet is left half empty

OnProgress = Callable[[int, int], None]  # faces done, faces in all


def compile_bulk(
    template: str,
    documents: Sequence[Any],
    face: Callable[[Any], dict[str, Any]],
    *,
    watermark: str = "",
    on_progress: OnProgress | None = None,
) -> bytes:
    """`documents` through `face` into the template's list `faces`, in order, as one PDF.

    Refuses (BadInput) an empty list, and everything when one face is refused.
    """
    refuse_nothing(documents)
    parts: list[bytes] = []
    for start in range(0, len(documents), CHUNK):
        chunk = documents[start : start + CHUNK]
        parts.append(_chunk(template, [face(document) for document in chunk], start, watermark))
        if on_progress:
            on_progress(start + len(chunk), len(documents))
    return parts[0] if len(parts) == 1 else joined(parts)


def _chunk(template: str, faces: list[dict[str, Any]], start: int, watermark: str) -> bytes:
    """The PDF of one chunk; a refusal names the face by its place in the whole list."""
    try:
        return compile_pdf(template, {"faces": faces}, watermark=watermark)
    except BadInput as refusal:
        if found := re.match(r"faces\[(\d+)\](.*)", refusal.where):
            refusal.where = f"[{start + int(found[1])}]{found[2]}"
        raise


def joined(parts: Sequence[bytes]) -> bytes:
    """The pages of all parts, in order, as one PDF."""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                whole.pages.extend(opened.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()
