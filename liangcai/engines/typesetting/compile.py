"""From a template and what the document says to a PDF, the same bytes every time.

Templates lie in `templates/`; a document's data reaches them as JSON, so no text can be taken for
markup. Only the pinned Chinese fonts are used, and Typst's own for mathematics; the PDF carries no time of making.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from liangcai.engines.typesetting.glyphs import refuse_missing_glyphs
from liangcai.engines.typesetting.plain import plain
from liangcai.kernel.fonts import font_folder
from liangcai.kernel.refusals import BadInput

DEMONSTRATION = "演示 · 不作为凭证"

TEMPLATE_FOLDER = Path(__file__).parent / "templates"


@cache
def _fonts() -> typst.Fonts:
    # Typst's own fonts for mathematics only: templates name the pinned Chinese faces for everything else
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())])


def compile_pdf(template: str, data: Mapping[str, Any], *, watermark: str = "") -> bytes:
    """The PDF of `templates/<template>.typ` for `data` (dataclasses, dates and picture bytes allowed).

    `watermark` is printed slantwise over every page; empty prints none.
    Refuses (BadInput) characters that the fonts lack and pictures that cannot be read.
    """
    contents = plain(data)
    refuse_missing_glyphs({**contents, "watermark": watermark})
    return typst.compile(
        str(TEMPLATE_FOLDER / f"{template}.typ"),
        root=str(TEMPLATE_FOLDER),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(contents, ensure_ascii=False), "watermark": watermark},
    )


def refuse_nothing(documents: Sequence[Any]) -> None:
    """Refuses (BadInput) an empty list of documents: an empty PDF would look like a print."""
    if not documents:
        raise BadInput("nothing_to_print", "没有可打印的内容，需要至少一份。")
