"""Pages out of scans: PDF, TIFF, PNG, JPEG, folders. A broken file is reported, it never ends a batch."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray
from PIL import Image

SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")
LONG_SIDE = 1754  # pixels a drawn PDF page is rendered to: A4 at 150 dpi
MOST_PIXELS = 150_000_000
TOO_LARGE = "像素太多，请用 100～300 dpi 扫描"


@dataclass(frozen=True)
class ScannedPage:
    """One page as a grey picture, or the reason why there is none. `number` counts from 1 in its file."""

    source: str
    number: int
    image: NDArray[np.uint8] | None
    problem: str = ""


def scanned_pages(paths: Iterable[Path | str]) -> Iterator[ScannedPage]:
    """Every page of every file; folders are searched through, in the order of their names."""
    for path in files_in(paths):
        yield from _pages_of(path)


def files_in(paths: Iterable[Path | str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
        else:
            found.append(path)
    return found


def page_count(path: Path) -> int:
    """Pages of a file without decoding them; a file that cannot be opened counts as the one that is reported."""
    try:
        if path.suffix.lower() == ".pdf":
            with pdfium.PdfDocument(path) as document:
                return max(1, len(document))
        with _opened(path.read_bytes()) as picture:
            return getattr(picture, "n_frames", 1)
    except Exception:  # decoders of hostile files raise nearly anything; reading the file will say what is wrong
        return 1


def _pages_of(path: Path) -> Iterator[ScannedPage]:
    number = 0
    try:
        data = path.read_bytes()
        pages = _pdf_pages(data) if data[:1024].lstrip().startswith(b"%PDF") else _picture_pages(data)
        for image in pages:
            number += 1
            problem = image if isinstance(image, str) else ""
            yield ScannedPage(str(path), number, None if isinstance(image, str) else image, problem)
    except Exception as wrong:  # decoders of hostile files raise nearly anything; the batch goes on
        yield ScannedPage(str(path), number + 1, None, _words(path, wrong))


def _words(path: Path, wrong: Exception) -> str:
    if isinstance(wrong, OSError) and wrong.errno:
        return f"文件打不开：{wrong.strerror}"
    if path.is_file() and not path.stat().st_size:
        return "文件是空的（0 字节）"
    if isinstance(wrong, pdfium.PdfiumError) and "password" in str(wrong).lower():
        return "PDF 加了密码，请先去掉密码"
    if isinstance(wrong, Image.DecompressionBombError):
        return TOO_LARGE
    if isinstance(wrong, ValueError):
        return f"图片无法使用：{wrong}"
    return "文件已损坏，或不是 PDF、TIFF、PNG、JPEG 扫描件"


def _picture_pages(data: bytes) -> Iterator[NDArray[np.uint8] | str]:
    with _opened(data) as picture:
        _check_size(*picture.size)
        frames = getattr(picture, "n_frames", 1)
        if picture.format in ("JPEG", "PNG") and frames == 1 and "transparency" not in picture.info and (
            picture.mode in ("1", "L", "P", "RGB", "CMYK")
        ):
            yield _decoded(data)
            return
        for frame in range(frames):
            try:
                yield _frame(picture, frame)
            except (OSError, ValueError, SyntaxError) as wrong:
                yield f"第 {frame + 1} 页已损坏：{wrong}"


def _frame(picture: Image.Image, number: int) -> NDArray[np.uint8]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture.seek(number)
        _check_size(*picture.size)
        return _grey(picture)


def _opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of size and metadata: the size is checked by itself
        return Image.open(io.BytesIO(data))


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValueError(f"{width}×{height}，{TOO_LARGE}")


def _decoded(data: bytes) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise OSError("undecodable picture")
    return image.astype(np.uint8, copy=False)


def _grey(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8)
    if picture.has_transparency_data:
        colour = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", colour.size, "white"), colour)
    return np.asarray(picture.convert("L"))


def _pdf_pages(data: bytes) -> Iterator[NDArray[np.uint8] | str]:
    document = pdfium.PdfDocument(data)
    try:
        if not len(document):
            raise ValueError("PDF 里没有一页")
        for number in range(len(document)):
            try:
                page = document[number]
                embedded = _scan_inside(page)
                yield _rendered(page) if embedded is None else embedded
                page.close()
            except (pdfium.PdfiumError, OSError, ValueError) as wrong:
                yield f"PDF 第 {number + 1} 页已损坏：{wrong}"
    finally:
        document.close()


def _scan_inside(page: pdfium.PdfPage) -> NDArray[np.uint8] | None:
    """The scanner's own picture when the page is nothing but that picture, upright: exact, and far cheaper
    than rendering the page."""
    objects = list(page.get_objects(max_depth=1))
    if len(objects) != 1 or objects[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE or pdfium_c.FPDFPage_GetAnnotCount(page):
        return None
    picture = objects[0]
    a, b, c, d, _, _ = picture.get_matrix().get()
    width, height = page.get_size()
    if page.get_rotation() or abs(b) + abs(c) > 1e-3 or a < 0.9 * width or d < 0.9 * height:
        return None
    _check_size(*picture.get_px_size())
    grey_or_colour = picture.get_metadata().colorspace in (
        pdfium_c.FPDF_COLORSPACE_DEVICEGRAY, pdfium_c.FPDF_COLORSPACE_DEVICERGB,
    )
    if not grey_or_colour:
        return None
    if picture.get_filters() == ["DCTDecode"]:
        return _decoded(bytes(picture.get_data(decode_simple=False)))
    return np.asarray(picture.get_bitmap(render=False).to_pil().convert("L"))


def _rendered(page: pdfium.PdfPage) -> NDArray[np.uint8]:
    longest = max(page.get_size())
    if longest <= 0:
        raise ValueError("页面尺寸为 0")
    bitmap = page.render(scale=LONG_SIDE / longest, grayscale=True)
    return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width, -1)[:, :, 0]
