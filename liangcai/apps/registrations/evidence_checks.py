"""A file of evidence: a PDF or a picture, by its content, for a fact that the conditions know."""

from __future__ import annotations

from liangcai.apps.registrations.photo_checks import opened
from liangcai.engines.rules.application import LABELS
from liangcai.kernel.refusals import BadInput

MOST_BYTES = 10 << 20


def checked_evidence(fact: str, data: bytes) -> str:
    """The suffix it is kept under; `BadInput` for an unknown fact and for what is neither PDF nor picture."""
    if fact not in LABELS:
        raise BadInput("unknown_fact", "请选择材料证明的事项。", where="fact")
    if len(data) > MOST_BYTES:
        raise BadInput("file_too_large", f"文件 {len(data) >> 20} MB，上限 10 MB。", where="file", hint="请压缩后重新上传。")
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return ".pdf"
    try:
        opened(data, "file")
    except BadInput as no:
        raise BadInput(no.code, "文件不是可以打开的 PDF、JPEG 或 PNG。", where="file", hint="请上传扫描件或照片。") from None
    return ".png" if data.startswith(b"\x89PNG") else ".jpg"
