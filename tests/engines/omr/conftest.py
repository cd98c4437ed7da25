"""One printed sheet for all tests, rendered once a resolution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pypdfium2 as pdfium
import pytest

from liangcai.engines.omr import SheetCandidate, SheetLayout, layout_for, print_sheets

MULTIPLE = frozenset(range(71, 81))
ROSTER = [SheetCandidate(f"3201202600{n:02d}", f"演示考生{n:03d}", f"{n:02d}", "AB"[n % 2]) for n in range(3)]


@pytest.fixture(scope="session")
def layout() -> SheetLayout:
    return layout_for(100, 4, 20, MULTIPLE, "演示考试答题卡")


@pytest.fixture(scope="session")
def pdf(layout) -> bytes:
    return print_sheets(layout, ROSTER)


@pytest.fixture(scope="session")
def blank(pdf) -> Callable[[int, int], np.ndarray]:
    """(dpi, candidate) → a fresh grey rendering of that candidate's printed page."""
    document = pdfium.PdfDocument(pdf)
    rendered: dict[tuple[int, int], np.ndarray] = {}

    def page(dpi: int = 150, candidate: int = 0) -> np.ndarray:
        if (dpi, candidate) not in rendered:
            rendered[dpi, candidate] = render(document[candidate], dpi)
        return rendered[dpi, candidate].copy()

    return page


def render(page: pdfium.PdfPage, dpi: int) -> np.ndarray:
    return np.asarray(page.render(scale=dpi / 72).to_pil().convert("L")).copy()


@pytest.fixture
def truth(layout) -> Callable[[int], dict[int, str]]:
    """seed → random answers; one question in twenty is left blank."""

    def answers(seed: int) -> dict[int, str]:
        rng = np.random.default_rng(seed)
        marked = {}
        for question in layout.questions:
            options = list("AB" if question > 80 else "ABCD")
            many = int(rng.integers(1, 5)) if question in MULTIPLE else 1
            chosen = "".join(sorted(rng.choice(options, many, replace=False)))
            marked[question] = "" if rng.random() < 0.05 else chosen
        return marked

    return answers
