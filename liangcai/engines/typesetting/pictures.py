"""Pictures as templates take them: an SVG that carries the PNG or JPEG, so no file is ever written."""

from __future__ import annotations

import base64
import io

from PIL import Image, UnidentifiedImageError

from liangcai.kernel.refusals import BadInput

MOST_PIXELS = 40_000_000
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


def picture_svg(picture: bytes) -> str:
    """`picture` (PNG or JPEG bytes) as SVG of the same pixel size; refuses (BadInput) anything else."""
    try:
        with Image.open(io.BytesIO(picture), formats=list(MEDIA_TYPES)) as opened:
            kind, (width, height) = str(opened.format), opened.size
            if width * height > MOST_PIXELS:
                raise BadInput("picture_too_large", f"图片为 {width}×{height} 像素，超过 {MOST_PIXELS} 像素。")
            opened.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadInput("not_a_picture", "图片无法读取，需要完好的 PNG 或 JPEG 文件。") from error
    encoded = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{MEDIA_TYPES[kind]};base64,{encoded}"/></svg>'
    )
