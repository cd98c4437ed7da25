"""Two texts side by side, with what differs marked in each."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Both texts as HTML, the characters that the other does not share in <mark>."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    left = ((one[a:b], kind == "equal") for kind, a, b, _, _ in blocks)
    right = ((other[c:d], kind == "equal") for kind, _, _, c, d in blocks)
    return joined(left), joined(right)


def joined(parts) -> SafeString:
    return format_html_join("", "{}", ((format_html("{}" if same else "<mark>{}</mark>", text),) for text, same in parts if text))
