"""A candidate's photo: a real picture of the right shape, redrawn so that nothing but the picture is kept."""

from __future__ import annotations

import io
import warnings
from datetime import date
from fractions import Fraction

from PIL import Image, ImageOps

from liangcai.apps.station.selectors import setting_on
from liangcai.kernel.refusals import BadInput

FORMATS = ("JPEG", "PNG")
MOST_PIXELS = 40_000_000
PRINTED = (600, 840)  # 25 × 35 mm at 600 dpi: what is kept, at most


def checked_photo(data: bytes, on: date, where: str = "photo") -> bytes:
    """The picture as a JPEG without its hidden data (place, camera). `BadInput` says what was found and what is
    needed: format by content, file size, dimensions, upright ratio (the settings of the day)."""
    most, least_height = setting_on("photo_most_kilobytes", on), setting_on("photo_least_height", on)
    narrowest, widest = Fraction(setting_on("photo_narrowest", on)), Fraction(setting_on("photo_widest", on))
    if len(data) > most * 1024:
        raise BadInput("photo_too_large", f"照片文件 {len(data) / 1024:,.0f} KB，上限 {most} KB。", where=where,
                       hint="请压缩后重新上传。")  # fmt: skip
    picture = opened(data, where)
    width, height = picture.size
    if height < least_height:
        raise BadInput("photo_too_small", f"照片 {width}×{height} 像素，高度应不少于 {least_height} 像素。", where=where,
                       hint="请使用清晰的一寸证件照。")  # fmt: skip
    if not narrowest <= Fraction(width, height) <= widest:
        raise BadInput("photo_ratio", f"照片 {width}×{height} 像素，宽高比 {width / height:.2f}，应在 {float(narrowest):.2f}"
                       f" 至 {float(widest):.2f} 之间（竖版一寸照约 0.71）。", where=where, hint="请裁成竖版证件照。")  # fmt: skip
    picture.thumbnail(PRINTED)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def opened(data: bytes, where: str) -> Image.Image:
    """The picture, upright, in plain colours. Its size is read from the head before a pixel is unpacked."""
    no = BadInput("not_a_photo", "文件不是可以打开的 JPEG 或 PNG 图片。", where=where, hint="请上传 .jpg 或 .png 证件照。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            head = Image.open(io.BytesIO(data), formats=FORMATS)
            if head.width * head.height > MOST_PIXELS:
                raise BadInput("photo_too_many_pixels", f"图片 {head.width}×{head.height} 像素过大。", where=where,
                               hint="请缩小后重新上传。")  # fmt: skip
            return ImageOps.exif_transpose(head).convert("RGB")
    except BadInput:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise BadInput("photo_too_many_pixels", "图片像素过大。", where=where, hint="请缩小后重新上传。") from None
    except Exception:
        raise no from None
