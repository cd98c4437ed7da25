"""Where the printed page lies in a picture: markers, then the small squares, then a map from mm to pixels.

Markers carry ids, so upside-down and sideways pages need no guess. Where markers are lost the QR stands in,
and the squares along the edges then pull the map into place. A page on which too few of the printed marks
are found where they ought to be is not placed at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from liangcai.engines.omr.layout import Fiducial, PageLayout

Image = NDArray[Any]  # (height, width) uint8
Points = NDArray[Any]  # (n, 2) float64, or a (3, 3) map

WORKING_HEIGHT = 1150  # pictures are reduced by a whole number to about this long side: 75–110 dpi suffices
QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PATCH_SCALE = 4.0  # pixels a millimetre when looking for one printed mark
WHITE_RIM = 1.0  # mm of white around a mark that belong to its template
LEAST_LIKENESS = 0.55  # normalised correlation from which a printed mark counts as found
LEAST_FOUND = 0.5  # share of the printed marks that must agree before a page counts as placed
AGREEMENT = 1.5  # mm from the common plane: uneven feeding moves marks this far
SMOOTH = 0.4  # mm by which a mark's drift may differ from that of its neighbours


@dataclass(frozen=True)
class Placement:
    """Millimetres on the sheet → pixels of the reduced picture `image` (`reduced` times smaller than the scan)."""

    image: Image
    reduced: int
    homography: Points
    found: tuple[Fiducial, ...]
    drift: tuple[Points, Points]  # per side: rows of (y, dx, dy) in mm that the plane map leaves over

    def pixels(self, millimetres: Points) -> Points:
        """(n, 2) mm → (n, 2) pixels, with the paper's uneven feed along both edges taken out."""
        return transform(self.homography, millimetres + self._drift_at(millimetres))

    def _drift_at(self, millimetres: Points) -> Points:
        left, right = self.drift
        if not len(left) or not len(right):
            return np.zeros_like(millimetres)
        share = ((millimetres[:, :1] - 15) / 180).clip(0, 1)
        sides = [np.stack([np.interp(millimetres[:, 1], side[:, 0], side[:, k]) for k in (1, 2)], 1)
                 for side in (left, right)]
        return sides[0] * (1 - share) + sides[1] * share


def transform(homography: Points, points: Points) -> Points:
    return cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float64), homography).reshape(-1, 2)


def locate(scan: Image, page: PageLayout) -> Placement | None:
    """Finds the page in a grey picture (uint8, any size and turn); None when it is not there."""
    reduced = max(1, round(max(scan.shape) / WORKING_HEIGHT))
    image = reduce(scan, reduced)
    source, target = _anchors(scan, image, reduced, page)
    if len(source) < 4:
        return None
    homography = _first_guess(source, target)
    for reach in (3.0 if len(source) >= 16 else 6.0, 2.5):
        if homography is None or not _plausible(homography, image, page):
            return None
        marks, places = _find_marks(image, homography, page, reach)
        if len(marks) < LEAST_FOUND * len(page.fiducials):
            return None
        homography, agreed = _fit(marks, places, _scale(homography, page))
    if homography is None or agreed.sum() < LEAST_FOUND * len(page.fiducials):
        return None
    found = tuple(mark for mark, kept in zip(marks, agreed, strict=True) if kept)
    return Placement(image, reduced, homography, found, _drift(homography, _centres(found), places[agreed]))


def _fit(marks: Sequence[Fiducial], places: Points, pixels_a_mm: float) -> tuple[Points | None, NDArray[np.bool_]]:
    """The plane map that serves most marks, then the best one for all marks that agree with it."""
    centres = _centres(marks)
    homography: Points | None
    homography, inliers = cv2.findHomography(centres, places, cv2.RANSAC, AGREEMENT * pixels_a_mm)
    agreed = inliers.ravel() > 0 if inliers is not None else np.zeros(len(marks), bool)
    for bound in (1.5 * AGREEMENT, AGREEMENT):  # the first map hangs on four marks: judge by it loosely
        if homography is None:
            break
        agreed = np.hypot(*(transform(homography, centres) - places).T) < bound * pixels_a_mm
        homography = cv2.findHomography(centres[agreed], places[agreed], 0)[0] if agreed.sum() >= 4 else None
    return homography, agreed


def _centres(marks: Sequence[Fiducial]) -> Points:
    return np.array([(m.x, m.y) for m in marks], np.float64)


def reduce(image: Image, factor: int) -> Image:
    """A smaller picture, each pixel the mean of factor × factor (a whole factor is the fast path)."""
    if factor == 1:
        return image
    height, width = (side // factor for side in image.shape)
    return cv2.resize(image[: height * factor, : width * factor], (width, height), interpolation=cv2.INTER_AREA)


def read_qr(scan: Image, placement: Placement, page: PageLayout) -> str | None:
    """The QR text, cut out upright from the full picture; tried again larger and smoothed if need be."""
    left, top, side = page.qr
    margin = 3.5
    lift = np.array([[placement.reduced, 0, (placement.reduced - 1) / 2],
                     [0, placement.reduced, (placement.reduced - 1) / 2], [0, 0, 1]], float)
    for scale, smooth in ((6, 0), (9, 0), (9, 5), (6, 3)):
        size = int((side + 2 * margin) * scale)
        patch = _patch(scan, lift @ placement.homography, left - margin, top - margin, size, size, scale)
        if smooth:
            patch = cv2.medianBlur(patch, smooth)
        for code in zxingcpp.read_barcodes(
            patch, formats=QR_ONLY, try_rotate=False, try_invert=False, try_downscale=False
        ):
            return code.text
    return None


def _anchors(scan: Image, image: Image, reduced: int, page: PageLayout) -> tuple[Points, Points]:
    """Corners of the markers found (mm, reduced pixels), and of the QR when markers are missing."""
    markers = {f.id: f for f in page.fiducials if f.kind == "aruco"}
    seen = _detect_markers(image, markers)
    pairs = [(_square(markers[n].x, markers[n].y, markers[n].size), corners) for n, corners in seen.items()]
    if len(seen) < 3:
        left, top, side = page.qr
        for picture, factor in ((image, 1), (scan, reduced)):
            codes = zxingcpp.read_barcodes(picture, formats=QR_ONLY)
            if codes:
                p = codes[0].position
                corners = np.array([(c.x, c.y) for c in (p.top_left, p.top_right, p.bottom_right, p.bottom_left)])
                pairs.append((_square(left + side / 2, top + side / 2, side), (corners + 0.5) / factor - 0.5))
                break
    if not pairs:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs]).astype(np.float64)


def _square(x: float, y: float, side: float) -> Points:
    h = side / 2
    return np.array([(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)])


@cache
def _detector() -> cv2.aruco.ArucoDetector:
    parameters = cv2.aruco.DetectorParameters()
    parameters.adaptiveThreshWinSizeMin = parameters.adaptiveThreshWinSizeMax = 23
    parameters.minMarkerPerimeterRate = 0.05
    parameters.polygonalApproxAccuracyRate = 0.05
    parameters.errorCorrectionRate = 0.4
    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), parameters)


def _detect_markers(image: Image, wanted: dict[int, Fiducial]) -> dict[int, Points]:
    """Looks in the four corners of the picture first (cheap), then everywhere."""
    height, width = image.shape
    h, w = int(height * 0.19), int(width * 0.27)
    if width > height:
        h, w = int(height * 0.27), int(width * 0.19)
    seen: dict[int, Points] = {}
    for y in (0, height - h):
        for x in (0, width - w):
            for n, corners in _detect(image[y: y + h, x: x + w], wanted).items():
                seen[n] = corners + (x, y)
    return seen if len(seen) == len(wanted) else {**_detect(image, wanted), **seen}


def _detect(image: Image, wanted: dict[int, Fiducial]) -> dict[int, Points]:
    corners, ids, _ = _detector().detectMarkers(np.ascontiguousarray(image))
    if ids is None:
        return {}
    return {int(n): c[0].astype(np.float64) for c, n in zip(corners, ids.ravel(), strict=True) if int(n) in wanted}


def _first_guess(source: Points, target: Points) -> Points | None:
    if len(source) >= 12:
        return cv2.findHomography(source, target, 0)[0]
    affine, _ = cv2.estimateAffinePartial2D(source, target, method=cv2.LMEDS)
    return None if affine is None else np.vstack([affine, [0, 0, 1]])


def _plausible(homography: Points, image: Image, page: PageLayout) -> bool:
    """The page as mapped is a convex, unmirrored quadrilateral of a sensible size."""
    width, height = page.size
    corners = transform(homography, np.array([(0, 0), (width, 0), (width, height), (0, height)]))
    if not np.isfinite(corners).all():
        return False
    quad = corners.astype(np.float32)
    area = cv2.contourArea(quad, oriented=True)
    return bool(cv2.isContourConvex(quad) and 0.2 * image.size < area < 4 * image.size)


def _scale(homography: Points, page: PageLayout) -> float:
    """Pixels a millimetre in the middle of the page."""
    width, height = page.size
    a, b = transform(homography, np.array([(width / 2, height / 2 - 50), (width / 2, height / 2 + 50)]))
    return float(np.hypot(*(a - b)) / 100)


def _patch(image: Image, homography: Points, left: float, top: float, width: int, height: int, scale: float) -> Image:
    """An upright cut-out: `width` × `height` pixels at `scale` pixels a millimetre from (left, top) mm."""
    half = 0.5 / scale
    to_mm = np.array([[1 / scale, 0, left + half], [0, 1 / scale, top + half], [0, 0, 1]])
    return cv2.warpPerspective(
        image, homography @ to_mm, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


@cache
def _template(kind: str, marker: int, size: float) -> Image:
    side = int(round(size * PATCH_SCALE))
    rim = int(round(WHITE_RIM * PATCH_SCALE))
    if kind == "aruco":
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
        mark = cv2.resize(cv2.aruco.generateImageMarker(dictionary, marker, 6, borderBits=1), (side, side),
                          interpolation=cv2.INTER_NEAREST)
    else:
        mark = np.zeros((side, side), np.uint8)
    framed = cv2.copyMakeBorder(mark, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(255,))
    return cv2.GaussianBlur(framed, (0, 0), 0.8)


def _find_marks(image: Image, homography: Points, page: PageLayout, reach: float) -> tuple[list[Fiducial], Points]:
    """The printed marks found within `reach` mm of where `homography` puts them, and their pixels."""
    marks, places = [], []
    for mark in page.fiducials:
        template = _template(mark.kind, mark.id, mark.size)
        half = len(template) / PATCH_SCALE / 2 + reach
        side = int(round(2 * half * PATCH_SCALE))
        patch = _patch(image, homography, mark.x - half, mark.y - half, side, side, PATCH_SCALE)
        likeness = cv2.matchTemplate(patch, template, cv2.TM_CCOEFF_NORMED)
        _, best, _, (column, row) = cv2.minMaxLoc(likeness)
        if best < LEAST_LIKENESS or not np.isfinite(best):
            continue
        across, down = _peak(likeness[row], column), _peak(likeness[:, column], row)
        centre = np.array([[mark.x - half + (across + len(template) / 2) / PATCH_SCALE,
                            mark.y - half + (down + len(template) / 2) / PATCH_SCALE]])
        marks.append(mark)
        places.append(transform(homography, centre)[0])
    return marks, np.array(places)


def _peak(values: NDArray[Any], best: int) -> float:
    """The top of the parabola through a maximum and its two neighbours."""
    if not 0 < best < len(values) - 1:
        return float(best)
    before, top, after = (float(v) for v in values[best - 1: best + 2])
    bend = before - 2 * top + after
    return best + (0.5 * (before - after) / bend if bend < -1e-9 else 0.0)


def _drift(homography: Points, centres: Points, places: Points) -> tuple[Points, Points]:
    """What the plane map leaves over at the marks of the left and of the right edge, in mm."""
    left_over = transform(np.linalg.inv(homography), places) - centres
    rows = np.column_stack([centres[:, 1], left_over])
    sides = []
    for side in (centres[:, 0] < 30, centres[:, 0] > 180):
        one = rows[side]
        one = _smooth(one[np.argsort(one[:, 0])])
        sides.append(one if len(one) >= 6 else np.zeros((0, 3)))
    return sides[0], sides[1]


def _smooth(rows: Points) -> Points:
    """Drops rows that leap away from their neighbours: a pencil stroke mistaken for a printed square."""
    if len(rows) < 3:
        return rows
    padded = np.vstack([2 * rows[0] - rows[1], rows, 2 * rows[-1] - rows[-2]])
    middle = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), 0)
    return rows[(np.abs(rows - middle)[:, 1:] < SMOOTH).all(1)]
