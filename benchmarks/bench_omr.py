"""Answer sheets read: ours against the reader that most tutorials build, on the same pages in one run.

The peer is written below after the usual recipe (findContours for the four corner marks, perspective warp,
Otsu threshold, share of dark pixels in each box): no reader of answer sheets that can be installed as a
package was found on the package index, so none is measured here. Pages are printed by us, marks are drawn
and spoilt by the simulation, so the figures say how the two compare, not how real scans will do; the peer is
given our exact geometry and is spared the QR code. A third of the pages each are filled well, sloppily and
faintly. Seconds are of the process's CPU and, as a scan is stored, include decoding a 150 dpi JPEG.
    python benchmarks/bench_omr.py [PAGES_A_FAULT]
"""

import sys
import time
from collections import Counter

import cv2
import numpy as np
import pypdfium2 as pdfium

from liangcai.engines.omr import SheetCandidate, SheetLayout, layout_for, print_sheets, read_sheets, simulate

SEED, DPI, STYLES = 2024, 150, ("pencil", "sloppy", "faint")
SCALE = 4  # the peer's pixels a millimetre


def main(pages: int) -> None:
    layout = layout_for(100, 4, 20)
    blank = np.asarray(
        pdfium.PdfDocument(print_sheets(layout, [SheetCandidate("32012026001", "演示考生", "01", "A")]))[0]
        .render(scale=DPI / 72).to_pil().convert("L")
    )
    readers = {"ours": ours, "contours": contours}
    tallies: dict[str, Counter] = {name: Counter() for name in readers}
    seconds = dict.fromkeys(readers, 0.0)
    print(f"{'fault':<18}" + "".join(f"{name + ': wrong':>17} {'doubtful':>9} {'unplaced':>9}" for name in readers))
    for fault, spoil in simulate.DEGRADATIONS.items():
        rows = {name: Counter() for name in readers}
        for number in range(pages):
            rng = np.random.default_rng([SEED, number])
            truth = {q: str(rng.choice(list("AB" if q > 80 else "ABCD"))) for q in layout.questions}
            filled = simulate.fill(blank, layout.pages[0], truth, rng, STYLES[number % len(STYLES)])
            scan = cv2.imencode(".jpg", spoil(filled, rng), [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
            for name, reader in readers.items():
                started = time.process_time()
                told = reader(cv2.imdecode(scan, cv2.IMREAD_GRAYSCALE), layout)
                seconds[name] += time.process_time() - started
                rows[name] += tally(told, truth)
        for name in readers:
            tallies[name] += rows[name]
        print(f"{fault:<18}" + "".join(
            f"{r['wrong']:>17} {r['doubtful']:>9} {r['unplaced']:>9}" for r in rows.values()))
    total = pages * len(simulate.DEGRADATIONS)
    print()
    for name, tally_ in tallies.items():
        certain = tally_["right"] + tally_["wrong"]
        print(f"{name:<9} {total / seconds[name]:7.1f} pages/CPU-s   "
              f"wrong {tally_['wrong']} of {certain} told as certain ({tally_['wrong'] / max(certain, 1):.4%})   "
              f"doubtful {tally_['doubtful']}   "
              f"unplaced pages {tally_['unplaced']} of {total}")
    print(f"ratio     {seconds['contours'] / seconds['ours']:.2f}× the pages a CPU-second of the peer; wrong answers "
          f"{tallies['ours']['wrong']} against {tallies['contours']['wrong']}")


def tally(told: dict[int, str] | None, truth: dict[int, str]) -> Counter:
    if told is None:
        return Counter(unplaced=1)
    return Counter("doubtful" if told[q] == "?" else "right" if told[q] == truth[q] else "wrong" for q in truth)


def ours(image: np.ndarray, layout: SheetLayout) -> dict[int, str] | None:
    (read,) = read_sheets([image], layout)
    if read.problem:
        return None
    return {a.question: "?" if a.state in ("doubtful", "multiple") else a.answer for a in read.answers}


def contours(image: np.ndarray, layout: SheetLayout) -> dict[int, str] | None:
    page = layout.pages[0]
    corners = corner_marks(image)
    if corners is None:
        return None
    markers = np.float32([(f.x, f.y) for f in page.fiducials if f.kind == "aruco"]) * SCALE
    size = (int(page.size[0] * SCALE), int(page.size[1] * SCALE))
    warped = cv2.warpPerspective(image, cv2.getPerspectiveTransform(corners, markers), size)
    dark = cv2.threshold(warped, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    shares: dict[int, dict[str, float]] = {}
    for b in page.bubbles:
        x, y, w, h = (round(v * SCALE) for v in (b.x - b.w / 2, b.y - b.h / 2, b.w, b.h))
        shares.setdefault(b.question, {})[b.option] = float(dark[y: y + h, x: x + w].mean())
    told = {}
    for question, share in shares.items():
        marked = [option for option, s in share.items() if s > 0.5]
        told[question] = marked[0] if len(marked) == 1 else "?" if marked else ""
    return told


def corner_marks(image: np.ndarray) -> np.ndarray | None:
    """Centres of the square contour nearest to each corner of the picture, clockwise from top left."""
    dark = cv2.threshold(cv2.GaussianBlur(image, (5, 5), 0), 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    found, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    side = 8.5 * image.shape[1] / 210
    squares = []
    for contour in found:
        x, y, w, h = cv2.boundingRect(contour)
        if 0.75 * side < w < 1.35 * side and 0.75 * side < h < 1.35 * side and cv2.contourArea(contour) > 0.7 * w * h:
            squares.append((x + w / 2, y + h / 2))
    if len(squares) < 4:
        return None
    height, width = image.shape
    ends = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    places = np.array(squares)
    nearest = [int(np.hypot(*(places - end).T).argmin()) for end in ends]
    return places[nearest].astype(np.float32) if len(set(nearest)) == 4 else None


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
