"""QR codes as SVG: level M, with the quiet zone of four modules that readers need."""

from __future__ import annotations

import zxingcpp

from liangcai.kernel.refusals import BadInput


def qr_svg(text: str) -> str:
    """The code of `text`; refuses (BadInput) what does not fit into the largest QR code."""
    try:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        drawn = code.to_svg(add_quiet_zones=True)
    except (ValueError, RuntimeError) as error:
        raise BadInput("not_a_qr_text", f"二维码内容为空或过长（{len(text)} 个字符），不能编码。") from error
    return drawn[drawn.index("<svg") :]
