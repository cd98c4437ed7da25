"""Word import of 1,000 items with 200 pictures: CPU-seconds from bytes to parsed items."""

import io
import sys
import time

import numpy as np
from PIL import Image

from liangcai.engines.item_files import ParsedItem, Picture, read_word, write_word

SEED = 5


def picture(rng: np.random.Generator) -> Picture:
    out = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (120, 160, 3), dtype=np.uint8)).save(out, "PNG")
    return Picture("photo.png", "image/png", out.getvalue())


def item(n: int, rng: np.random.Generator) -> ParsedItem:
    pictures = (picture(rng),) if n % 5 == 0 else ()
    stem = f"第{n}台电动机接地保护的作用是（　）。" + ("〔图1〕" if pictures else "")
    options = ("防止触电", "节约电能", "提高转速", "降低噪声")
    return ParsedItem(str(n), "single_choice", stem, options, "ABCD"[n % 4], point="A-A-A-001", pictures=pictures)


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rng = np.random.default_rng(SEED)
    items = tuple(item(n, rng) for n in range(1, size + 1))
    content = write_word(items)
    start = time.process_time()
    report = read_word(content)
    seconds = time.process_time() - start
    pictures = sum(len(one.pictures) for one in report.items)
    right = sum(a.stem == b.stem and a.answer == b.answer for a, b in zip(report.items, items, strict=True))
    print(
        f"{len(report.items)} items, {pictures} pictures, {len(content) >> 10} KB: {seconds:.2f} CPU-s, {right} equal"
    )


if __name__ == "__main__":
    main()
