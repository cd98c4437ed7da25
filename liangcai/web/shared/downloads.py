"""Files handed to the browser. A view checks who may read one, then calls one of these."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from liangcai.kernel.refusals import Refused

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bytes_response(content: bytes, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """`name` is what the browser saves it as; `inline` shows it instead."""
    return FileResponse(io.BytesIO(content), as_attachment=not inline, filename=name, content_type=content_type)


def as_link(workbook: bytes) -> str:
    """The file inside the page itself: nothing with people's numbers is left lying on the server."""
    return f"data:{XLSX};base64,{base64.b64encode(workbook).decode()}"


def pdf_response(content: bytes, name: str) -> FileResponse:
    """A PDF, shown in the browser."""
    return bytes_response(content, name, PDF, inline=True)


def file_response(file: FieldFile | Path, name: str = "", inline: bool = False) -> FileResponse:
    """Streams a stored file; `Refused` when nothing is stored, or it is gone."""
    try:
        opened = file.open("rb") if file else None
    except FileNotFoundError:
        opened = None
    if opened is None:
        raise Refused("file_missing", "文件不存在或尚未生成。", hint="请联系经办人员重新生成。")
    return FileResponse(opened, as_attachment=not inline, filename=name or Path(str(file.name)).name)
