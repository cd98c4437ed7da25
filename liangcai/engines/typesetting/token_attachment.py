"""The signed token of a certificate travels inside its PDF: as the attachment `token.txt` and as the
document's keyword, beside the QR that paper keeps."""

from __future__ import annotations

import io

import pikepdf

ATTACHMENT_NAME = "token.txt"


def attach_token(pdf: bytes, token: str) -> bytes:
    """`pdf` with `token` inside; the same bytes for the same input."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.attachments[ATTACHMENT_NAME] = pikepdf.AttachedFileSpec(
            document,
            token.encode(),
            filename=ATTACHMENT_NAME,
            mime_type="text/plain",
            description="证书签名令牌",
            creation_date="",  # no clock: the day of issue is in the token
            mod_date="",
        )
        document.docinfo["/Keywords"] = token
        document.save(out, deterministic_id=True)
    return out.getvalue()
